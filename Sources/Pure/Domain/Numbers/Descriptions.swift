// How numbers and names look where people read them: in a dump, a trace, a failing test.

extension Money: CustomStringConvertible {
    /// The exact amount, without zeros that say nothing: `-0.05`.
    public var description: String {
        let magnitude = raw.magnitude
        let one = UInt128(Money.one)
        let digits = String(magnitude % one)
        var rest = String(repeating: "0", count: Money.decimals - digits.count) + digits
        while rest.last == "0" { rest.removeLast() }
        let sign = raw < 0 ? "-" : ""
        return rest.isEmpty ? "\(sign)\(magnitude / one)" : "\(sign)\(magnitude / one).\(rest)"
    }
}

extension MarkPrice: CustomStringConvertible {
    public var description: String { Money(raw: raw).description }
}

extension AveragePrice: CustomStringConvertible {
    public var description: String { Money(raw: raw).description }
}

extension Price: CustomStringConvertible {
    /// The whole number of smallest digits: what it means is the instrument's to say.
    public var description: String { "\(mantissa)" }
}

extension Quantity: CustomStringConvertible {
    /// The whole number of smallest digits: what it means is the instrument's to say.
    public var description: String { "\(mantissa)" }
}

extension Timestamp: CustomStringConvertible {
    /// Nanoseconds since 1970.
    public var description: String { "\(nanoseconds)" }
}

extension VenueID: CustomStringConvertible {
    public var description: String { "\(raw)" }
}

extension AccountID: CustomStringConvertible {
    public var description: String { "\(raw)" }
}

extension StrategyID: CustomStringConvertible {
    public var description: String { "\(raw)" }
}

extension InstrumentID: CustomStringConvertible {
    public var description: String { "\(raw)" }
}

extension OrderRow: CustomStringConvertible {
    public var description: String { self == .none ? "none" : "\(index)" }
}
