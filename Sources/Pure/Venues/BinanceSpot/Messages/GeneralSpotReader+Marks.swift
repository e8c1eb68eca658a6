internal import Domain
internal import Markets
internal import VenueKit
internal import Wire

// Futures: what the venue reckons margin with.
extension GeneralSpotReader {
    /// Reads `markPriceUpdate`.
    ///
    /// A mark that is no price is none at all; what else it tells is nil where it cannot be read,
    /// for contracts that end carry an empty funding rate.
    ///
    /// - Source: Binance USD-M futures, "Mark Price Stream": p mark, i index, r funding rate, T
    ///   next funding time; older messages leave i out.
    func markPrice(
        _ body: SpotObject, _ frame: Span<UInt8>, _ symbols: inout SymbolMap, _ venue: VenueID,
        _ now: Timestamp
    ) throws(SpotFault) -> MarkPriceChange {
        let time = try integer("E", .eventTime, body, frame)
        guard let told = wide("p", Money.decimals, body, frame), told.value > 0,
            told.value <= Money.Limits.amountMax.raw
        else { throw .member(.price) }
        let index = try instrument(body, frame, &symbols, venue, price: nil, quantity: nil)
        let funding = (try? integer("T", .fundingTime, body, frame)) ?? 0
        let rate = funding > 0 ? wide("r", Rate.decimals, body, frame) : nil
        let beside = wide("i", Money.decimals, body, frame)
        return MarkPriceChange(
            instrument: InstrumentID(UInt32(index)), mark: MarkPrice(raw: told.value),
            index: beside.flatMap { $0.value > 0 ? MarkPrice(raw: $0.value) : nil },
            fundingRate: rate.flatMap { Int64(exactly: $0.value) }.map(Rate.init(raw:)),
            nextFunding: funding > 0 ? Timestamp(milliseconds: funding) : .none,
            isInexact: !told.isExact, time: Timestamp(milliseconds: time), received: now)
    }

    private func wide(
        _ key: JSONKey, _ decimals: Int, _ object: SpotObject, _ text: Span<UInt8>
    ) -> WideMantissa? {
        document.member(key, of: object.node, in: text)
            .flatMap { document.decimal($0, in: text)?.wideMantissa(decimals: decimals) }
    }
}
