internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

/// Dies at every crash point, recovers, dies at every crash point of the recovery, and so on, and
/// holds what is recovered each time against what was acknowledged.
public struct CrashPoints {
    /// How much is tried.
    public struct Options: Sendable {
        /// How many recoveries in a row die before one is left to end.
        public var recoveriesThatDie: Int
        /// Of the scenario's boundaries only every so manieth is tried, from the first on.
        public var step: Int
        /// Whether the scenario's writes are taken apart sector by sector.
        public var takesEverySector: Bool

        /// Everything, unless told otherwise.
        public init(
            recoveriesThatDie: Int = 2, step: Int = 1, takesEverySector: Bool = true
        ) {
            precondition(recoveriesThatDie >= 0 && step > 0)
            self.recoveriesThatDie = recoveriesThatDie
            self.step = step
            self.takesEverySector = takesEverySector
        }
    }

    /// A crash point that must occur, or the scenario has grown too narrow.
    public static let pointsExpected = [
        "create unfinished segment", "rename to segment", "write header of segment",
        "write frame of segment", "create unfinished snapshot", "rename to snapshot",
        "remove snapshot", "create unfinished compacted segment", "rename to compacted segment",
        "remove segment", "create unfinished beginning", "rename to beginning",
        "remove compacted segment", "sync directory",
    ]

    /// The most violations that are told.
    public static let violationsMax = 10

    /// How often each crash point of the scenario was died at, in as many manners.
    public private(set) var points: [String: Int] = [:]
    /// Operations of the disk in the scenario.
    public private(set) var boundaries = 0
    /// Operations of the disk in recoveries that were died at.
    public private(set) var recoveryBoundaries = 0
    /// Deaths by how many processes had died before: those of the scenario first.
    public private(set) var deaths: [Int] = []
    /// Recoveries that were run to their end.
    public private(set) var recoveries = 0
    /// Different images of the disk among them.
    public private(set) var images = 0
    /// What was found wrong.
    public private(set) var violations: [String] = []

    private let options: Options
    private var hashes: [UInt64] = []
    private var known: [CrashImageKey: Known] = [:]

    /// What an image is known to lead to.
    private struct Known {
        var sequence: UInt64
        var hash: UInt64
        /// To how many more deaths it was followed.
        var followed: Int
    }

    /// What an image may lead to.
    private struct Expectation {
        /// What must be there.
        var acknowledged: UInt64
        /// The state's hash after each input that may be there.
        var hashes: [UInt64: UInt64]
    }

    /// Runs it.
    public init(_ options: Options) {
        self.options = options
        deaths = [Int](repeating: 0, count: options.recoveriesThatDie + 1)
        let scenario = CrashScenario()
        if let trouble = scenario.trouble { violations.append("nothing had died: \(trouble)") }
        hashes = scenario.hashes
        boundaries = scenario.disk.platters.boundaries.count
        let detail = options.takesEverySector ? CrashDetail.everySector : .fewSectors
        for (place, boundary) in scenario.disk.platters.boundaries.enumerated() {
            let isTried = place % options.step == 0
            if !isTried { points[boundary.point, default: 0] += 0 }
            guard isTried, violations.count < Self.violationsMax else { continue }
            let expectation = expectation(of: boundary)
            boundary.forEachImage(detail) { image in
                points[boundary.point, default: 0] += 1
                die(at: boundary.point, image, expectation, deathsBefore: 0)
            }
        }
        for point in Self.pointsExpected where points[point] == nil {
            violations.append("the scenario never came to: \(point)")
        }
    }

    private func expectation(of boundary: CrashBoundary) -> Expectation {
        var allowed: [UInt64: UInt64] = [:]
        for sequence in boundary.acknowledged...max(boundary.acknowledged, boundary.decided) {
            allowed[sequence] = hashes[Int(sequence)]
        }
        return Expectation(acknowledged: boundary.acknowledged, hashes: allowed)
    }

    private mutating func die(
        at point: String, _ image: CrashImage, _ expectation: Expectation, deathsBefore: Int
    ) {
        guard violations.count < Self.violationsMax else { return }
        deaths[deathsBefore] += 1
        let key = image.key
        let toFollow = options.recoveriesThatDie - deathsBefore
        let before = known[key]
        if let before {
            judge(before.sequence, before.hash, expectation, point)
            guard before.followed < toFollow else { return }
        } else {
            images += 1
        }
        do throws(JournalFault) {
            let recovery = try CrashRecovery(image, checksReplay: deathsBefore == 0)
            recoveries += 1
            judge(recovery.sequence, recovery.hash, expectation, point)
            if let wrong = recovery.wrong { report(point, wrong) }
            known[key] = Known(
                sequence: recovery.sequence, hash: recovery.hash, followed: toFollow)
            guard toFollow > 0 else { return }
            for boundary in recovery.boundaries {
                recoveryBoundaries += 1
                let next = recovery.expectation(of: boundary)
                boundary.forEachImage(.fewSectors) { image in
                    die(
                        at: point + ", then " + boundary.point, image,
                        Expectation(acknowledged: next.acknowledged, hashes: next.hashes),
                        deathsBefore: deathsBefore + 1)
                }
            }
        } catch {
            report(point, "it does not start: \(error.explanation)")
        }
    }

    private mutating func judge(
        _ sequence: UInt64, _ hash: UInt64, _ expectation: Expectation, _ point: String
    ) {
        if sequence < expectation.acknowledged {
            report(
                point,
                "input \(expectation.acknowledged) was acknowledged, the last found is \(sequence)")
        } else if expectation.hashes[sequence] == nil {
            report(point, "input \(sequence) was never decided")
        } else if expectation.hashes[sequence] != hash {
            report(point, "after input \(sequence) the state is another one")
        }
    }

    private mutating func report(_ point: String, _ text: String) {
        guard violations.count < Self.violationsMax else { return }
        violations.append("\(point): \(text)")
    }
}
