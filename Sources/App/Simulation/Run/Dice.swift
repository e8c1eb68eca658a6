internal import Containers

/// The chances of a world. Each part of it, and each class of faults, has a stream of its own, so
/// that a fault that is turned off leaves all others where they were.
struct Dice {
    /// What the process takes next.
    var bots: SeededRandom
    /// What the venue does.
    var venue: SeededRandom
    /// How long messages take.
    var network: SeededRandom
    /// What the market does.
    var feed: SeededRandom
    /// How long and where what a fault does.
    var extent: SeededRandom
    /// How the time goes.
    var time: SeededRandom
    private var streams: [SeededRandom]
    private var rates: [Int]
    /// How often each class has struck.
    private(set) var struck: [Int]

    init(seed: UInt64, rates: [Int]) {
        func stream(_ number: Int) -> SeededRandom {
            var mixed = SeededRandom(seed: seed &+ UInt64(number) &* 0xD6E8_FEB8_6659_FD93)
            return SeededRandom(seed: mixed.next())
        }
        bots = stream(1)
        venue = stream(2)
        network = stream(3)
        feed = stream(4)
        extent = stream(5)
        time = stream(6)
        streams = rates.indices.map { stream(100 + $0) }
        self.rates = rates
        struck = Array(repeating: 0, count: rates.count)
    }

    /// Whether the fault strikes on this occasion.
    mutating func strikes(_ fault: Fault) -> Bool {
        let index = fault.rawValue
        guard rates[index] > 0, streams[index].chance(rates[index], in: 1000) else { return false }
        struck[index] += 1
        return true
    }

    /// From now on all is well.
    mutating func heal() {
        for index in rates.indices { rates[index] = 0 }
    }
}
