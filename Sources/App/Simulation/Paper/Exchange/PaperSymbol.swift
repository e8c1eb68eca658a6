public import Domain

/// A symbol of the paper venue: what is traded for what, and in which steps.
///
/// Prices and quantities have ``decimals`` decimals everywhere at this venue. The steps are chosen
/// so that price × quantity has no more than that either: every amount is exact.
public struct PaperSymbol: Sendable, Equatable {
    /// Decimals of every price, quantity and amount that the venue tells.
    public static let decimals = 8

    /// The venue's name for it, in capitals.
    public let name: String
    /// What is traded.
    public let base: String
    /// What is paid.
    public let quote: String
    /// PRICE_FILTER: prices are whole multiples of it.
    public let tick: Price
    /// LOT_SIZE: quantities are whole multiples of it, and at least it.
    public let step: Quantity
    /// LOT_SIZE: the largest order.
    public let quantityMax: Quantity
    /// PRICE_FILTER: the highest price.
    public let priceMax: Price
    /// NOTIONAL: price × quantity is at least this much of ``quote``.
    public let notionalMin: Money
    /// Where the seeded flow begins.
    public let startPrice: Price

    /// A symbol; numbers in units of 10^−8.
    public init(
        _ name: String, base: String, quote: String, tick: Int64, step: Int64,
        quantityMax: Int64, notionalMin: Int64, startPrice: Int64
    ) {
        precondition(tick > 0 && step > 0 && quantityMax >= step && startPrice >= tick)
        self.name = name
        self.base = base
        self.quote = quote
        self.tick = Price(mantissa: tick)
        self.step = Quantity(mantissa: step)
        self.quantityMax = Quantity(mantissa: quantityMax)
        self.priceMax = Price(mantissa: 100_000_000_000_000)
        self.notionalMin = Money(raw: Int128(notionalMin) * 10_000_000_000)
        self.startPrice = Price(mantissa: startPrice)
    }

    /// What is listed unless a recording says otherwise: BTCUSDT, ETHUSDT and ETHBTC.
    public static let standard = [
        PaperSymbol(
            "BTCUSDT", base: "BTC", quote: "USDT", tick: 1_000_000, step: 1000,
            quantityMax: 900_000_000_000, notionalMin: 500_000_000,
            startPrice: 6_183_764_000_000),
        PaperSymbol(
            "ETHUSDT", base: "ETH", quote: "USDT", tick: 1_000_000, step: 10_000,
            quantityMax: 900_000_000_000, notionalMin: 500_000_000, startPrice: 268_512_000_000),
        PaperSymbol(
            "ETHBTC", base: "ETH", quote: "BTC", tick: 1000, step: 100_000,
            quantityMax: 10_000_000_000_000, notionalMin: 10_000, startPrice: 4_342_000),
    ]

    /// What the futures venue lists.
    public static let futures = [
        PaperSymbol(
            "BTCUSDT", base: "BTC", quote: "USDT", tick: 10_000_000, step: 100_000,
            quantityMax: 100_000_000_000, notionalMin: 500_000_000,
            startPrice: 6_183_760_000_000),
        PaperSymbol(
            "ETHUSDT", base: "ETH", quote: "USDT", tick: 1_000_000, step: 100_000,
            quantityMax: 1_000_000_000_000, notionalMin: 500_000_000,
            startPrice: 268_512_000_000),
    ]

    /// What `quantity` costs at `price`, exactly.
    public static func cost(_ price: Price, _ quantity: Quantity) -> Money {
        Money(raw: Int128(price.mantissa) * Int128(quantity.mantissa) * 100)
    }

    /// A quantity as an amount of the asset it counts.
    public static func amount(_ quantity: Quantity) -> Money {
        Money(raw: Int128(quantity.mantissa) * 10_000_000_000)
    }
}
