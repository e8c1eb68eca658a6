internal import Containers
internal import Domain
internal import Edge
internal import Gateway
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

// What venues say.
extension House: GatewayObserver {
    func received(_ batch: MarketBatch, from venue: VenueID, at now: Timestamp) {
        lastMessageAt = now
        desk.take(batch)
        for doubt in desk.board.doubts {
            for gateway in gateways.values { gateway.distrust(doubt.instrument, doubt.doubt) }
        }
        var last: InstrumentID?
        for event in batch.events {
            guard let instrument = event.instrument(in: batch), instrument != last else { continue }
            last = instrument
            edge?.marketChanged(instrument)
            feedMark(instrument, at: now, isWanted: false)
        }
        feedConversions(at: now, isWanted: false)
    }

    /// Tells the core what an instrument is worth, where that matters.
    ///
    /// - Parameter isWanted: an order is about to be sized by it.
    func feedMark(_ instrument: InstrumentID, at now: Timestamp, isWanted: Bool) {
        guard let row = state.instrumentRow(instrument), let market = desk.market(instrument),
            isWanted || (marks.isDue(instrument, at: now) && state.concerns(instrument))
        else { return }
        let mark = marks.mark(
            of: state.instruments[row], market, dayVolume: desk.dayVolume(instrument, at: now),
            at: now, isWanted: isWanted)
        if let mark { tell(.mark(mark)) }
    }

    func reported(_ reports: [VenueReport], by account: AccountID, at now: Timestamp) {
        counts.reports += Int64(reports.count)
        for report in reports where !isCounted(report) { tell(.report(report)) }
    }

    /// A fill that is in the books already changes nothing: lists of trades tell many of those, and
    /// the journal need not keep them.
    private func isCounted(_ report: VenueReport) -> Bool {
        guard case .fill(let fill) = report.content, let row = state.core.state.fillRow(fill)
        else { return false }
        return state.fills[row].hasAmounts(of: fill)
    }

    func listed(_ instruments: [Instrument], by venue: VenueID, at now: Timestamp) {
        for instrument in instruments {
            let known = state.instrumentRow(instrument.id).map { state.instruments[$0] }
            if known != instrument { tell(.listing(instrument)) }
        }
        reconcileAll()
    }

    func noticed(_ notice: OrderNotice, of account: AccountID, at now: Timestamp) {
        guard let place = reconciliations.firstIndex(where: { $0.account == account }) else {
            return
        }
        switch notice {
        case .streamLive:
            isStreamLive.insert(account)
            reconcile(place)
        case .streamGap:
            isStreamLive.remove(account)
            reconciliations[place].lose()
        case .openOrdersListed(let askedAt, count: _):
            perform(
                reconciliations[place].openOrdersListed(askedAt: askedAt, at: now), account)
        case .tradesListed(let instrument, let askedAt):
            doubts[account]?.tradesListed(instrument, askedAt: askedAt)
            perform(
                reconciliations[place].tradesListed(instrument, askedAt: askedAt, at: now),
                account)
        case .balances(let balances, let askedAt):
            perform(
                reconciliations[place].balancesListed(balances, askedAt: askedAt), account)
        case .transfer(let asset, let amount, let time):
            book(transfer: asset, amount, time, account)
        case .credentialsRefused(let code):
            troubles[.account] =
                "the venue refuses the key or the signature (its code \(code)): check the "
                + "account's key-file and secret-file, and the key's permissions at the venue"
        case .clockRefused:
            troubles[.clock] =
                "the venue says that this machine's clock is wrong: check that it is kept by NTP"
        case .tradesTooMany:
            troubles[.account] = "an order has more trades than are looked through"
        case .balanceUnreadable:
            troubles[.account] = "a balance could not be read exactly"
        case .listingFailed(_, .tooLong):
            troubles[.account] = "there is more at the venue than is looked through"
        case .listingFailed(let listing, .unanswered):
            perform(reconciliations[place].failed(listing, at: now), account)
        case .clockMeasured:
            // Requests are stamped by what was measured; if that is wrong, the next one tells.
            troubles[.clock] = nil
        case .marginCall:
            troubles[.account] =
                "the venue is about to close positions for lack of margin: add margin or reduce"
        case .reconnect, .backOff, .balance, .position:
            break
        case .positions(let positions, let askedAt):
            take(positions, askedAt, account)
            perform(
                reconciliations[place].positionsListed(askedAt: askedAt, at: now), account)
        case .funding(let notice): tell(.funding(notice))
        case .marginTable(let table): tell(.marginTable(table))
        case .marginTerms(let terms): tell(.marginTerms(terms))
        }
        edge?.houseChanged()
    }

    /// What the account has open at the venue, for the core to hold its own against.
    private func take(
        _ positions: [PositionNotice], _ askedAt: Timestamp, _ account: AccountID
    ) {
        let ours = state.positions.filter { $0.account == account && $0.quantity != .zero }
        for position in ours {
            let isTold = positions.contains {
                $0.instrument == position.instrument && $0.leg == position.leg
            }
            guard !isTold, isDerivative(position.instrument) else { continue }
            take(
                VenuePosition(
                    account: account, instrument: position.instrument, leg: position.leg,
                    quantity: .zero, cost: .zero, askedAt: askedAt))
        }
        for position in positions {
            guard let row = state.instrumentRow(position.instrument) else { continue }
            let instrument = state.instruments[row]
            let unit = powerOfTen(UInt8(Money.decimals) - instrument.quantityDecimals)
            let quantity = Money(raw: Int128(position.quantity.mantissa) * unit)
            let atEntry = FullWidth.multiplyDivide(
                position.entryPrice.raw, quantity.raw, Money.one, rounding: .halfEven)
            guard let cost = position.cost ?? atEntry.map(Money.init(raw:)) else { continue }
            take(
                VenuePosition(
                    account: account, instrument: position.instrument, leg: position.leg,
                    quantity: quantity, cost: cost, askedAt: askedAt))
        }
    }

    private func take(_ told: VenuePosition) {
        var ours = Money.zero
        for position in state.positions
        where position.account == told.account && position.instrument == told.instrument
            && position.leg == told.leg
        {
            ours += position.quantity
        }
        // What an account begins with has no fills.
        guard isKnown(told.account) else { return tell(.venuePosition(told)) }
        if doubts[told.account, default: PositionDoubt()].settles(told, ours: ours, at: now()) {
            tell(.venuePosition(told))
        }
    }

    private func isDerivative(_ instrument: InstrumentID) -> Bool {
        state.instrumentRow(instrument).map { state.instruments[$0].contract.isDerivative } ?? false
    }

    /// A deposit or a withdrawal, told by the venue while we listened.
    private func book(
        transfer asset: Asset, _ amount: Money, _ time: Timestamp, _ account: AccountID
    ) {
        let text = "transfer-\(account.raw)-\(time.milliseconds)-\(asset)"
        guard let id = try? FlowID(String(text.prefix(36))) else { return }
        counts.transfers += 1
        tell(.flow(ExternalFlow(id: id, account: account, asset: asset, amount: amount)))
    }

    func marketLinkChanged(_ link: LinkState, of venue: VenueID, at now: Timestamp) {
        venueReport.marketData = Self.link(link)
        noteTrouble(link, .marketData, "market data")
    }

    func orderLinkChanged(_ link: LinkState, of account: AccountID, at now: Timestamp) {
        venueReport.orders = Self.link(link)
        noteTrouble(link, .orders, "orders")
        if case .live = link { troubles[.account] = nil }
    }

    func troubled(_ why: String?, at venue: VenueID, at now: Timestamp) {
        troubles[.listing] = why
        edge?.houseChanged()
    }

    func paperProved(_ isPaper: Bool, of venue: VenueID, at now: Timestamp) {
        venueReport.isPaper = isPaper
        edge?.houseChanged()
    }

    private func noteTrouble(
        _ link: LinkState, _ place: VenueTroubles.Place, _ what: String
    ) {
        switch link {
        case .down(_, let why):
            troubles[place] = "\(what): \(why)"
        case .live: troubles[place] = nil
        case .connecting, .stale: break
        }
        edge?.houseChanged()
    }

    private static func link(_ state: LinkState) -> HouseReport.Venue.Link {
        switch state {
        case .connecting: .connecting
        case .live: .live
        case .stale: .stale
        case .down: .down
        }
    }
}

extension MarketEvent {
    /// The instrument whose market it changes, nil for none.
    fileprivate func instrument(in batch: borrowing MarketBatch) -> InstrumentID? {
        switch self {
        case .bookSnapshot(let change), .bookUpdate(let change): change.instrument
        case .bookDoubted(let instrument, _): instrument
        case .trade(let trade): trade.instrument
        case .bestPrices(let best): best.instrument
        case .markPrice(let place): batch.markPrices[place].instrument
        case .candle, .gap, .subscription: nil
        }
    }
}
