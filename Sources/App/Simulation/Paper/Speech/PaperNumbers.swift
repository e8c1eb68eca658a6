internal import Domain
internal import Wire

/// Numbers as the venue writes them: in quotes, with all their decimals.
extension JSONWriter {
    /// Units of 10^−8 that an amount of money has in one of the venue's.
    private static var moneyUnit: Int128 { 10_000_000_000 }

    mutating func venue(_ price: Price) {
        decimal(
            Int128(price.mantissa), decimals: PaperSymbol.decimals, zeros: .kept, as: .string)
    }

    mutating func venue(_ quantity: Quantity) {
        decimal(
            Int128(quantity.mantissa), decimals: PaperSymbol.decimals, zeros: .kept, as: .string)
    }

    mutating func venue(_ money: Money) {
        decimal(
            money.raw / Self.moneyUnit, decimals: PaperSymbol.decimals, zeros: .kept, as: .string)
    }

    mutating func member(_ name: String, _ price: Price) {
        self.name(name)
        venue(price)
    }

    mutating func member(_ name: String, _ quantity: Quantity) {
        self.name(name)
        venue(quantity)
    }

    mutating func member(_ name: String, _ money: Money) {
        self.name(name)
        venue(money)
    }

    mutating func pair(_ price: Price, _ quantity: Quantity) {
        beginArray()
        venue(price)
        venue(quantity)
        endArray()
    }
}

extension Side {
    var venueName: String { self == .buy ? "BUY" : "SELL" }
}
