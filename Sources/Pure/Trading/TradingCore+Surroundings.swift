internal import Containers
internal import Domain

// What is decided about instruments, money from outside and marks.
extension TradingCore {
    mutating func decideListing(_ instrument: Instrument) {
        guard instrument.id.raw <= Limits.instrumentsMax else {
            return emit(.listingRefused(instrument.id, UInt8.max))
        }
        if let row = state.instrumentRow(instrument.id) {
            let known = state.instruments[row]
            // The same listing again changes nothing; an older version than the newest never comes
            // back.
            guard instrument != known else { return }
            guard instrument.version > known.version, instrument.venue == known.venue,
                instrument.symbol == known.symbol, instrument.base == known.base,
                instrument.quote == known.quote
            else {
                return emit(.listingRefused(instrument.id, UInt8.max))
            }
        }
        emit(.instrumentListed(instrument))
    }

    mutating func decideFlow(_ flow: ExternalFlow) {
        guard state.flowRow(flow.id) == nil, flow.asset != .none,
            flow.amount.raw.magnitude <= Money.Limits.amountMax.raw.magnitude
        else { return }
        emit(.flowRecorded(flow))
    }

    mutating func decideMark(_ mark: Mark) {
        // A mark from the future would never grow stale and keep all later ones out.
        let time = min(mark.time, stamp.time)
        guard let condition = state.condition(mark.instrument), mark.price.raw > 0,
            time >= condition.markedAt, mark.bid >= .zero, mark.ask >= .zero,
            mark.bidDepth >= .zero, mark.askDepth >= .zero, mark.dayVolume >= .zero
        else { return }
        var recorded = mark
        recorded.time = time
        emit(.markRecorded(recorded))
    }
}
