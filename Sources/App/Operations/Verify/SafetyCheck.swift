public import Host

/// The four parts of the safety tests.
public enum SafetyPart: String, Sendable, CaseIterable {
    /// Many at once: nothing lost, nothing counted twice.
    case concurrency
    /// Numbers, sizes and names at their limits and one beyond; queues and disks that are full.
    case boundary
    /// What dies, tears or is damaged, and what is found afterwards.
    case recovery
    /// How fast, against this machine's own disk and the bars of the design.
    case performance
}

/// One thing that the safety tests show on the machine that they are run on.
public struct SafetyCheck: Sendable {
    /// Tries it.
    ///
    /// - Returns: what was seen, in a line, with its figures.
    public typealias Body = @Sendable (SafetyPlace) throws(SafetyFailure) -> String

    /// Which of the four parts it belongs to.
    public let part: SafetyPart
    /// Never given to anything else: `trades-at-once`.
    public let name: String
    /// What is so where it passes, as a sentence without a full stop.
    public let proves: String
    /// How that is tried.
    public let how: String
    /// Tries it.
    public let body: Body

    /// A check.
    public init(
        _ part: SafetyPart, _ name: String, proves: String, how: String, body: @escaping Body
    ) {
        precondition(!name.isEmpty && !proves.isEmpty && !how.isEmpty)
        self.part = part
        self.name = name
        self.proves = proves
        self.how = how
        self.body = body
    }

    /// Part and name: `concurrency.trades-at-once`.
    public var fullName: String { "\(part.rawValue).\(name)" }
}

/// Why a check did not pass: what should have been, what was, and what to do.
public struct SafetyFailure: Error, Sendable, Equatable {
    /// What should have been.
    public var expected: String
    /// What was.
    public var found: String
    /// What to do about it.
    public var fix: String

    /// What to do where a promise of the program was broken.
    public static let reportIt =
        "Do not trade with this build on this machine; report it with this report and the folder "
        + "that is kept"

    /// A failure.
    public init(expected: String, found: String, fix: String = SafetyFailure.reportIt) {
        self.expected = expected
        self.found = found
        self.fix = fix
    }

    /// Something that has to work did not.
    public init(_ explanation: Explanation, doing what: String) {
        self.init(
            expected: what, found: "\(explanation.what): \(explanation.why)",
            fix: explanation.action)
    }
}

/// What checks have to work with.
public struct SafetyPlace: Sendable {
    /// A folder for the files of one check.
    public var folder: String
    /// The program that trades.
    public var program: String
    /// The simulator; nil where none is named and none lies beside the program.
    public var simulator: String?
    /// What is fast enough.
    public var bars: SafetyBars

    /// A place.
    public init(folder: String, program: String, simulator: String?, bars: SafetyBars) {
        self.folder = folder
        self.program = program
        self.simulator = simulator
        self.bars = bars
    }
}

/// What is fast enough. All are ratios or rates of one run on one machine.
public struct SafetyBars: Sendable, Equatable {
    /// A durable order against one raw write of a block, at the median, in hundredths: 1.5 times.
    public var durableMedianHundredths = 150
    /// The same for the slowest in a hundred: 3 times.
    public var durableTailHundredths = 300
    /// Events that a start reads back, a second of processor time.
    public var replayedEventsASecond = 3_000_000
    /// Orders decided, accepted and filled, a second of processor time on one core.
    public var cyclesASecond = 300_000

    /// The bars of the design.
    public init() {}
}

/// Asks for what must be so.
///
/// - Throws: ``SafetyFailure`` where it is not.
func require(
    _ isSo: Bool, _ expected: @autoclosure () -> String, found: @autoclosure () -> String,
    fix: String = SafetyFailure.reportIt
) throws(SafetyFailure) {
    guard !isSo else { return }
    throw SafetyFailure(expected: expected(), found: found(), fix: fix)
}
