import Domain

/// Numbers as they stand in tables.
enum Decimals {
    /// `text` as a whole number of units of 10^-decimals. Traps on what is no number: a mistake in
    /// the test.
    static func mantissa(_ text: some StringProtocol, _ decimals: Int) -> Int128 {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" || $0 == "+" }
            .split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let digits = String(parts[0]) + fraction
        let padding = decimals - fraction.count
        guard padding >= 0, let value = Int128(digits + String(repeating: "0", count: padding))
        else { preconditionFailure("'\(text)' is no number of \(decimals) decimals") }
        return isNegative ? -value : value
    }

    /// `value` units of 10^-decimals without needless zeros.
    static func text(_ value: Int128, _ decimals: Int) -> String {
        var digits = String(value.magnitude)
        while digits.count <= decimals { digits = "0" + digits }
        var fraction = String(digits.suffix(decimals))
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = digits.dropLast(decimals)
        return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    static func text(_ money: Money) -> String { text(money.raw, 18) }
    static func money(_ text: some StringProtocol) -> Money { Money(raw: mantissa(text, 18)) }
    static func price(_ text: some StringProtocol) -> Price {
        Price(mantissa: Int64(mantissa(text, Scenario.priceDecimals)))
    }
    static func quantity(_ text: some StringProtocol) -> Quantity {
        Quantity(mantissa: Int64(mantissa(text, Scenario.quantityDecimals)))
    }
    static func text(_ quantity: Quantity) -> String {
        text(Int128(quantity.mantissa), Scenario.quantityDecimals)
    }
}

/// Identifiers as they stand in tables. Traps on what is none: a mistake in the test.
func identifier<Tag>(_ text: some StringProtocol) -> TextIdentifier<Tag> {
    guard text != "-" else { return .none }
    guard let identifier = try? TextIdentifier<Tag>(String(text)) else {
        preconditionFailure("'\(text)' is no identifier")
    }
    return identifier
}

func asset(_ text: some StringProtocol) -> Asset {
    guard let asset = try? Asset(String(text)) else {
        preconditionFailure("'\(text)' is no asset")
    }
    return asset
}
