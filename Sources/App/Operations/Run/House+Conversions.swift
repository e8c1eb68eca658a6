internal import Domain
internal import Markets
internal import Trading

// What assets are worth in the valuation currency, told to the core where a limit counts in it.
extension House {
    /// Tells what has changed, or would grow stale.
    ///
    /// - Parameter isWanted: an order is about to be held against it.
    func feedConversions(at now: Timestamp, isWanted: Bool) {
        let valuation = state.core.state.globals.valuation
        guard valuation != .none, state.needsConversion, isWanted || state.isExposed,
            conversions.isDue(at: now, isWanted: isWanted)
        else { return }
        let rates = conversions.rates(
            of: state.valuedAssets, in: valuation, pairPrices, heardAt: lastMessageAt, at: now,
            isWanted: isWanted)
        for rate in rates { tell(.conversion(rate)) }
    }

    /// What the markets that are in step say of each pair. Contracts that end are priced by when.
    private var pairPrices: [PairPrice] {
        state.latestInstruments.compactMap { instrument in
            guard instrument.expiresAt == .none, let market = desk.market(instrument.id),
                market.book.state == .live,
                let price = MarkFeed.middle(of: market, instrument)
            else { return nil }
            return PairPrice(
                base: instrument.base, quote: instrument.quote, price: price,
                isSpot: instrument.contract == .spot)
        }
    }
}
