internal import Domain
internal import Wire

/// What the checks of an order looked at, in words; what none asked for is left out.
struct RiskWords {
    private let inputs: RiskInputs
    private let rules: Instrument?

    init(_ inputs: RiskInputs, _ rules: Instrument?) {
        self.inputs = inputs
        self.rules = rules
    }

    /// One part each.
    var parts: [String] { market + worth + exposure + account }

    private var market: [String] {
        var parts: [String] = []
        if inputs.markedAt != .none { parts.append("prices of \(text(inputs.markedAt))") }
        if inputs.mark.raw != 0 { parts.append("mark \(inputs.mark)") }
        if inputs.bid != .zero { parts.append("bid \(text(inputs.bid))") }
        if inputs.ask != .zero { parts.append("ask \(text(inputs.ask))") }
        if inputs.depth != .zero { parts.append("book shows \(text(inputs.depth))") }
        if inputs.dayVolume != .zero { parts.append("a day trades \(text(inputs.dayVolume))") }
        return parts
    }

    private var worth: [String] {
        var parts: [String] = []
        if inputs.conversion.raw != 0 {
            parts.append("converted at \(inputs.conversion) of \(text(inputs.convertedAt))")
        }
        if inputs.notional != .zero { parts.append("worth \(inputs.notional)") }
        if inputs.gross != .zero { parts.append("gross \(inputs.gross)") }
        if inputs.equity != .zero { parts.append("equity \(inputs.equity)") }
        if inputs.leverage != 0 { parts.append("leverage \(inputs.leverage)") }
        if inputs.margin != .zero { parts.append("initial margin \(inputs.margin)") }
        if inputs.maintenance != .zero {
            parts.append(
                "maintenance \(inputs.maintenance) of a margin balance of \(inputs.marginBalance)")
        }
        return parts
    }

    private var exposure: [String] {
        var parts: [String] = []
        if inputs.position != .zero { parts.append("position \(inputs.position)") }
        if inputs.workingBuys != .zero { parts.append("\(inputs.workingBuys) working to buy") }
        if inputs.workingSells != .zero { parts.append("\(inputs.workingSells) working to sell") }
        if inputs.openOrders != 0 { parts.append("open orders \(inputs.openOrders)") }
        if inputs.ordersInWindow != 0 {
            parts.append("orders in the window \(inputs.ordersInWindow)")
        }
        if inputs.cancelsInWindow != 0 {
            parts.append("cancels in the window \(inputs.cancelsInWindow)")
        }
        return parts
    }

    private var account: [String] {
        var parts: [String] = []
        if inputs.dayGain != .zero { parts.append("gained \(inputs.dayGain) today") }
        if inputs.drawdown != .zero { parts.append("\(inputs.drawdown) below the peak") }
        if inputs.rejectsInRow != 0 { parts.append("rejects in a row \(inputs.rejectsInRow)") }
        if inputs.confirmedAt != .none {
            parts.append("account compared at \(text(inputs.confirmedAt))")
        }
        return parts
    }

    private func text(_ price: Price) -> String {
        DecimalWriter.text(Int128(price.mantissa), decimals: Int(rules?.priceDecimals ?? 0))
    }

    private func text(_ quantity: Quantity) -> String {
        DecimalWriter.text(Int128(quantity.mantissa), decimals: Int(rules?.quantityDecimals ?? 0))
    }

    private func text(_ time: Timestamp) -> String { UTCText.of(nanoseconds: time.nanoseconds) }
}
