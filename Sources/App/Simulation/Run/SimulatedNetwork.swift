internal import Containers
internal import Domain
internal import VenueKit

/// Something that the venue says.
enum VenueAnswer: Equatable {
    case report(VenueReport)
    /// All open orders were reported before this.
    case openOrdersListed(askedAt: Timestamp)
    /// All trades that were asked for were reported before this.
    case tradesListed(askedAt: Timestamp)
    case funding(FundingNotice)
    case marginTable(Domain.MarginTable)
    case marginTerms(MarginTerms)
    /// What is open, every leg of it.
    case positions([VenuePosition], askedAt: Timestamp)
    /// What the account holds; where contracts are settled in it, less what open ones cost.
    case balances([Holding], askedAt: Timestamp)
    /// What was asked for cannot be had now.
    case listingFailed(AccountListing)
    /// The private stream tells of everything from now on, or may have missed something.
    case streamChanged(isLive: Bool)

    struct Holding: Equatable {
        let asset: Asset
        let amount: Money
        /// What open positions cost that are settled in it.
        var openCost = Money.zero
    }
}

/// What the venue says in one go, and how long it takes to say it.
struct Delivery {
    var answers: [VenueAnswer]
    /// Milliseconds.
    var delay: Int64 = 0

    init(_ reports: [VenueReport], delay: Int64 = 0) {
        answers = reports.map { .report($0) }
        self.delay = delay
    }

    init(answers: [VenueAnswer]) { self.answers = answers }
}

/// Messages between the process and the venue that take their time, get lost, come twice, come in
/// pieces and overtake each other.
struct SimulatedNetwork {
    enum Message: Equatable {
        case toVenue(VenueRequest)
        case toProcess([VenueAnswer])

        var direction: Int {
            switch self {
            case .toVenue: 0
            case .toProcess: 1
            }
        }
    }

    private struct Travelling {
        let arrival: Timestamp
        let number: Int
        let message: Message
    }

    /// The longest time on the way, in milliseconds.
    var latencyMax: Int
    private var travelling: [Travelling] = []
    private(set) var sent = 0
    /// Until when nothing gets through, to the venue and to the process.
    private var blockedUntil = [Timestamp.none, .none]
    /// When the last message that was sent in order arrives, each way.
    private var lastArrival = [Timestamp.none, .none]
    private(set) var lost = 0
    private(set) var repeated = 0

    init(latencyMax: Int) { self.latencyMax = latencyMax }

    var isQuiet: Bool { travelling.isEmpty }

    /// A connection breaks without a word, or both ways. - Returns: whether anybody can know.
    mutating func goWrong(at now: Timestamp, _ dice: inout Dice) -> Bool {
        if dice.strikes(.halfOpen) {
            let until = now.adding(milliseconds: Int64(1 + dice.extent.below(15_000)))
            blockedUntil[dice.extent.below(2)] = until
        }
        guard dice.strikes(.partition) else { return false }
        let until = now.adding(milliseconds: Int64(1 + dice.extent.below(20_000)))
        blockedUntil = [until, until]
        return true
    }

    /// Sends a message. - Returns: whether it will arrive.
    @discardableResult
    mutating func send(
        _ message: Message, after extra: Int64 = 0, at now: Timestamp, _ dice: inout Dice
    ) -> Bool {
        guard now >= blockedUntil[message.direction], !dice.strikes(.drop) else {
            lost += 1
            return false
        }
        if case .toProcess(let answers) = message, answers.count > 1, dice.strikes(.slice) {
            for answer in answers { travel(.toProcess([answer]), extra, now, &dice) }
            return true
        }
        travel(message, extra, now, &dice)
        if message.mayComeTwice, dice.strikes(.duplicate) {
            repeated += 1
            travel(message, extra, now, &dice)
        }
        return true
    }

    private mutating func travel(
        _ message: Message, _ extra: Int64, _ now: Timestamp, _ dice: inout Dice
    ) {
        var delay = extra + Int64(dice.network.below(latencyMax + 1))
        if dice.strikes(.delay) { delay += Int64(dice.extent.below(8000)) }
        var arrival = now.adding(milliseconds: delay)
        // What the venue says late was not yet said when later things were.
        if extra == 0 && !dice.strikes(.reorder) {
            arrival = max(arrival, lastArrival[message.direction])
            lastArrival[message.direction] = arrival
        }
        sent += 1
        travelling.append(Travelling(arrival: arrival, number: sent, message: message))
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
        travelling.removeAll { $0.message.direction == 1 }
        lastArrival[1] = .none
    }

    /// The venue is gone.
    mutating func dropAll() {
        lost += travelling.count
        travelling.removeAll()
        lastArrival = [.none, .none]
    }

    mutating func heal() {
        latencyMax = 5
        blockedUntil = [.none, .none]
    }
}

extension SimulatedNetwork.Message {
    /// An order, or a change of one, is sent on a connection that delivers once at most; what comes
    /// may come twice.
    fileprivate var mayComeTwice: Bool {
        switch self {
        case .toVenue(.place), .toVenue(.amend): false
        case .toVenue, .toProcess: true
        }
    }
}
