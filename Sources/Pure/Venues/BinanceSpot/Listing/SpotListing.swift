internal import Domain
internal import VenueKit
internal import Wire

/// Instruments as the venue lists them, and those that it does not list.
///
/// - Source: Binance spot, "Exchange information": symbols[].filters PRICE_FILTER, LOT_SIZE,
///   MIN_NOTIONAL or NOTIONAL; quotePrecision, baseAssetPrecision.
enum SpotListing {
    /// The digits after the point of all numbers the venue sends.
    static let decimalsUsual = 8
    /// An exchange's listing is larger than any message: thousands of symbols of a hundred nodes
    /// each.
    static let limits = JSONDocument.Limits(bytesMax: 64 << 20, nodesMax: 1 << 23)

    /// What came of a listing.
    struct Outcome: Equatable {
        var listed = 0
        /// Symbols of which something is missing or wrong; left out.
        var faulty = 0
    }

    /// Takes symbols of a listing in.
    ///
    /// - Parameter wanted: only these; all where it is empty.
    static func read(
        _ body: Span<UInt8>, venue: VenueID, _ dialect: BinanceSpotSession.Dialect,
        only wanted: [Symbol], into symbols: inout SymbolMap
    ) throws(SpotFault) -> Outcome {
        var document = JSONDocument(limits: limits)
        do throws(JSONFault) { try document.parse(body) } catch { throw .notJSON(error) }
        guard let list = document.member("symbols", of: document.root, in: body),
            document.kind(list) == .array
        else { throw .member(.listedSymbols) }
        var outcome = Outcome()
        var cursor = document.cursor(list)
        while let entry = document.next(&cursor) {
            let reader = SpotListingReader(
                document: document, entry: entry, dialect: dialect, wanted: wanted)
            guard reader.isWanted(body) else { continue }
            do throws(SpotFault) {
                try reader.list(body, venue, into: &symbols)
                outcome.listed += 1
            } catch {
                outcome.faulty += 1
            }
        }
        return outcome
    }

    /// Whether the venue refused to list because it does not know one of the symbols.
    static func isOfUnknownSymbol(_ body: Span<UInt8>) -> Bool {
        var document = JSONDocument()
        guard (try? document.parse(body)) != nil,
            let node = document.member("code", of: document.root, in: body),
            let number = document.integer(node, in: body)
        else { return false }
        let code = SpotErrorCode(rawValue: number)
        return code == .badSymbol || code == .illegalCharacters
    }

    /// The decimals to read an unlisted instrument's numbers at.
    ///
    /// - Parameters:
    ///   - price: digits after the point of the first price seen, nil where none was.
    ///   - quantity: the same of the first quantity.
    static func provisionalDecimals(price: Int?, quantity: Int?) -> FeedDecimals {
        let price = min(price ?? decimalsUsual, Money.decimals)
        let quantity = min(quantity ?? decimalsUsual, Money.decimals)
        return FeedDecimals(price: price, quantity: min(quantity, Money.decimals - price))
    }

    /// Adds an instrument that is for data only.
    ///
    /// - Returns: its number; nil if there are too many.
    static func addProvisional(
        _ symbol: Symbol, _ decimals: FeedDecimals, _ venue: VenueID, to symbols: inout SymbolMap
    ) -> Int? {
        symbols.list(symbol, isProvisional: true) { id, version in
            Instrument(
                id: id, version: version, venue: venue, symbol: symbol, base: .none, quote: .none,
                priceDecimals: UInt8(decimals.price), quantityDecimals: UInt8(decimals.quantity),
                tick: Price(mantissa: 1), lot: Quantity(mantissa: 1),
                quantityMin: Quantity(mantissa: 1), quantityMax: Quantity(mantissa: .max),
                notionalMin: .zero, isTradable: false)
        }
    }
}

/// Reads one symbol of a listing.
struct SpotListingReader {
    let document: JSONDocument
    let entry: JSONDocument.Node
    let dialect: BinanceSpotSession.Dialect
    let wanted: [Symbol]

    func isWanted(_ body: Span<UInt8>) -> Bool {
        guard !wanted.isEmpty else { return true }
        let name = text("symbol", of: entry, body).flatMap { try? Symbol($0.span) }
        return name.map { wanted.contains($0) } ?? false
    }

    /// What a contract is settled in, and when it ends.
    ///
    /// - Source: Binance USD-M futures, "Exchange Information": `marginAsset`, `contractType`,
    ///   `deliveryDate`; a perpetual one has a date far away.
    private func contract(
        _ body: Span<UInt8>
    ) throws(SpotFault) -> (kind: ContractKind, settle: Asset?, end: Timestamp) {
        guard dialect == .usdmFutures else { return (.spot, nil, .none) }
        guard let settle = text("marginAsset", of: entry, body).flatMap({ try? Asset($0.span) })
        else { throw .member(.listedAsset) }
        let isPerpetual =
            document.member("contractType", of: entry, in: body)
            .map { document.isText("PERPETUAL", $0, in: body) } ?? false
        let end =
            document.member("deliveryDate", of: entry, in: body)
            .flatMap { document.integer($0, in: body) } ?? 0
        return (.linear, settle, isPerpetual ? .none : Timestamp(milliseconds: max(0, end)))
    }

    /// Rules of orders, as text where they are numbers.
    private struct Rules {
        var tick: DecimalText?
        var lot: DecimalText?
        var quantityMin: DecimalText?
        var quantityMax: DecimalText?
        var notionalMin: DecimalText?
    }

    func list(
        _ body: Span<UInt8>, _ venue: VenueID, into symbols: inout SymbolMap
    ) throws(SpotFault) {
        guard let name = text("symbol", of: entry, body), let symbol = try? Symbol(name.span) else {
            throw .symbol
        }
        guard let base = text("baseAsset", of: entry, body).flatMap({ try? Asset($0.span) }),
            let quote = text("quoteAsset", of: entry, body).flatMap({ try? Asset($0.span) })
        else { throw .member(.listedAsset) }
        let contract = try contract(body)
        let rules = try rules(body)
        guard let tick = rules.tick, let lot = rules.lot, let least = rules.quantityMin,
            let most = rules.quantityMax
        else { throw .member(.listedFilter) }
        let decimals = FeedDecimals(
            price: try decimals("quotePrecision", step: tick, most: nil, body),
            quantity: try decimals("baseAssetPrecision", step: lot, most: most, body))
        guard let tickSize = exact(tick, decimals.price),
            let lotSize = exact(lot, decimals.quantity),
            let quantityMin = exact(least, decimals.quantity),
            let quantityMax = most.mantissa(decimals: decimals.quantity)?.value,
            let notionalMin = notional(rules.notionalMin)
        else { throw .member(.listedFilter) }
        let isTrading =
            document.member("status", of: entry, in: body)
            .map { document.isText("TRADING", $0, in: body) } ?? false
        let index = symbols.list(symbol, isProvisional: false) { id, version in
            func instrument(isTradable: Bool) -> Instrument {
                Instrument(
                    id: id, version: version, venue: venue, symbol: symbol, base: base,
                    quote: quote, priceDecimals: UInt8(decimals.price),
                    quantityDecimals: UInt8(decimals.quantity), tick: Price(mantissa: tickSize),
                    lot: Quantity(mantissa: lotSize),
                    quantityMin: Quantity(mantissa: max(quantityMin, lotSize)),
                    quantityMax: Quantity(mantissa: quantityMax), notionalMin: notionalMin,
                    isTradable: isTradable, contract: contract.kind, settle: contract.settle,
                    expiresAt: contract.end)
            }
            let listed = instrument(isTradable: isTrading)
            return listed.fault == nil ? listed : instrument(isTradable: false)
        }
        guard index != nil else { throw .tooManyInstruments }
    }

    private func rules(_ body: Span<UInt8>) throws(SpotFault) -> Rules {
        guard let filters = document.member("filters", of: entry, in: body),
            document.kind(filters) == .array
        else { throw .member(.listedFilter) }
        var rules = Rules()
        var cursor = document.cursor(filters)
        while let filter = document.next(&cursor) {
            guard let kind = document.member("filterType", of: filter, in: body) else { continue }
            if document.isText("PRICE_FILTER", kind, in: body) {
                rules.tick = decimal("tickSize", of: filter, body)
            } else if document.isText("LOT_SIZE", kind, in: body) {
                rules.lot = decimal("stepSize", of: filter, body)
                rules.quantityMin = decimal("minQty", of: filter, body)
                rules.quantityMax = decimal("maxQty", of: filter, body)
            } else if document.isText("MIN_NOTIONAL", kind, in: body)
                || document.isText("NOTIONAL", kind, in: body)
            {
                // Futures call it otherwise.
                rules.notionalMin =
                    decimal("minNotional", of: filter, body)
                    ?? decimal("notional", of: filter, body)
            }
        }
        return rules
    }

    /// The feed's decimals: the declared precision, at least the step's, and fewer where the
    /// largest quantity would leave no room for the sum of a thousand such.
    private func decimals(
        _ key: JSONKey, step: DecimalText, most: DecimalText?, _ body: Span<UInt8>
    ) throws(SpotFault) -> Int {
        let declared =
            document.member(key, of: entry, in: body)
            .flatMap { document.integer($0, in: body) } ?? Int64(SpotListing.decimalsUsual)
        let needed = step.decimalsNeeded
        guard needed <= 9 else { throw .member(.listedFilter) }
        var decimals = min(9, max(needed, Int(clamping: declared)))
        while decimals > needed, let most,
            most.mantissa(decimals: decimals).map({ $0.value > .max / 1000 }) ?? true
        {
            decimals -= 1
        }
        return decimals
    }

    private func notional(_ least: DecimalText?) -> Money? {
        guard let least else { return .zero }
        return least.wideMantissa(decimals: Money.decimals).map { Money(raw: $0.value) }
    }

    private func exact(_ number: DecimalText, _ decimals: Int) -> Int64? {
        guard let mantissa = number.mantissa(decimals: decimals), mantissa.isExact,
            mantissa.value >= 0
        else { return nil }
        return mantissa.value
    }

    private func decimal(
        _ key: JSONKey, of node: JSONDocument.Node, _ body: Span<UInt8>
    ) -> DecimalText? {
        document.member(key, of: node, in: body).flatMap { document.decimal($0, in: body) }
    }

    private func text(
        _ key: JSONKey, of node: JSONDocument.Node, _ body: Span<UInt8>
    ) -> [UInt8]? {
        guard let member = document.member(key, of: node, in: body) else { return nil }
        var bytes: [UInt8] = []
        return document.appendText(member, in: body, to: &bytes) ? bytes : nil
    }
}
