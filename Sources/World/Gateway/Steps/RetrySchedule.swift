internal import Containers

/// How long to wait before the next attempt: 1 s at first, doubling to 30 s, and half of it at
/// random, so that not everybody who lost a venue comes back to it at the same moment.
struct RetrySchedule: Sendable {
    enum Limits {
        /// The most that is waited after a first failure: 1 s.
        static let delayMin: Int64 = 1_000_000_000
        /// The most that is ever waited: 30 s.
        static let delayMax: Int64 = 30_000_000_000
    }

    private var random: SeededRandom
    /// Since it last worked.
    private(set) var failures = 0

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// It works.
    mutating func reset() { failures = 0 }

    /// It failed. - Returns: nanoseconds to wait.
    mutating func next() -> Int64 {
        failures += 1
        let most = min(Limits.delayMax, Limits.delayMin << Int64(min(failures, 6) - 1))
        return most / 2 + Int64(random.below(Int(most / 2) + 1))
    }
}
