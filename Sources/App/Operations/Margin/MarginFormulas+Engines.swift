internal import Domain
internal import Trading
internal import Wire

// Conventions of other engines: NautilusTrader's rounding to the coin's digits, exchange-core's
// whole lots and fixed margins, rounding once and twice. They differ from the house's own in what
// is rounded and when, and are computed here so that a file may ask for them.
extension MarginFormulas {
    static let engines: [MarginFormula] = nautilusAmounts + nautilusMargins + otherEngines

    private static let nautilusAmounts: [MarginFormula] = [
        MarginFormula("balance_invariant", "nautilus") { inputs in
            let total =
                try inputs.number("total") + inputs.numberOrZero("pnl")
                - inputs.numberOrZero("commission")
            return [
                VectorAnswer("total", total),
                VectorAnswer("free", try total - inputs.number("locked")),
            ]
        },
        MarginFormula("base_currency_commission", "nautilus") { inputs in
            let traded = try inputs.numberOrZero("buy") - inputs.numberOrZero("sell")
            let held = try inputs.numberOrZero("position") + traded
            return [VectorAnswer("position", try held - inputs.number("fee_base"))]
        },
        MarginFormula("fee_inverse", "nautilus") { inputs in
            let fee = try inputs.coinValue(at: "price") * inputs.number("taker")
            return [VectorAnswer("fee", try inCoinDigits(fee))]
        },
        MarginFormula("notional_inverse", "nautilus") { inputs in
            [VectorAnswer("notional", try inCoinDigits(inputs.coinValue(at: "mark")))]
        },
        MarginFormula("unrealized_pnl_inverse", "nautilus") { inputs in
            let profit = try inputs.profit(.inverse, "contracts", at: "mark")
            return [
                VectorAnswer("upnl", try inCoinDigits(profit)),
                VectorAnswer("notional", try inCoinDigits(inputs.coinValue(at: "mark"))),
            ]
        },
        MarginFormula("position_flip", "nautilus") { inputs in
            let sums = try folded(inputs.fills("fills"))
            let worth = try sums.quantity * inputs.number("mark")
            return [VectorAnswer("upnl", try worth - sums.cost)]
        },
        MarginFormula("realized_pnl_capped", "nautilus") { inputs in
            let fills = [try inputs.fill("position"), try inputs.fill("fill")]
            return [VectorAnswer("pnl", try folded(fills).realised)]
        },
        MarginFormula("realized_pnl_sequence", "nautilus") { inputs in
            inputs.has("cycles") ? try byCycle(inputs) : try afterEachFill(inputs)
        },
    ]

    private static let nautilusMargins: [MarginFormula] = [
        MarginFormula("initial_margin_rate", "nautilus") { inputs in
            let whole = try inputs.marginAtRate("margin_init")
            let leveraged = try whole / inputs.number("leverage")
            return [
                VectorAnswer("im", leveraged), VectorAnswer("leveraged", leveraged),
                VectorAnswer("standard", whole),
            ]
        },
        MarginFormula("maintenance_margin_rate", "nautilus") { inputs in
            let whole = try inputs.marginAtRate("margin_maint")
            return [VectorAnswer("mm", try whole / inputs.number("leverage"))]
        },
        MarginFormula("initial_margin_inverse", "nautilus") { inputs in
            let rate = try inputs.number("margin_init") / inputs.number("leverage")
            return [
                VectorAnswer("im_btc", try inCoinDigits(inputs.coinValue(at: "price") * rate)),
                VectorAnswer("im_usd", try inputs.number("contracts") * rate),
            ]
        },
        MarginFormula("maintenance_margin_inverse", "nautilus") { inputs in
            let rate = try inputs.number("margin_maint") / inputs.number("leverage")
            return [VectorAnswer("mm", try inCoinDigits(inputs.coinValue(at: "price") * rate))]
        },
    ]

    private static let otherEngines: [MarginFormula] = [
        MarginFormula("rounding", "tradr") { inputs in
            let (gross, fees) = (try inputs.number("gross"), try inputs.number("fees"))
            let double = try inCents(gross) - inCents(fees)
            return [
                VectorAnswer("single", try inCents(gross - fees)), VectorAnswer("double", double),
            ]
        },
        MarginFormula("fees_margin", "exchange-core") { inputs in
            let lots = try inputs.number("lots")
            let (maker, taker) = try (lots * LotTable.makerFee, lots * LotTable.takerFee)
            return [
                VectorAnswer("maker", try inputs.number("maker_balance") - maker),
                VectorAnswer("taker", try inputs.number("taker_balance") - taker),
                VectorAnswer("fees", try maker + taker), VectorAnswer("open_interest", lots),
            ]
        },
        MarginFormula("initial_margin_pending_orders", "exchange-core", compute: pendingOrders),
        MarginFormula("reserve_spot_buy", "exchange-core") { inputs in
            guard inputs.has("lots") else { return try LotTable.spotBuy(inputs.number("balance")) }
            let price = try inputs.number("price") * inputs.number("scale")
            let required = try inputs.number("lots") * (price + inputs.number("taker"))
            return [VectorAnswer("required", required)]
        },
        MarginFormula("realized_pnl_definition", "exchange-core", compute: bothDefinitions),
    ]

    // MARK: - Rounding

    /// To the coin's eight digits.
    private static func inCoinDigits(_ amount: Ratio) throws(ArithmeticFault) -> Ratio {
        try amount.rounded(toMultipleOf: Ratio(1, decimals: 8), .halfEven)
    }

    private static func inCents(_ amount: Ratio) throws(ArithmeticFault) -> Ratio {
        try amount.rounded(toMultipleOf: Ratio(1, decimals: 2), .halfEven)
    }

    // MARK: - Sequences of fills

    private static func folded(_ fills: [VectorFill]) throws -> AverageCost {
        var sums = AverageCost()
        for fill in fills { try sums.count(fill) }
        return sums
    }

    /// Profit by cycle, and in all.
    private static func byCycle(_ inputs: VectorInputs) throws -> [VectorAnswer] {
        var (sums, before) = (AverageCost(), Ratio.zero)
        var answers: [VectorAnswer] = []
        for (place, cycle) in try inputs.list("cycles").enumerated() {
            for value in cycle.list ?? [] {
                try sums.count(VectorFill(value, "cycles"))
            }
            answers.append(VectorAnswer("c\(place + 1)", try sums.realised - before))
            before = sums.realised
        }
        return answers + [VectorAnswer("total", sums.realised)]
    }

    /// Profit less fees after each fill, rounded once.
    private static func afterEachFill(_ inputs: VectorInputs) throws -> [VectorAnswer] {
        let rate = try inputs.number("fee_rate")
        var (sums, fees) = (AverageCost(), Ratio.zero)
        var answers: [VectorAnswer] = []
        for (place, fill) in try inputs.fills("fills").enumerated() {
            try sums.count(fill)
            fees = try fees + fill.quantity * fill.price * rate
            let net = try inCoinDigits(sums.realised - fees)
            answers.append(VectorAnswer("after\(place + 1)", net))
        }
        return answers + [VectorAnswer("qty", sums.quantity)]
    }

    /// Average cost beside exchange-core, which books no profit before a position is closed.
    private static let bothDefinitions: @Sendable (VectorInputs) throws -> [VectorAnswer] = {
        let fills = try $0.fills("fills")
        guard let last = fills.last else { throw VectorFault("'fills' is empty") }
        var (sums, deferred) = (AverageCost(), DeferredProfit())
        for fill in fills {
            try deferred.count(fill, held: sums.quantity)
            try sums.count(fill)
        }
        let equity = try sums.realised + sums.quantity * last.price - sums.cost
        return [
            VectorAnswer("average_cost_realized", sums.realised),
            VectorAnswer(
                "average_cost_entry",
                sums.quantity.sign == 0 ? .zero : try sums.cost / sums.quantity),
            VectorAnswer("exchange_core_realized", deferred.realised),
            VectorAnswer("exchange_core_open_price_sum", deferred.openSum),
            VectorAnswer("equity_at_\(last.price.text(decimals: 18) ?? "")", equity),
        ]
    }

    /// The greater side is what must be there: a position and what may be added to it.
    private static let pendingOrders: @Sendable (VectorInputs) throws -> [VectorAnswer] = {
        let position = try $0.signedLots("position")
        let added = try $0.signedLots("new")
        var buying = try $0.numberOrZero("pending_buy")
        var selling = try $0.numberOrZero("pending_sell")
        let current = try LotTable.margin(position, buying: buying, selling: selling)
        if added.sign > 0 { buying = try buying + added } else { selling = try selling - added }
        let next = try LotTable.margin(position, buying: buying, selling: selling)
        let extra = try Ratio.greater(.zero, next.required - current.required)
        return [
            VectorAnswer("current", current.required), VectorAnswer("buy_side", next.buy),
            VectorAnswer("sell_side", next.sell), VectorAnswer("extra_required", extra),
        ]
    }
}

/// What exchange-core's own tests trade with, which its rows do not repeat.
private enum LotTable {
    /// Of a lot.
    static let makerFee = Ratio(2)
    static let takerFee = Ratio(3)
    static let buyMargin = Ratio(2200)
    static let sellMargin = Ratio(3210)

    /// What each side of a position with these orders asks for.
    static func margin(
        _ position: Ratio, buying: Ratio, selling: Ratio
    ) throws -> (buy: Ratio, sell: Ratio, required: Ratio) {
        let buy = try buyMargin * (buying + position)
        let sell = try sellMargin * (selling - position)
        return (buy, sell, try .greater(buy, sell))
    }

    /// A spot order of 1,731 lots that is held for at a reserve price and filled as a maker's:
    /// scale 10,000, fees of 700 and 1,900 a lot.
    static func spotBuy(_ balance: Ratio) throws -> [VectorAnswer] {
        let (lots, maker, taker) = (Ratio(1731), Ratio(700), Ratio(1900))
        let (reserved, traded) = (Ratio(115_530_000), Ratio(115_000_000))
        return [
            VectorAnswer("after_hold", try balance - lots * (reserved + taker)),
            VectorAnswer("after_fill", try balance - lots * (traded + maker)),
            VectorAnswer("seller_quote", try lots * (traded - taker)),
            VectorAnswer("fees", try lots * (maker + taker)),
        ]
    }
}

/// Profit at average cost, exactly: a flip closes first and opens then.
private struct AverageCost {
    /// Signed.
    var quantity = Ratio.zero
    /// Of the quantity's sign.
    var cost = Ratio.zero
    var realised = Ratio.zero

    mutating func count(_ fill: VectorFill) throws {
        let signed = try fill.side.sign * fill.quantity
        let after = try quantity + signed
        if quantity.sign == 0 || quantity.sign == signed.sign {
            cost = try cost + signed * fill.price
        } else if after.sign == quantity.sign {
            let closed = try -cost * signed / quantity
            realised = try realised - signed * fill.price - closed
            cost = try cost - closed
        } else {
            realised = try realised + quantity * fill.price - cost
            cost = try after * fill.price
        }
        quantity = after
    }
}

/// Profit as exchange-core books it: nothing before a position is closed.
private struct DeferredProfit {
    var realised = Ratio.zero
    /// What was paid for the position less what part of it was sold for.
    var openSum = Ratio.zero

    /// Counts a fill of a position that holds a signed quantity.
    mutating func count(_ fill: VectorFill, held: Ratio) throws {
        let signed = try fill.side.sign * fill.quantity
        let after = try held + signed
        if held.sign == 0 || held.sign == signed.sign {
            openSum = try openSum + fill.quantity * fill.price
        } else if after.sign == held.sign {
            openSum = try openSum - fill.quantity * fill.price
        } else {
            let closing = try held.magnitude * fill.price
            realised = try realised + Ratio(Int128(held.sign)) * (closing - openSum)
            openSum = try after.magnitude * fill.price
        }
    }
}

/// A fill as a row writes it: a side, a quantity, a price.
struct VectorFill {
    let side: PositionSide
    let quantity: Ratio
    let price: Ratio

    /// `["B", "12", "100.0"]`, `"B 12@100"` or `"long 0.001 @50000"`.
    init(_ value: VectorValue, _ name: String) throws {
        var cells = value.list ?? []
        if let text = value.text {
            cells = text.split { $0 == " " || $0 == "@" }.map { .text(String($0)) }
        }
        guard cells.count == 3, let word = cells[0].text else {
            throw VectorFault("a fill in '\(name)' is not a side, a quantity and a price")
        }
        side = try VectorInputs.side(word, name)
        quantity = try VectorInputs.number(cells[1], name)
        price = try VectorInputs.number(cells[2], name)
        guard quantity.sign > 0, price.sign >= 0 else {
            throw VectorFault("a fill in '\(name)' is of nothing, or its price is below zero")
        }
    }
}

extension VectorInputs {
    func fills(_ name: String) throws -> [VectorFill] {
        try list(name).map { try VectorFill($0, name) }
    }

    /// A fill that is the whole of an input.
    func fill(_ name: String) throws -> VectorFill { try VectorFill(.text(try text(name)), name) }

    /// `flat`, or a side and so many lots, as a signed number.
    func signedLots(_ name: String) throws -> Ratio {
        let words = try text(name).split(separator: " ")
        if words == ["flat"] { return .zero }
        guard words.count == 2 else { throw VectorFault("'\(name)' is not a side and a number") }
        let lots = try Self.number(.text(String(words[1])), name)
        return try Self.side(String(words[0]), name).sign * lots
    }

    /// What so many contracts are worth in the coin.
    func coinValue(at price: String) throws -> Ratio {
        try Contract.inverse.value(of: number("contracts"), at: positive(price))
    }

    func marginAtRate(_ rate: String) throws -> Ratio {
        try number("qty") * number("price") * number(rate)
    }
}
