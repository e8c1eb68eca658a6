internal import Containers
internal import Domain

/// Messages between the process and the venue that take their time, get lost, come twice and
/// overtake each other.
struct SimulatedNetwork {
    enum Message: Equatable {
        case toVenue(VenueRequest)
        case toProcess(VenueReport)
    }

    private struct Travelling {
        let arrival: Timestamp
        let number: Int
        let message: Message
    }

    /// Of 100 messages, how many are lost.
    var losses: Int
    /// Of 100 reports, how many come twice.
    var duplicates: Int
    /// The longest time on the way, in milliseconds.
    var delayMax: Int
    private var travelling: [Travelling] = []
    private var sent = 0
    private(set) var lost = 0
    private(set) var repeated = 0

    init(losses: Int, duplicates: Int, delayMax: Int) {
        self.losses = losses
        self.duplicates = duplicates
        self.delayMax = delayMax
    }

    var isQuiet: Bool { travelling.isEmpty }
    var nextArrival: Timestamp? { travelling.map(\.arrival).min() }

    /// Sends a message. - Returns: whether it will arrive.
    @discardableResult
    mutating func send(
        _ message: Message, at now: Timestamp, _ random: inout SeededRandom
    ) -> Bool {
        guard !random.chance(losses, in: 100) else {
            lost += 1
            return false
        }
        travel(message, now, &random)
        if case .toProcess = message, random.chance(duplicates, in: 100) {
            repeated += 1
            travel(message, now, &random)
        }
        return true
    }

    private mutating func travel(
        _ message: Message, _ now: Timestamp, _ random: inout SeededRandom
    ) {
        let delay = Int64(random.below(delayMax + 1))
        sent += 1
        travelling.append(
            Travelling(arrival: now.adding(milliseconds: delay), number: sent, message: message))
    }

    /// Takes the message that arrives next, if it has arrived.
    mutating func receive(at now: Timestamp) -> Message? {
        var first: Int?
        for index in travelling.indices where travelling[index].arrival <= now {
            guard let best = first else {
                first = index
                continue
            }
            if (travelling[index].arrival, travelling[index].number)
                < (travelling[best].arrival, travelling[best].number)
            {
                first = index
            }
        }
        return first.map { travelling.remove(at: $0).message }
    }

    /// The process is gone: what was on its way to it is lost; what it had sent still arrives.
    mutating func dropInbound() {
        travelling.removeAll { travelling in
            if case .toProcess = travelling.message { return true }
            return false
        }
    }
}
