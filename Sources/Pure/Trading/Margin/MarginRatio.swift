public import Domain

/// How near an account, or an isolated position, is to liquidation.
public enum MarginRatio {
    /// Maintenance margin ÷ margin balance: liquidated at 1 and above.
    ///
    /// - Returns: nil where the margin balance is zero or less, which is beyond any ratio.
    /// - Source: Binance's sense; OKX gives the reciprocal, and liquidates at 1 and below.
    public static func of(
        maintenance: Ratio, marginBalance: Ratio
    ) throws(ArithmeticFault) -> Ratio? {
        guard marginBalance.sign > 0 else { return nil }
        return try maintenance / marginBalance
    }

    /// Whether what must stay is no longer there.
    public static func isLiquidated(
        maintenance: Ratio, marginBalance: Ratio
    ) throws(ArithmeticFault) -> Bool {
        try marginBalance <= maintenance && maintenance.sign > 0
    }
}
