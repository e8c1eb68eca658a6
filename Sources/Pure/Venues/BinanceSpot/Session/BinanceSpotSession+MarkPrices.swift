internal import Domain
internal import Markets
internal import VenueKit

// Futures: the venue tells what it reckons margin with each second. A stream of them that is quiet
// has died, whatever else comes on the connection.
extension BinanceSpotSession {
    mutating func take(
        markPrice place: Int, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        let index = feed(output.batch.markPrices[place].instrument)
        output.batch.events.append(.markPrice(place))
        feeds[index].markHeardAt = now
        if let gap = feeds[index].markGap {
            feeds[index].markGap = nil
            output.batch.events.append(.gap(gap.repaired(at: now)))
        }
        heard(index, .markPrices, &output)
    }

    /// They were subscribed to: the first is waited for as long as any other.
    mutating func followMarkPrices(_ index: Int, _ now: Timestamp) {
        feeds[index].markHeardAt = now
        nextMarkCheck = now.adding(nanoseconds: Limits.markSilenceMax)
    }

    /// Subscribes anew to those that are quiet. What is refused stays refused.
    mutating func checkMarkPrices(_ now: Timestamp, _ output: inout SessionOutput) {
        var earliest = now
        for index in feeds.indices {
            switch feeds[index][.markPrices] {
            case .idle, .requested, .refused: continue
            case .acked, .live, .stale, .resyncing: break
            }
            if now.since(feeds[index].markHeardAt) >= Limits.markSilenceMax {
                loseMarkPrices(index, now, &output)
            }
            earliest = min(earliest, feeds[index].markHeardAt)
        }
        nextMarkCheck = earliest.adding(nanoseconds: Limits.markSilenceMax)
    }

    private mutating func loseMarkPrices(
        _ index: Int, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        feeds[index].markHeardAt = now
        set(index, .markPrices, .stale, &output)
        if feeds[index].markGap == nil {
            let gap = Gap(
                instrument: InstrumentID(UInt32(index)), channel: .markPrices, cause: .silent,
                from: 0, to: 0, noticed: now)
            feeds[index].markGap = gap
            output.batch.events.append(.gap(gap))
        }
        renew(index, .markPrices, now, &output)
    }
}
