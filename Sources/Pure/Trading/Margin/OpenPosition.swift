public import Domain

/// A trade as an average is made of it.
public struct SizedPrice: Sendable {
    /// Units of the base currency, or contracts.
    public let quantity: Ratio
    /// Of the quote currency.
    public let price: Ratio

    public init(quantity: Ratio, price: Ratio) {
        self.quantity = quantity
        self.price = price
    }
}

/// A position as margin sees it: which way, how much, and what that was worth when it was opened.
///
/// Everything about it is exact. What is derived from it is rounded by whoever asks, once.
public struct OpenPosition: Sendable {
    public let contract: Contract
    public let side: PositionSide
    /// More than zero: units of the base currency, or contracts.
    public let quantity: Ratio
    /// What it was worth at its average entry price: quote currency for a linear contract, coin for
    /// an inverse one.
    public let entryValue: Ratio

    /// - Parameters:
    ///   - quantity: more than zero.
    ///   - entryValue: what it was worth at its average entry price.
    public init(
        _ contract: Contract, _ side: PositionSide, quantity: Ratio, entryValue: Ratio
    ) {
        precondition(quantity.sign > 0, "nothing is not open")
        self.contract = contract
        self.side = side
        self.quantity = quantity
        self.entryValue = entryValue
    }

    /// A position that was opened at `entry`.
    ///
    /// - Parameters:
    ///   - quantity: more than zero.
    ///   - entry: the average price, exactly.
    /// - Throws: ``ArithmeticFault/divisionByZero`` for an inverse contract at a price of zero.
    public init(
        _ contract: Contract, _ side: PositionSide, quantity: Ratio, entry: Ratio
    ) throws(ArithmeticFault) {
        self.init(
            contract, side, quantity: quantity,
            entryValue: try contract.value(of: quantity, at: entry))
    }

    /// The position that trades of one side make.
    ///
    /// - Parameter trades: at least one, each of more than nothing.
    /// - Throws: ``ArithmeticFault/overflow`` where so many different prices do not fit.
    public init(
        _ contract: Contract, _ side: PositionSide, of trades: [SizedPrice]
    ) throws(ArithmeticFault) {
        var (quantity, value) = (Ratio.zero, Ratio.zero)
        for trade in trades {
            quantity = try quantity + trade.quantity
            value = try value + contract.value(of: trade.quantity, at: trade.price)
        }
        self.init(contract, side, quantity: quantity, entryValue: value)
    }

    /// The average entry price, exactly: Σ quantity × price ÷ Σ quantity for a linear contract, and
    /// for an inverse one the harmonic Σ quantity ÷ Σ (quantity ÷ price).
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` where an inverse position was worth nothing.
    public func averageEntry() throws(ArithmeticFault) -> Ratio {
        try contract.price(atWhich: quantity, isWorth: entryValue)
    }

    /// What it is worth at `price`, exactly.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for an inverse contract at a price of zero.
    public func value(at price: Ratio) throws(ArithmeticFault) -> Ratio {
        try contract.value(of: quantity, at: price)
    }

    /// What closing all of it at `price` gains, exactly, fees aside: unrealised at a mark, realised
    /// at an exit.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for an inverse contract at a price of zero.
    public func profit(at price: Ratio) throws(ArithmeticFault) -> Ratio {
        try profit(whereWorth: value(at: price))
    }

    func profit(whereWorth value: Ratio) throws(ArithmeticFault) -> Ratio {
        try contract.gain(of: side) * (value - entryValue)
    }

    /// What must be there to open it: its value at entry ÷ leverage, exactly.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for a leverage of zero.
    public func initialMargin(leverage: Ratio) throws(ArithmeticFault) -> Ratio {
        try entryValue / leverage
    }

    /// What a funding stamp takes from the holder: more than zero is paid, less is received. The
    /// long side pays where the rate is above zero.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for an inverse contract at a mark of zero.
    public func fundingPaid(
        at mark: Ratio, rate: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        try side.sign * value(at: mark) * rate
    }
}
