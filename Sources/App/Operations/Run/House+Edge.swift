internal import Containers
internal import Domain
internal import Edge
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

// What people and bots see of the house, and where their inputs come in.
extension House: HouseView {
    /// Takes an input of the edge, or says why not.
    func take(_ input: EdgeInput, ticket: Ticket) -> DoorRefusal? {
        let refusal = admit(input, ticket)
        if refusal != nil { counts.refused += 1 }
        return refusal
    }

    private func admit(_ input: EdgeInput, _ ticket: Ticket) -> DoorRefusal? {
        if isDraining { return .draining }
        switch input {
        case .submit(let request):
            if let refusal = refusal(of: request.account, isReducing: request.isReduceOnly) {
                return refusal
            }
            feedConversions(at: now(), isWanted: true)
            if !request.type.hasPrice || state.needsReference
                || state.isDerivative(request.instrument)
            {
                feedMark(request.instrument, at: now(), isWanted: true)
            }
            return put(.submit(request), ticket, leaving: TurnLoopLimits.reservedForCancels)
        case .amend(let amendment):
            if let refusal = refusal(of: amendment.order.account, isReducing: false) {
                return refusal
            }
            if let objection = objection(to: amendment) {
                return .amendmentUnsupported(why: objection.why, fix: objection.fix)
            }
            feedConversions(at: now(), isWanted: true)
            return put(.amend(amendment), ticket, leaving: TurnLoopLimits.reservedForCancels)
        case .cancelAll(let scope):
            return put(.cancelAll(scope), ticket, leaving: TurnLoopLimits.reservedForReports)
        case .stateAbsent(let statement):
            return put(.stateAbsent(statement), ticket, leaving: TurnLoopLimits.reservedForReports)
        case .cancel(let reference):
            return put(.cancel(reference), ticket, leaving: TurnLoopLimits.reservedForReports)
        case .setTradingMode(let mode):
            return put(
                .setTradingMode(mode), ticket, leaving: TurnLoopLimits.reservedForReports)
        case .setTradingState(let scope, let mode):
            return put(
                .setTradingState(scope, mode), ticket,
                leaving: TurnLoopLimits.reservedForReports)
        case .kill(let scope, let reason):
            // Nothing holds it up but a full inbox.
            return put(.kill(scope, because: reason), ticket, leaving: 0)
        case .liftKill(let scope, let reason):
            return put(
                .liftKill(scope, because: reason), ticket,
                leaving: TurnLoopLimits.reservedForReports)
        case .allocate(let allocation):
            return put(.allocate(allocation), ticket, leaving: TurnLoopLimits.reservedForReports)
        case .transfer(let transfer):
            return put(.transfer(transfer), ticket, leaving: TurnLoopLimits.reservedForReports)
        case .acceptDifferences(let account):
            guard acceptDifferences(of: account) else {
                return .pointless("nothing differs between the venue and the journal")
            }
            return put(.clock, ticket, leaving: 0)
        }
    }

    /// - Parameter isReducing: an order that only closes: what is still unclear, or differs, does
    ///   not hold it up once the account can be heard.
    private func refusal(of account: AccountID, isReducing: Bool) -> DoorRefusal? {
        if isDiskFull { return .diskFull }
        guard let own = reconciliations.first(where: { $0.account == account }) else {
            return .notReady("no such account is configured")
        }
        switch own.phase {
        case .trusted: return nil
        case .waiting: return .notReady("the venue's private stream is not live yet")
        case .listing, .balances, .settling, .lagging:
            return .notReady("what happened at the venue meanwhile is being found out")
        case .unclear where isReducing: return nil
        case .differing where isReducing: return nil
        case .unclear:
            return .notReady("the outcome of earlier orders is being found out")
        case .differing:
            return .notReady(
                "the venue and the journal differ: look at the differences in the health report")
        }
    }

    /// What the order's venue cannot do to it; nil also where there is nothing to do, which the
    /// core says better.
    private func objection(to amendment: AmendRequest) -> AmendObjection? {
        guard let row = state.orderRow(amendment.order),
            let gateway = gateways[amendment.order.account]
        else { return nil }
        let order = state.orders[row]
        guard order.isOpen, amendment.price != order.price || amendment.quantity != order.quantity
        else { return nil }
        return gateway.objection(
            to: TermsChange(
                type: order.request.type, price: order.price, quantity: order.quantity,
                newPrice: amendment.price, newQuantity: amendment.quantity))
    }

    private func put(_ input: Input, _ ticket: Ticket, leaving reserve: Int) -> DoorRefusal? {
        inbox.put(.decide(input, ticket), leaving: reserve) ? nil : .busy
    }

    /// How the house is, with what changes by itself filled in.
    var report: HouseReport {
        var current = facts
        current.phase = phase
        var venue = venueReport
        venue.lastMessageAge =
            lastMessageAt == .none ? nil : now().since(lastMessageAt) / 1_000_000
        venue.messages = gateways.values.reduce(0) { $0 + $1.messages }
        venue.reconnects = gateways.values.reduce(0) { $0 + $1.reconnects }
        venue.gaps = desk.board.counts.gaps
        current.venues = [venue]
        current.alarms = state.core.state.globals.alarms
        current.differences = reconciliations.flatMap(differences)
        return current
    }

    private func differences(_ own: Reconciliation) -> [HouseReport.Difference] {
        let name = settings.accounts.first { $0.id == own.account }?.name ?? "\(own.account)"
        return own.differences.map { difference in
            HouseReport.Difference(
                account: name, subject: "balance \(difference.asset)",
                ours: "\(difference.ours)", theirs: "\(difference.theirs)")
        }
    }
}

/// The house's door, for those who may only knock.
struct HouseDoor: TradingDoor {
    let house: LoopConfined<House>

    func take(_ input: EdgeInput, ticket: Ticket) -> DoorRefusal? {
        house.value.take(input, ticket: ticket)
    }
}
