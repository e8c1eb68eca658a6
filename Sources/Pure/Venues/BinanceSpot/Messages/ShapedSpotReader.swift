internal import Domain
internal import Markets
internal import VenueKit

/// Reads the venue's usual messages in the shape in which it sends them.
///
/// Anything else (another order, another number of digits after the point, a symbol not seen
/// before, white space, damage) is nil: then ``GeneralSpotReader`` reads it. The two give the same
/// answer on whatever this one accepts; tests hold them to it.
///
/// - Source: Binance spot, "WebSocket streams": depthUpdate, trade, aggTrade, bookTicker.
enum ShapedSpotReader {
    /// Reads one frame.
    ///
    /// - Parameter levels: levels are appended; where nil is returned, the caller removes them.
    /// - Complexity: linear in the frame, no allocation.
    static func read(
        _ frame: Span<UInt8>, _ symbols: borrowing SymbolMap, at now: Timestamp,
        levels: inout [BookLevel]
    ) -> SpotMessage? {
        var reader = unsafe ShapedReader(frame.bytes)
        let isWrapped = reader.takes("{\"stream\":\"")
        if isWrapped {
            guard reader.name() != nil, reader.takes(",\"data\":") else { return nil }
        }
        let message: SpotMessage?
        if reader.takes("{\"u\":") {
            message = bestPrices(&reader, frame, symbols, now)
        } else if reader.takes("{\"e\":\"trade\",\"E\":") {
            message = trade(&reader, frame, symbols, now)
        } else if reader.takes("{\"e\":\"depthUpdate\",\"E\":") {
            message = depth(&reader, frame, symbols, now, &levels)
        } else if reader.takes("{\"e\":\"aggTrade\",\"E\":") {
            message = aggregatedTrade(&reader, frame, symbols, now)
        } else {
            return nil
        }
        guard let message, reader.takes("}"), !isWrapped || reader.takes("}"), reader.isAtEnd else {
            return nil
        }
        return message
    }

    @inline(__always)
    private static func instrument(
        _ reader: inout ShapedReader, _ frame: Span<UInt8>, _ symbols: borrowing SymbolMap
    ) -> Int? {
        guard let name = reader.name() else { return nil }
        return symbols.find(frame, name)
    }

    private static func bestPrices(
        _ reader: inout ShapedReader, _ frame: Span<UInt8>, _ symbols: borrowing SymbolMap,
        _ now: Timestamp
    ) -> SpotMessage? {
        var inexact = 0
        guard let update = reader.number(), reader.takes(",\"s\":\""),
            let index = instrument(&reader, frame, symbols)
        else { return nil }
        let decimals = symbols.decimals[index]
        guard reader.takes(",\"b\":\""),
            let bid = reader.quoted(decimals: decimals.price, inexact: &inexact),
            reader.takes(",\"B\":\""),
            let bidQuantity = reader.quoted(decimals: decimals.quantity, inexact: &inexact),
            reader.takes(",\"a\":\""),
            let ask = reader.quoted(decimals: decimals.price, inexact: &inexact),
            reader.takes(",\"A\":\""),
            let askQuantity = reader.quoted(decimals: decimals.quantity, inexact: &inexact)
        else { return nil }
        return .bestPrices(
            BestPricesChange(
                instrument: InstrumentID(UInt32(truncatingIfNeeded: index)), update: update,
                prices: BestPrices(
                    bid: level(bid, bidQuantity), ask: level(ask, askQuantity)),
                isInexact: inexact > 0, received: now))
    }

    private static func trade(
        _ reader: inout ShapedReader, _ frame: Span<UInt8>, _ symbols: borrowing SymbolMap,
        _ now: Timestamp
    ) -> SpotMessage? {
        var inexact = 0
        guard reader.number() != nil, reader.takes(",\"s\":\""),
            let index = instrument(&reader, frame, symbols), reader.takes(",\"t\":"),
            let id = reader.number(), reader.takes(",\"p\":\"")
        else { return nil }
        let decimals = symbols.decimals[index]
        guard let price = reader.quoted(decimals: decimals.price, inexact: &inexact),
            reader.takes(",\"q\":\""),
            let quantity = reader.quoted(decimals: decimals.quantity, inexact: &inexact)
        else { return nil }
        // Until 2024 the orders of both sides were named here.
        if reader.takes(",\"b\":") {
            guard reader.number() != nil, reader.takes(",\"a\":"), reader.number() != nil else {
                return nil
            }
        }
        guard let (time, isBuyerMaker) = tradeTail(&reader) else { return nil }
        return .trade(
            Trade(
                instrument: InstrumentID(UInt32(truncatingIfNeeded: index)), firstID: id,
                lastID: id, price: Price(mantissa: price),
                quantity: Quantity(mantissa: quantity), takerSide: isBuyerMaker ? .sell : .buy,
                isAggregated: false, isInexact: inexact > 0, time: time, received: now))
    }

    private static func aggregatedTrade(
        _ reader: inout ShapedReader, _ frame: Span<UInt8>, _ symbols: borrowing SymbolMap,
        _ now: Timestamp
    ) -> SpotMessage? {
        var inexact = 0
        guard reader.number() != nil, reader.takes(",\"s\":\""),
            let index = instrument(&reader, frame, symbols), reader.takes(",\"a\":"),
            reader.number() != nil, reader.takes(",\"p\":\"")
        else { return nil }
        let decimals = symbols.decimals[index]
        guard let price = reader.quoted(decimals: decimals.price, inexact: &inexact),
            reader.takes(",\"q\":\""),
            let quantity = reader.quoted(decimals: decimals.quantity, inexact: &inexact),
            reader.takes(",\"f\":"), let first = reader.number(), reader.takes(",\"l\":"),
            let last = reader.number(), first <= last,
            let (time, isBuyerMaker) = tradeTail(&reader)
        else { return nil }
        return .trade(
            Trade(
                instrument: InstrumentID(UInt32(truncatingIfNeeded: index)), firstID: first,
                lastID: last, price: Price(mantissa: price),
                quantity: Quantity(mantissa: quantity), takerSide: isBuyerMaker ? .sell : .buy,
                isAggregated: true, isInexact: inexact > 0, time: time, received: now))
    }

    @inline(__always)
    private static func tradeTail(_ reader: inout ShapedReader) -> (Timestamp, Bool)? {
        guard reader.takes(",\"T\":"), let time = reader.number(), reader.takes(",\"m\":"),
            let isBuyerMaker = reader.bool(), reader.takes(",\"M\":"), reader.bool() != nil
        else { return nil }
        return (Timestamp(milliseconds: time), isBuyerMaker)
    }

    private static func depth(
        _ reader: inout ShapedReader, _ frame: Span<UInt8>, _ symbols: borrowing SymbolMap,
        _ now: Timestamp, _ levels: inout [BookLevel]
    ) -> SpotMessage? {
        var inexact = 0
        guard let time = reader.number(), reader.takes(",\"s\":\""),
            let index = instrument(&reader, frame, symbols), reader.takes(",\"U\":"),
            let first = reader.number(), reader.takes(",\"u\":"), let last = reader.number(),
            first <= last, reader.takes(",\"b\":[")
        else { return nil }
        let decimals = symbols.decimals[index]
        let start = levels.count
        guard Self.levels(&reader, decimals, &inexact, into: &levels) else { return nil }
        let middle = levels.count
        guard reader.takes(",\"a\":["), Self.levels(&reader, decimals, &inexact, into: &levels)
        else { return nil }
        return .depth(
            BookChange(
                instrument: InstrumentID(UInt32(truncatingIfNeeded: index)), firstUpdate: first,
                lastUpdate: last, start: start, bidCount: middle - start,
                askCount: levels.count - middle, inexactCount: inexact,
                time: Timestamp(milliseconds: time), received: now))
    }

    /// Reads the answer to a request for a book.
    static func snapshot(
        _ body: Span<UInt8>, _ decimals: FeedDecimals, levels: inout [BookLevel]
    ) -> SpotSnapshot? {
        var reader = unsafe ShapedReader(body.bytes)
        var inexact = 0
        let start = levels.count
        guard reader.takes("{\"lastUpdateId\":"), let last = reader.number(),
            reader.takes(",\"bids\":["), Self.levels(&reader, decimals, &inexact, into: &levels)
        else { return nil }
        let middle = levels.count
        guard reader.takes(",\"asks\":["), Self.levels(&reader, decimals, &inexact, into: &levels),
            reader.takes("}"), reader.isAtEnd
        else { return nil }
        return SpotSnapshot(
            lastUpdate: last, bidCount: middle - start, askCount: levels.count - middle,
            inexactCount: inexact)
    }

    /// Reads levels up to the bracket that ends their list.
    static func levels(
        _ reader: inout ShapedReader, _ decimals: FeedDecimals, _ inexact: inout Int,
        into levels: inout [BookLevel]
    ) -> Bool {
        if reader.takes("]") { return true }
        guard reader.takes("[\"") else { return false }
        while true {
            guard let price = reader.quoted(decimals: decimals.price, inexact: &inexact),
                reader.takes(",\""),
                let quantity = reader.quoted(decimals: decimals.quantity, inexact: &inexact)
            else { return false }
            levels.append(level(price, quantity))
            if reader.takes("],[\"") { continue }
            return reader.takes("]]")
        }
    }

    @inline(__always)
    private static func level(_ price: Int64, _ quantity: Int64) -> BookLevel {
        BookLevel(price: Price(mantissa: price), quantity: Quantity(mantissa: quantity))
    }
}
