internal import Containers
internal import Domain
internal import Durability
internal import Operations
internal import Trading
internal import VenueKit

/// The house's reconciliation of the one account, and when it is to be called.
struct ReconciliationDesk {
    /// Often, so that much of it happens while things go wrong: every 5 s.
    var machine = Reconciliation(
        account: SimulatedVenue.account, trustedInterval: 5_000_000_000)
    var wakeAt: Timestamp?
    /// The venue was lost; by nature's time, when it is there again as far as the process sees.
    var rejoinsAt: Timestamp?
    /// It waits until all that was taken is released.
    var isSettling = false
    /// What the venue last said it holds, less what is open cost.
    var told: [Asset: Money] = [:]
    /// What our books held, likewise, since it was asked.
    var seen: [[Asset: Money]] = []
    var doubt = PositionDoubt()
}

// Finding out what happened at the venue while nobody looked, as the house does it.
extension WorldRun {
    /// How far before the newest trade that is known trades are looked through, as in the house.
    private static var overlap: Int64 { 600_000_000_000 }

    mutating func beginReconciliation() throws(JournalFault) {
        desk.rejoinsAt = nil
        try perform(
            desk.machine.begin(
                [InstrumentID(0)], isKnown: true, hasPositions: venue.contracts != nil, at: ours))
    }

    /// The process sees that it has lost the venue.
    mutating func loseVenue(until time: Timestamp?) {
        desk.machine.lose()
        desk.isSettling = false
        desk.wakeAt = nil
        desk.rejoinsAt = time
    }

    mutating func reconcileOneStep() throws(JournalFault) {
        if let time = desk.rejoinsAt, time <= clock.now { try beginReconciliation() }
        guard let time = desk.wakeAt, time <= ours else { return }
        desk.wakeAt = nil
        let unclear = turn?.core.state.uncertainCount ?? 0
        try perform(desk.machine.wake(at: ours, unclear: unclear))
    }

    mutating func take(listing answer: VenueAnswer) throws(JournalFault) {
        switch answer {
        case .report, .streamChanged: break
        case .listingFailed(let listing): try perform(desk.machine.failed(listing, at: ours))
        case .funding(let notice): try take(.funding(notice))
        case .marginTable(let table): try take(.marginTable(table))
        case .marginTerms(let terms): try take(.marginTerms(terms))
        case .positions(let positions, let askedAt):
            for position in positions {
                let ours = turn?.core.state.sum(of: position.leg) ?? .zero
                if desk.doubt.settles(position, ours: ours, at: self.ours) {
                    try take(.venuePosition(position))
                }
            }
            try perform(desk.machine.positionsListed(askedAt: askedAt, at: ours))
        case .openOrdersListed(let askedAt):
            try perform(desk.machine.openOrdersListed(askedAt: askedAt, at: ours))
        case .tradesListed(let askedAt):
            desk.doubt.tradesListed(InstrumentID(0), askedAt: askedAt)
            try perform(desk.machine.tradesListed(InstrumentID(0), askedAt: askedAt, at: ours))
        case .balances(let holdings, let askedAt):
            let notices = holdings.map {
                BalanceNotice(
                    asset: $0.asset, free: $0.amount, locked: .zero, time: askedAt,
                    openCost: $0.openCost)
            }
            let steps = desk.machine.balancesListed(notices, askedAt: askedAt)
            if steps.contains(.settle) {
                desk.told = Dictionary(
                    uniqueKeysWithValues: holdings.map { ($0.asset, $0.amount - $0.openCost) })
            }
            try perform(steps)
        }
    }

    /// Compares, once everything that was told before the balances is released; and has an account
    /// that is compared while it trades see what the books hold.
    mutating func settleReconciliation() throws(JournalFault) {
        guard turn?.decidedSequence == turn?.releasedSequence, let state = turn?.core.state
        else { return }
        if desk.isSettling {
            desk.isSettling = false
            let books = books(state)
            try perform(desk.machine.settled(books, at: ours))
            if desk.machine.phase == .trusted, !desk.machine.isComparing { judgeTrust() }
        } else if desk.machine.isComparing {
            let books = books(state)
            try perform(desk.machine.observe(books, at: ours))
            if !desk.machine.isComparing { judgeTrust() }
        }
    }

    private mutating func books(_ state: TradingState) -> Reconciliation.Ours {
        var books = Reconciliation.Ours(
            isKnown: true, totals: [:], isDoubtful: desk.doubt.isOpen)
        var atCost: [Asset: Money] = [:]
        for asset in mix.market.assets {
            books.totals[asset] = state.balance(SimulatedVenue.account, asset).total
            books.openCosts[asset] = state.openCost(of: SimulatedVenue.account, in: asset)
            atCost[asset] = state.atCost(asset, mix.market)
        }
        desk.seen.append(atCost)
        return books
    }

    /// What the venue told is what the books held at some moment since it was asked.
    private mutating func judgeTrust() {
        tally.note(.accountTrusted)
        if !desk.seen.contains(desk.told) {
            found(Violation(.i23, "an account is trusted that holds something else"))
        }
    }

    private mutating func perform(_ steps: [Reconciliation.Step]) throws(JournalFault) {
        for step in steps {
            switch step {
            case .listOpenOrders: send(.listOpenOrders(askedAt: ours))
            case .listTrades:
                let newest = turn?.core.state.newestTrade ?? .none
                send(
                    .listTrades(
                        from: newest.adding(nanoseconds: -Self.overlap), askedAt: ours))
            case .listBalances:
                desk.seen = []
                if desk.machine.isComparing, let state = turn?.core.state {
                    _ = desk.machine.observe(books(state), at: ours)
                }
                send(.listBalances(askedAt: ours))
            case .settle: desk.isSettling = true
            case .listPositions: send(.listPositions(askedAt: ours))
            case .open: break
            case .wakeAt(let time): desk.wakeAt = time
            case .confirm: try take(.accountConfirmed(SimulatedVenue.account))
            case .differ(let differences):
                for difference in differences {
                    try take(
                        .difference(
                            BalanceDifference(
                                account: SimulatedVenue.account, asset: difference.asset,
                                ours: difference.ours, theirs: difference.theirs,
                                isAccepted: false)))
                }
            }
        }
    }
}

extension TradingState {
    /// What the account holds of an asset; where contracts are settled in it, less what the open
    /// ones cost. That comes to the same whatever the order in which trades are counted, and
    /// however strategies share them; the wallet alone does not until positions are flat.
    func atCost(_ asset: Asset, _ market: WorldMarket) -> Money {
        var total = balance(SimulatedVenue.account, asset).total
        guard market.contract.isDerivative else { return total }
        for row in 0..<positions.count { total -= positions[row].cost }
        return total
    }

    /// What all strategies have of a leg.
    func sum(of leg: PositionLeg) -> Money {
        (0..<positions.count).reduce(.zero) {
            positions[$1].leg == leg ? $0 + positions[$1].quantity : $0
        }
    }

    /// How many orders have an outcome that is not known.
    fileprivate var uncertainCount: Int {
        liveOrderRows.count { orders[Int($0)].isUncertain }
    }

    /// When the newest trade that is known happened.
    fileprivate var newestTrade: Timestamp {
        (0..<fills.count).reduce(.none) { max($0, fills[$1].venueTime) }
    }
}
