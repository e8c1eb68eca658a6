internal import Domain
internal import Markets
public import Wire

/// One message of the venue's streams, its numbers as mantissas.
enum SpotMessage: Equatable {
    /// Levels were appended to the array handed to the reader, bids first.
    case depth(BookChange)
    case trade(Trade)
    case bestPrices(BestPricesChange)
    /// It was appended to the batch handed to the reader, at this place.
    case candle(Int)
    /// It was appended to the batch handed to the reader, at this place.
    case markPrice(Int)
    /// The venue did what the request with this number asked for.
    case acknowledged(request: Int64)
    /// The venue refused a request; it does not always say which.
    case refused(request: Int64?, code: Int64)
    /// The venue is about to close the connection.
    case closingSoon
    /// Something else, well-formed.
    case unknown
}

/// Why a message could not be read.
public enum SpotFault: Error, Equatable, Sendable {
    /// It is not JSON.
    case notJSON(JSONFault)
    /// The member is missing or not of the kind it must be; or its number is negative or too large.
    case member(SpotMember)
    /// The symbol cannot be one.
    case symbol
    /// There are more instruments than a session takes.
    case tooManyInstruments
}

extension SpotFault: CustomStringConvertible {
    /// The fault for people, one clause.
    public var description: String {
        switch self {
        case .notJSON(let fault): fault.description
        case .member(let member): "\"\(member.rawValue)\" is missing or not what it must be"
        case .symbol: "\"s\" cannot be a symbol"
        case .tooManyInstruments: "there are more instruments than a session takes"
        }
    }
}

/// A member of the venue's messages, by the name it has there.
public enum SpotMember: String, Sendable, Equatable {
    case envelope, eventTime = "E", symbol = "s", firstUpdate = "U", lastUpdate = "u"
    case bids = "b", asks = "a", bidQuantity = "B", askQuantity = "A"
    case tradeID = "t", firstTrade = "f", lastTrade = "l", price = "p", quantity = "q"
    case tradeTime = "T", isBuyerMaker = "m"
    case candle = "k", candleStart, candlePrice, candleVolume, candleCount = "n"
    case candleClosed = "x"
    case fundingTime
    case snapshotUpdate = "lastUpdateId", snapshotBids, snapshotAsks
    case listedSymbols = "symbols", listedFilter = "filters", listedAsset
}
