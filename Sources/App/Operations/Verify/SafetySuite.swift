internal import Host

/// How one check went.
public struct SafetyResult: Sendable {
    /// Which.
    public let check: SafetyCheck
    /// What was seen where it passed, else why it did not.
    public let outcome: Result<String, SafetyFailure>
    /// How long it took.
    public let nanoseconds: Int64

    /// Whether it passed.
    public var hasPassed: Bool {
        switch outcome {
        case .success: true
        case .failure: false
        }
    }
}

/// How all of them went, with what a reader must know of where.
public struct SafetyReport: Sendable {
    /// The release that was tried.
    public let release: String
    /// Whether it was built without optimisation.
    public let isDebugBuild: Bool
    /// When it began, nanoseconds UTC.
    public let startedAt: Int64
    /// The folder whose disk was used.
    public let directory: String
    /// In the order in which they ran.
    public private(set) var results: [SafetyResult] = []

    init(directory: String, startedAt: Int64) {
        release = VersionCommand.release
        isDebugBuild = SafetySuite.isDebugBuild
        self.directory = directory
        self.startedAt = startedAt
    }

    mutating func add(_ result: SafetyResult) { results.append(result) }

    /// Checks that passed.
    public var passed: Int { results.count(where: \.hasPassed) }
    /// Checks that did not.
    public var failed: Int { results.count - passed }
    /// All of it together, in nanoseconds.
    public var nanoseconds: Int64 { results.reduce(0) { $0 + $1.nanoseconds } }
    /// Whether all passed, and there were any.
    public var hasPassed: Bool { failed == 0 && passed > 0 }
}

/// The safety tests: run one after the other, each in a folder of its own.
public enum SafetySuite {
    static let isDebugBuild = _isDebugAssertConfiguration()

    /// All of them, part by part.
    public static let checks: [SafetyCheck] =
        ConcurrencyChecks.all + BoundaryChecks.all + RecoveryChecks.all + PerformanceChecks.all

    /// Runs them. The files of a check that passed are removed; those of one that did not are kept.
    ///
    /// - Parameters:
    ///   - place: its folder must be there.
    ///   - isEnded: asked after each of them: where it is so nothing of the last one counts, no
    ///     other is begun, and the report ends before it.
    ///   - told: called after each of them.
    public static func run(
        _ checks: [SafetyCheck], in place: SafetyPlace, isEnded: () -> Bool = { false },
        told: (SafetyResult) throws(CommandFailure) -> Void
    ) throws(CommandFailure) -> SafetyReport {
        let time = SystemTime()
        var report = SafetyReport(
            directory: place.folder, startedAt: time.realtimeNanoseconds())
        for check in checks {
            var own = place
            own.folder = "\(place.folder)/\(check.name)"
            let begun = time.monotonicNanoseconds()
            let outcome = outcome(of: check, in: own)
            guard !isEnded() else { return report }
            let result = SafetyResult(
                check: check, outcome: outcome, nanoseconds: time.monotonicNanoseconds() - begun)
            if result.hasPassed { WorkFolder.remove(own.folder) }
            report.add(result)
            try told(result)
        }
        return report
    }

    private static func outcome(
        of check: SafetyCheck, in place: SafetyPlace
    ) -> Result<String, SafetyFailure> {
        do throws(FileFault) {
            try OpenDirectory.create(path: place.folder)
        } catch {
            return .failure(SafetyFailure(error.explanation, doing: "a folder for its files"))
        }
        do throws(SafetyFailure) {
            return .success(try check.body(place))
        } catch {
            return .failure(error)
        }
    }
}
