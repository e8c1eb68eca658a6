internal import Domain
internal import Markets
internal import Wire

/// What the venue calls things.
enum SpotNames {
    /// - Source: Binance spot, "Kline/candlestick chart intervals".
    static func key(of interval: CandleInterval) -> JSONKey {
        switch interval {
        case .oneSecond: "1s"
        case .oneMinute: "1m"
        case .threeMinutes: "3m"
        case .fiveMinutes: "5m"
        case .fifteenMinutes: "15m"
        case .thirtyMinutes: "30m"
        case .oneHour: "1h"
        case .twoHours: "2h"
        case .fourHours: "4h"
        case .sixHours: "6h"
        case .eightHours: "8h"
        case .twelveHours: "12h"
        case .oneDay: "1d"
        }
    }

    /// The stream of a channel, as it is subscribed to.
    ///
    /// - Source: Binance spot, "WebSocket streams": names are lower case.
    static func stream(_ symbol: Symbol, _ channel: MarketChannel) -> [UInt8] {
        var name = (0..<symbol.count).map { place in
            let byte = symbol.byte(at: place)
            return byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        }
        switch channel {
        case .book: name += Array("@depth@100ms".utf8)
        case .trades: name += Array("@trade".utf8)
        case .aggregatedTrades: name += Array("@aggTrade".utf8)
        case .bestPrices: name += Array("@bookTicker".utf8)
        case .candles: name += Array("@kline_1m".utf8)
        case .markPrices: name += Array("@markPrice@1s".utf8)
        }
        return name
    }

    /// What a book of `limit` levels a side costs of the budget.
    ///
    /// - Source: Binance spot, "Order book": 5, 25, 50, 250 for up to 100, 500, 1000, 5000; USD-M
    ///   futures: 2, 5, 10, 20 for up to 50, 100, 500, 1000.
    static func weight(limit: Int, _ dialect: BinanceSpotSession.Dialect) -> Int {
        guard dialect == .spot else {
            switch limit {
            case ...50: return 2
            case ...100: return 5
            case ...500: return 10
            case _: return 20
            }
        }
        return switch limit {
        case ...100: 5
        case ...500: 25
        case ...1000: 50
        case _: 250
        }
    }
}
