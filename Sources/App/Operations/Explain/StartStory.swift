internal import Containers
internal import Domain
internal import Edge
internal import Trading

/// What a start of the process found out, and did about it, as far as the journal tells.
struct StartStory {
    enum Limits {
        /// Lines that are kept of one order; its own story has all of them.
        static let linesMax = 60
        /// Fills, alarms and other facts that are kept; the rest is counted.
        static let factsMax = 200
    }

    /// An order that was open when the process had ended.
    struct Followed {
        var story: OrderStory
        /// As it stood then.
        let before: Order
        /// Lines beyond ``Limits/linesMax``.
        var linesLeftOut = 0

        /// What became of its request, or how much of it has traded, was not known.
        var wasUnclear: Bool {
            before.isUncertain || before.placement.phase != .idle
                || before.cancellation.phase != .idle
        }
    }

    /// An account, and what its comparison with the venue came to.
    struct Account {
        let id: AccountID
        /// When both were found to agree; nil for not yet.
        var confirmed: Stamp?
        /// What differs, by asset, as it was told last.
        var differences: [BalanceDifference] = []
    }

    /// One thing that happened, in words.
    struct Fact {
        let stamp: Stamp
        let text: String
    }

    let epoch: UInt32
    let isAfterCut: Bool
    let stamp: Stamp
    var orders: [Followed] = []
    /// By the account's number.
    var accounts: [Account] = []
    var fills: [Fact] = []
    var fillCount = 0
    /// Money that was booked, alarms, modes, words of people.
    var facts: [Fact] = []
    var factCount = 0
    /// When the next start began; nil for the last one.
    var end: Stamp?
    /// Places in ``orders``, by row.
    private var places: [UInt32: Int] = [:]

    /// - Parameter before: the state that the journal had come to.
    init(_ start: ProcessStart, at stamp: Stamp, on before: TradingState) {
        epoch = start.epoch
        isAfterCut = start.isAfterCut
        self.stamp = stamp
        for row in before.liveOrderRows.sorted() {
            let order = before.orders[Int(row)]
            places[row] = orders.count
            orders.append(
                Followed(
                    story: OrderStory(reference: order.request.reference, row: Int(row)),
                    before: order))
        }
        for balance in before.balances { note(balance.account) }
    }

    private mutating func note(_ account: AccountID) {
        guard place(of: account) == nil else { return }
        accounts.append(Account(id: account))
        accounts.sort { $0.id.raw < $1.id.raw }
    }

    private func place(of account: AccountID) -> Int? {
        accounts.firstIndex { $0.id == account }
    }

    /// The followed order that the event is about.
    func place(of event: Event) -> Int? { event.order.flatMap { places[$0.index] } }

    /// The followed order of that name, while something of it is told.
    func place(of reference: OrderReference) -> Int? {
        orders.firstIndex { $0.story.reference == reference }
    }

    func isConfirmed(_ account: AccountID) -> Bool {
        accounts.contains { $0.id == account && $0.confirmed != nil }
    }

    mutating func say(
        _ subject: OrderStory.Subject, _ text: String, of place: Int, at stamp: Stamp
    ) {
        guard orders[place].story.lines.count < Limits.linesMax else {
            orders[place].linesLeftOut += 1
            return
        }
        orders[place].story.say(subject, text, at: stamp)
    }

    mutating func addFill(_ text: String, at stamp: Stamp) {
        fillCount += 1
        if fills.count < Limits.factsMax { fills.append(Fact(stamp: stamp, text: text)) }
    }

    mutating func addFact(_ text: String, at stamp: Stamp) {
        factCount += 1
        if facts.count < Limits.factsMax { facts.append(Fact(stamp: stamp, text: text)) }
    }

    mutating func confirm(_ account: AccountID, at stamp: Stamp) {
        note(account)
        guard let place = place(of: account) else { return }
        if accounts[place].confirmed == nil { accounts[place].confirmed = stamp }
        accounts[place].differences = []
    }

    mutating func differ(_ difference: BalanceDifference, at stamp: Stamp) {
        note(difference.account)
        guard let place = place(of: difference.account) else { return }
        // Differences are told together: a later one of the same asset takes the place of it.
        accounts[place].differences.removeAll { $0.asset == difference.asset }
        if !difference.isAccepted { accounts[place].differences.append(difference) }
        accounts[place].confirmed = nil
    }
}

/// Follows a journal from its first record that is left, and remembers one of its starts.
struct StartFollower {
    /// Nil for the last one.
    private let wanted: UInt32?
    private(set) var core = TradingCore()
    private(set) var story: StartStory?
    /// The state at the end of what the story is of; nil while that goes on.
    private var endState: TradingState?
    /// How many starts there were.
    private(set) var starts: UInt32 = 0
    private var isOver = false

    init(wanted: UInt32?) { self.wanted = wanted }

    /// Goes on from a state, where retention removed the records before it.
    mutating func begin(with core: TradingCore) {
        self.core = core
        starts = core.state.globals.epoch
    }

    /// Takes in one record.
    mutating func take(_ input: Input, _ events: [Event], at stamp: Stamp) {
        if case .report(let report) = input, isTelling { hear(report, input, at: stamp) }
        for event in events {
            if case .started(let start) = event { begin(start, at: stamp) }
            if isTelling { tell(event, at: stamp) } else { core.apply(event, at: stamp) }
        }
        core.advance(to: stamp)
    }

    /// The state that the start came to.
    var state: TradingState { endState ?? core.state }

    private var isTelling: Bool { story != nil && !isOver }

    private mutating func begin(_ start: ProcessStart, at stamp: Stamp) {
        starts = max(starts, start.epoch)
        if story != nil, wanted != nil {
            if !isOver {
                story?.end = stamp
                endState = core.state
            }
            isOver = true
        }
        guard wanted == nil || wanted == start.epoch else { return }
        story = StartStory(start, at: stamp, on: core.state)
    }

    private mutating func hear(_ report: VenueReport, _ input: Input, at stamp: Stamp) {
        guard let place = story?.place(of: report.order), isUnsettled(place),
            let own = story?.orders[place].story
        else { return }
        let (subject, text) = StoryWords(core.state, own).words(of: input)
        story?.say(subject, text, of: place, at: stamp)
    }

    /// Whether what happens to the order still belongs to the start.
    private func isUnsettled(_ place: Int) -> Bool {
        guard let story, let row = story.orders[place].story.row else { return false }
        let order = core.state.orders[row]
        return order.isUncertain || !story.isConfirmed(order.request.account)
    }

    private mutating func tell(_ event: Event, at stamp: Stamp) {
        tellHouse(event, at: stamp)
        guard let place = story?.place(of: event), isUnsettled(place),
            let own = story?.orders[place].story
        else { return core.apply(event, at: stamp) }
        let before = core.state
        core.apply(event, at: stamp)
        let later = StoryWords(core.state, own)
        story?.say(.decided, later.words(of: event), of: place, at: stamp)
        for line in later.ledger(since: StoryWords(before, own), event) {
            story?.say(.ledger, line, of: place, at: stamp)
        }
    }

    /// What is of the house, or of no order that was open.
    private mutating func tellHouse(_ event: Event, at stamp: Stamp) {
        switch event {
        case .fillApplied(let effect):
            guard story?.isConfirmed(effect.fill.order.account) == false else { return }
            let own = OrderStory(
                reference: effect.fill.order, row: core.state.orderRow(effect.fill.order))
            let words = StoryWords(core.state, own).words(of: effect.fill)
            let whose = effect.order == .none ? ", of an order that is not ours" : ""
            story?.addFill("\(effect.fill.order.clientOrderID): \(words)\(whose)", at: stamp)
        case .accountConfirmed(let account, _): story?.confirm(account, at: stamp)
        case .differenceNoted(let difference): story?.differ(difference, at: stamp)
        case .flowRecorded(let flow):
            story?.addFact(StartWords.words(of: flow), at: stamp)
        case .alarmRaised(let alarm, let order):
            let whose = order.clientOrderID == .none ? "" : ", order \(order.clientOrderID)"
            story?.addFact("alarm: \(alarm.words)\(whose)", at: stamp)
        case .tradingModeChanged(let mode):
            story?.addFact("trading mode \(mode)", at: stamp)
        case .instrumentHalted(let instrument, let alarm):
            story?.addFact("instrument \(instrument) halted: \(alarm.words)", at: stamp)
        case .positionAdjusted, .foreignOrderNoted, .fillBusted:
            story?.addFact("\(event)", at: stamp)
        case _: break
        }
    }
}
