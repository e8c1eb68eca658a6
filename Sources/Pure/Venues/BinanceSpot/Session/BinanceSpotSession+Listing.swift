public import Domain
public import VenueKit

// What the venue's REST interface is asked for.
extension BinanceSpotSession {
    /// Where the instruments that are subscribed to are listed.
    ///
    /// - Source: Binance spot, "Exchange information": `symbols`, a JSON array; all symbols where
    ///   it is left out; refused as a whole where one symbol is unknown.
    public var listingPath: String {
        var names: [Symbol] = []
        for subscription in settings.subscriptions where !names.contains(subscription.symbol) {
            names.append(subscription.symbol)
        }
        guard !names.isEmpty else { return "/api/v3/exchangeInfo" }
        let list = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        var query: [UInt8] = []
        PercentEncoding.append(list.utf8, to: &query)
        return "/api/v3/exchangeInfo?symbols=" + String(decoding: query, as: UTF8.self)
    }

    /// The listing came.
    public mutating func listingArrived(
        _ body: Span<UInt8>, at now: Timestamp, into output: inout SessionOutput
    ) -> ListingOutcome {
        do throws(SpotFault) {
            let outcome = try list(body, at: now, into: &output)
            return .taken(listed: outcome.listed, faulty: outcome.faulty)
        } catch {
            return .unreadable(why: error.description)
        }
    }

    /// - Source: Binance spot, "Order book".
    public func path(of request: SnapshotRequest) -> String {
        var symbol: [UInt8] = []
        PercentEncoding.append(
            (0..<request.symbol.count).map { request.symbol.byte(at: $0) }, to: &symbol)
        return "/api/v3/depth?symbol=\(String(decoding: symbol, as: UTF8.self))"
            + "&limit=\(request.limit)"
    }
}
