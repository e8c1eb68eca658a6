/// What one seed gave.
public struct SeedResult: Sendable, Equatable {
    /// The seed.
    public let seed: UInt64
    /// What its world was made of.
    public let mix: Mix
    /// The same for the same seed, in every process.
    public let digest: UInt64
    /// The promise that was broken, if any.
    public let violation: Violation?
    public let tally: RunTally
    /// What happened, line by line, if it was asked for.
    public let trace: [String]
}

/// Many seeds, one after the other.
public struct Campaign: Sendable {
    /// The runs' sum.
    public private(set) var tally = RunTally()
    /// How many were run.
    public private(set) var seeds = 0
    /// The seeds that found a promise broken, the first few.
    public private(set) var failures: [SeedResult] = []
    /// How many different things happened.
    public var distinctSchedules: Int { digests.count }
    private var digests: Set<UInt64> = []

    /// From so many seeds on, a campaign must have taken every rare path.
    public static let seedsForRarePaths = 1000
    /// Failures kept; a campaign stops at them.
    public static let failuresMax = 10

    /// A campaign that has not begun.
    public init() {}

    /// Runs one seed.
    ///
    /// - Parameter mix: what its world is made of; nil for what the seed draws.
    public static func run(
        seed: UInt64, mix: Mix? = nil, keepsTrace: Bool = false
    ) -> SeedResult {
        let mix = mix ?? Mix(seed: seed)
        var run = WorldRun(seed: seed, mix: mix, keepsTrace: keepsTrace)
        var violation: Violation?
        do throws(Violation) {
            try run.run()
        } catch {
            violation = error
        }
        return SeedResult(
            seed: seed, mix: mix, digest: run.trace.digest, violation: violation,
            tally: run.finalTally(), trace: run.trace.lines)
    }

    /// Runs the next seed. - Returns: whether to go on.
    public mutating func add(seed: UInt64) -> Bool {
        let result = Self.run(seed: seed)
        seeds += 1
        tally.add(result.tally)
        digests.insert(result.digest)
        if result.violation != nil { failures.append(result) }
        return failures.count < Self.failuresMax
    }

    /// Rare paths that no seed took.
    public var missedRarePaths: [RarePath] { RarePath.allCases.filter { tally.count(of: $0) == 0 } }

    /// Classes of faults that struck in no seed.
    public var missedFaults: [Fault] { Fault.allCases.filter { tally.count(of: $0) == 0 } }

    /// Whether nearly every seed gave a world of its own; some end in their first step.
    public var isDiverse: Bool { distinctSchedules * 100 >= seeds * 99 }

    /// Whether it was too tame to prove anything: many seeds gave the same world, or a rare path
    /// was never taken, or a fault never struck.
    public var isNarrow: Bool {
        guard seeds >= Self.seedsForRarePaths else { return false }
        return !missedRarePaths.isEmpty || !missedFaults.isEmpty || !isDiverse
    }
}
