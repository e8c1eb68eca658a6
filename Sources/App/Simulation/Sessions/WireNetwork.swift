internal import Containers
internal import Domain
internal import Gateway

/// A connection of one process to the venue; a number is never used again.
struct WireConnection: Equatable {
    let number: Int
    /// What the process calls it.
    let link: LinkNumber
}

/// What is on its way between a process and the venue.
enum WireCargo {
    // To the venue.
    /// Read already: the bytes were looked at when they left.
    case call(CounterCall, UInt64, process: Int)
    case upgrade(WireConnection)
    /// With the number that it is answered under.
    case request(CounterCall, String, WireConnection)
    case left(WireConnection)
    // To the process.
    case answer(UInt64, CounterAnswer, process: Int)
    /// No answer comes, and the process gets to know.
    case unanswered(UInt64, isSent: Bool, process: Int)
    case opened(WireConnection)
    case frame([UInt8], [Truth], WireConnection)
    case ping(WireConnection)
    case broken(WireConnection, why: String)

    /// 0 to the venue, 1 to the process.
    var direction: Int {
        switch self {
        case .call, .upgrade, .request, .left: 0
        case .answer, .unanswered, .opened, .frame, .ping, .broken: 1
        }
    }

    /// What is sent on one connection arrives in its order.
    var connection: WireConnection? {
        switch self {
        case .call, .answer, .unanswered: nil
        case .upgrade(let connection), .request(_, _, let connection), .left(let connection),
            .opened(let connection), .frame(_, _, let connection), .ping(let connection),
            .broken(let connection, _):
            connection
        }
    }
}

/// The network as bytes meet it: what goes on one connection arrives in its order or not at all,
/// since a connection that loses something breaks; requests over HTTP go side by side, and overtake
/// each other. A connection that broke may be found out at once or after a long silence.
struct WireNetwork {
    private struct Travelling {
        let arrival: Timestamp
        let number: Int
        let cargo: WireCargo
    }

    /// The longest time on the way, in milliseconds.
    var latencyMax: Int
    private var travelling: [Travelling] = []
    private(set) var sent = 0
    private(set) var lost = 0
    private(set) var repeated = 0
    /// Until when nothing gets through, to the venue and to the process.
    private var blockedUntil = [Timestamp.none, .none]
    /// When the last thing on the newest connection arrives, each way.
    private var lastArrival: [(connection: Int, time: Timestamp)] = [(0, .none), (0, .none)]

    init(latencyMax: Int) { self.latencyMax = latencyMax }

    var isQuiet: Bool { travelling.isEmpty }

    /// Nothing gets through in one direction, or in both, until this has passed.
    mutating func block(_ directions: [Int], until time: Timestamp) {
        for direction in directions {
            blockedUntil[direction] = max(blockedUntil[direction], time)
        }
    }

    func isBlocked(_ direction: Int, at now: Timestamp) -> Bool { now < blockedUntil[direction] }

    /// Sends something on its way. What is not said at once is not in anybody's order.
    mutating func send(
        _ cargo: WireCargo, after extra: Int64 = 0, at now: Timestamp, _ dice: inout Dice
    ) {
        let direction = cargo.direction
        var delay = extra + Int64(dice.network.below(latencyMax + 1))
        if dice.strikes(.delay) { delay += Int64(dice.extent.below(8000)) }
        var arrival = max(now, blockedUntil[direction]).adding(milliseconds: delay)
        if extra == 0, let connection = cargo.connection {
            let last = lastArrival[direction]
            if last.connection == connection.number { arrival = max(arrival, last.time) }
            lastArrival[direction] = (connection.number, arrival)
        }
        put(cargo, arrival)
    }

    /// Lets something arrive at a given time, whatever goes wrong.
    mutating func put(_ cargo: WireCargo, _ arrival: Timestamp) {
        sent += 1
        travelling.append(Travelling(arrival: arrival, number: sent, cargo: cargo))
    }

    mutating func noteLost() { lost += 1 }
    mutating func noteRepeated() { repeated += 1 }

    /// Takes what arrives next, if it has arrived.
    mutating func receive(at now: Timestamp) -> WireCargo? {
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
        return first.map { travelling.remove(at: $0).cargo }
    }

    /// A connection broke: what was on its way on it never arrives.
    mutating func drop(_ connection: WireConnection) {
        let before = travelling.count
        travelling.removeAll { $0.cargo.connection == connection }
        lost += before - travelling.count
    }

    /// A request has come to its end: what else was to be told of it is not.
    mutating func endCall(_ id: UInt64) {
        travelling.removeAll { item in
            switch item.cargo {
            case .answer(id, _, _), .unanswered(id, _, _): true
            case .call, .upgrade, .request, .left, .answer, .unanswered, .opened, .frame, .ping,
                .broken:
                false
            }
        }
    }

    /// The process is gone: nothing reaches it any more; what it had sent still arrives.
    mutating func dropInbound() { travelling.removeAll { $0.cargo.direction == 1 } }

    /// The venue is gone, with all that was on its way to and from it; that a request is not
    /// answered the process finds out all the same.
    mutating func dropAll() {
        let before = travelling.count
        travelling.removeAll { item in
            if case .unanswered = item.cargo { return false }
            return true
        }
        lost += before - travelling.count
    }

    mutating func heal() {
        latencyMax = 5
        blockedUntil = [.none, .none]
    }
}
