internal import Containers
internal import Domain
internal import Edge
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

// Finding out what happened while nobody looked.
extension House {
    func reconcileAll() {
        for place in reconciliations.indices { reconcile(place) }
    }

    /// Begins, where everything that it takes is there.
    func reconcile(_ place: Int) {
        let account = reconciliations[place].account
        let instruments = state.latestInstruments.filter(\.isTradable)
        guard isStreamLive.contains(account), !instruments.isEmpty,
            reconciliations[place].phase == .waiting
        else { return }
        let hasPositions = instruments.contains(where: \.contract.isDerivative)
        if hasPositions { gateways[account]?.listMarginRules() }
        perform(
            reconciliations[place].begin(
                instruments.map(\.id), isKnown: isKnown(account), hasPositions: hasPositions,
                at: now()),
            account)
    }

    func perform(_ steps: [Reconciliation.Step], _ account: AccountID) {
        for step in steps {
            switch step {
            case .listOpenOrders: gateways[account]?.listOpenOrders()
            case .listTrades(let instrument):
                guard let row = state.instrumentRow(instrument) else { continue }
                gateways[account]?.listTrades(
                    TradeListIntent(
                        instrument: state.instruments[row],
                        beginning: .time(lastTrade(of: instrument, account))))
            case .listBalances:
                observe(account)
                gateways[account]?.listBalances()
            case .listPositions:
                // What was paid meanwhile is in the balances that are compared later.
                if isKnown(account) {
                    gateways[account]?.listFunding(since: openedAt(account))
                }
                gateways[account]?.listPositions()
            case .settle: settle(account)
            case .open(let balances): open(account, with: balances)
            case .wakeAt(let time): wake(account, at: time)
            case .confirm: tell(.accountConfirmed(account))
            case .differ(let differences):
                for difference in differences { keep(difference, of: account) }
            }
        }
        edge?.houseChanged()
    }

    /// Has the turn answer when everything told until now has been released.
    private func settle(_ account: AccountID) {
        lastTicket += 1
        let ticket = Ticket(lastTicket)
        settlements[ticket] = account
        if !inbox.put(.decide(.clock, ticket)) {
            settlements[ticket] = nil
            startOver()
        }
    }

    /// Everything told before the balances is in our books.
    func settled(_ account: AccountID) {
        guard let place = reconciliations.firstIndex(where: { $0.account == account }) else {
            return
        }
        perform(reconciliations[place].settled(books(of: account), at: now()), account)
    }

    /// Where an account is being compared while it trades, tells what our books say of it now.
    func observe(_ account: AccountID) {
        guard let place = reconciliations.firstIndex(where: { $0.account == account }),
            reconciliations[place].isComparing
        else { return }
        perform(reconciliations[place].observe(books(of: account), at: now()), account)
    }

    /// What our books say of an account.
    private func books(of account: AccountID) -> Reconciliation.Ours {
        var (totals, openCosts) = ([:] as [Asset: Money], [:] as [Asset: Money])
        for balance in state.balances where balance.account == account {
            totals[balance.asset] = balance.total
            openCosts[balance.asset] = state.core.state.openCost(of: account, in: balance.asset)
        }
        rounding.catchUp(with: state)
        return Reconciliation.Ours(
            isKnown: isKnown(account), totals: totals, openCosts: openCosts,
            dust: rounding.dust(of: account, state),
            isDoubtful: doubts[account]?.isOpen == true)
    }

    /// Whether anything was ever done with the account here. Until then the venue's word is taken:
    /// a process may have died in the middle of its opening.
    func isKnown(_ account: AccountID) -> Bool {
        state.orders.contains { $0.request.account == account }
            || state.fills.contains { $0.order.account == account }
    }

    /// Nothing was done with the account yet: it begins with what the venue says.
    private func open(_ account: AccountID, with balances: [BalanceNotice]) {
        var changes: [Asset: Money] = [:]
        for balance in state.balances where balance.account == account {
            changes[balance.asset] = -balance.total
        }
        for balance in balances {
            changes[balance.asset, default: .zero] += balance.free + balance.locked
        }
        let milliseconds = now().milliseconds
        for (asset, amount) in changes.sorted(by: { $0.key < $1.key }) where amount != .zero {
            book("opening-\(account.raw)-\(milliseconds)-\(asset)", account, asset, amount)
        }
    }

    /// What was found is a fact like any other: who asks later finds it in the journal.
    private func keep(_ difference: Reconciliation.Difference, of account: AccountID) {
        tell(
            .difference(
                BalanceDifference(
                    account: account, asset: difference.asset, ours: difference.ours,
                    theirs: difference.theirs, isAccepted: false)))
    }

    /// A person takes the venue's word for what differs.
    ///
    /// - Returns: false where nothing differs.
    func acceptDifferences(of account: AccountID) -> Bool {
        guard let place = reconciliations.firstIndex(where: { $0.account == account }) else {
            return false
        }
        let differences = reconciliations[place].accept(at: now())
        let milliseconds = now().milliseconds
        for difference in differences {
            book(
                "accepted-\(account.raw)-\(milliseconds)-\(difference.asset)", account,
                difference.asset, difference.theirs - difference.ours)
        }
        if !differences.isEmpty { tell(.accountConfirmed(account)) }
        if let next = reconciliations[place].nextComparison { wake(account, at: next) }
        edge?.houseChanged()
        return !differences.isEmpty
    }

    private func book(_ text: String, _ account: AccountID, _ asset: Asset, _ amount: Money) {
        guard let id = try? FlowID(String(text.prefix(36))) else { return }
        tell(.flow(ExternalFlow(id: id, account: account, asset: asset, amount: amount)))
    }

    /// From when on trades are looked through: somewhat before the newest one we have, but not
    /// before the account's opening, whose balances hold everything earlier.
    private func lastTrade(of instrument: InstrumentID, _ account: AccountID) -> Timestamp {
        var newest = Timestamp.none
        for fill in state.fills
        where fill.instrument == instrument && fill.order.account == account {
            newest = max(newest, fill.venueTime)
        }
        return max(
            openedAt(account), newest.adding(nanoseconds: -ReconciliationReach.overlap))
    }

    /// When the account's balances were last taken as its beginning: the flow's name holds it.
    private func openedAt(_ account: AccountID) -> Timestamp {
        let prefix = "opening-\(account.raw)-"
        var last = Timestamp.none
        for flow in state.core.state.flows where flow.account == account {
            let text = String(describing: flow.id)
            guard text.hasPrefix(prefix),
                let milliseconds = Int64(text.dropFirst(prefix.count).prefix { $0 != "-" })
            else { continue }
            last = max(last, Timestamp(milliseconds: milliseconds))
        }
        return last
    }

    private func wake(_ account: AccountID, at time: Timestamp) {
        if let timer = wakeTimers[account] { loop.cancel(timer) }
        wakeTimers[account] = loop.after(nanoseconds: max(0, time.since(now()))) { [weak self] in
            guard let self,
                let place = reconciliations.firstIndex(where: { $0.account == account })
            else { return }
            wakeTimers[account] = nil
            let unclear = state.liveOrders(of: account).count(where: \.isUncertain)
            perform(reconciliations[place].wake(at: now(), unclear: unclear), account)
        }
    }
}

/// How far back a start looks.
enum ReconciliationReach {
    /// Trades are looked through from this long before the newest one that is known: 10 min.
    static let overlap: Int64 = 600_000_000_000
    /// Orders of earlier runs whose trades are told apart without asking.
    static let ordersRecalledMax = 10_000
}
