public import Domain
public import VenueKit

// What the venue's REST interface is asked for.
extension BinanceSpotSession {
    /// Where the instruments that are subscribed to are listed.
    ///
    /// - Source: Binance spot, "Exchange information": `symbols`, a JSON array; all symbols where
    ///   it is left out; refused as a whole, by -1121, where one symbol is unknown.
    public var listingPath: String {
        let names = listing.asked
        guard settings.dialect == .spot else { return "/fapi/v1/exchangeInfo" }
        guard !names.isEmpty else { return "/api/v3/exchangeInfo" }
        let list = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        var query: [UInt8] = []
        PercentEncoding.append(list.utf8, to: &query)
        return "/api/v3/exchangeInfo?symbols=" + String(decoding: query, as: UTF8.self)
    }

    /// The answer came.
    public mutating func listingArrived(
        status: Int, _ body: Span<UInt8>, at now: Timestamp, into output: inout SessionOutput
    ) -> ListingOutcome {
        if status == 200 {
            do throws(SpotFault) {
                let part = try list(body, at: now, into: &output)
                listing.listed(part.listed, faulty: part.faulty)
            } catch {
                return .unreadable(why: "the listing cannot be read: \(error.description)")
            }
        } else if !listing.names.isEmpty, SpotListing.isOfUnknownSymbol(body) {
            listing.refused()
        } else {
            return .unreadable(why: "the listing was answered with status \(status)")
        }
        guard listing.isDone else { return .incomplete }
        defer { listing = ListingSearch(listing.names) }
        let unknown =
            settings.dialect == .spot
            ? listing.unlisted : listing.names.filter { symbols.find($0) == nil }
        return .taken(listed: listing.listed, faulty: listing.faulty, unlisted: unknown)
    }

    /// - Source: Binance spot and USD-M futures, "Order book".
    public func path(of request: SnapshotRequest) -> String {
        var symbol: [UInt8] = []
        PercentEncoding.append(
            (0..<request.symbol.count).map { request.symbol.byte(at: $0) }, to: &symbol)
        let root = settings.dialect == .spot ? "/api/v3" : "/fapi/v1"
        return root + "/depth?symbol=\(String(decoding: symbol, as: UTF8.self))"
            + "&limit=\(request.limit)"
    }
}
