/// Makes a failing world smaller, and keeps the smallest that still breaks the same promise.
///
/// First whole classes of faults are turned off, then knobs are made plain, then the world ends
/// sooner, then bots ask for less; and again, until nothing can be left out any more.
public struct Shrinking: Sendable {
    /// Bounds.
    enum Limits {
        /// Worlds that are tried.
        static let runsMax = 1000
        /// How often everything is gone through.
        static let roundsMax = 4
    }

    /// The smallest world so far.
    public private(set) var smallest: SeedResult
    /// The broken promise.
    public let invariant: Invariant
    /// Worlds that were tried.
    public private(set) var runs = 0
    /// Knobs that were made plain.
    public private(set) var plainKnobs: [Knob] = []
    private let original: Mix
    private let judge: @Sendable (SeedResult) -> Invariant?

    /// - Parameter judge: which promise a world breaks; by itself the one that was found broken.
    /// - Returns: nil where the world breaks no promise.
    public init?(
        seed: UInt64, mix: Mix,
        judge: @escaping @Sendable (SeedResult) -> Invariant? = { $0.violation?.invariant }
    ) {
        let result = Campaign.run(seed: seed, mix: mix)
        guard let invariant = judge(result) else { return nil }
        self.invariant = invariant
        self.judge = judge
        smallest = result
        original = mix
    }

    /// Makes it as small as it gets.
    public mutating func run() {
        for _ in 0..<Limits.roundsMax {
            let before = smallest.mix
            dropFaults()
            makeKnobsPlain()
            lower(\.steps, from: smallest.mix.steps)
            lower(\.requests, from: min(smallest.mix.requests, smallest.tally.requests))
            if smallest.mix == before { return }
        }
    }

    /// The words after `plimsoll-sim campaign` that give the smallest world.
    public var words: String {
        var words = "--seed \(smallest.seed)"
        let dropped = original.faults.filter { smallest.mix[$0] == 0 }
        if !dropped.isEmpty {
            words += " --without " + dropped.map(\.name).joined(separator: ",")
        }
        if !plainKnobs.isEmpty {
            words += " --plain " + plainKnobs.map(\.rawValue).joined(separator: ",")
        }
        if smallest.mix.steps < original.steps { words += " --steps \(smallest.mix.steps)" }
        if smallest.mix.requests < original.requests {
            words += " --requests \(smallest.mix.requests)"
        }
        return words
    }

    /// - Returns: whether the smaller world still breaks the promise; it is kept then.
    private mutating func keeps(_ mix: Mix) -> Bool {
        guard mix != smallest.mix, runs < Limits.runsMax else { return false }
        runs += 1
        let result = Campaign.run(seed: smallest.seed, mix: mix)
        guard judge(result) == invariant else { return false }
        smallest = result
        return true
    }

    /// Half of them, then a quarter, and at last one by one.
    private mutating func dropFaults() {
        var size = max(1, smallest.mix.faults.count / 2)
        while true {
            var start = 0
            while start < smallest.mix.faults.count {
                let faults = smallest.mix.faults
                var mix = smallest.mix
                for fault in faults[start..<min(start + size, faults.count)] { mix.remove(fault) }
                if !keeps(mix) { start += size }
            }
            if size == 1 { return }
            size /= 2
        }
    }

    private mutating func makeKnobsPlain() {
        for knob in Knob.allCases where !plainKnobs.contains(knob) {
            var mix = smallest.mix
            mix.makePlain(knob)
            if keeps(mix) { plainKnobs.append(knob) }
        }
    }

    /// As low as it goes by halving what is taken off, since less may fail where a little less does
    /// not.
    private mutating func lower(_ size: WritableKeyPath<Mix, Int>, from start: Int) {
        var (value, cut) = (start, max(1, start / 2))
        while cut > 0 {
            var mix = smallest.mix
            mix[keyPath: size] = value - cut
            if value >= cut && keeps(mix) {
                value -= cut
            } else {
                cut /= 2
            }
        }
    }
}
