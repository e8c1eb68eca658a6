internal import Domain
internal import Trading
internal import Wire

/// A result of a vector, by the name the file expects it under.
struct VectorAnswer {
    /// What it is.
    enum Value {
        case number(Ratio)
        case text(String)
    }

    let name: String
    let value: Value

    init(_ name: String, _ number: Ratio) {
        self.name = name
        value = .number(number)
    }

    init(_ name: String, text: String) {
        self.name = name
        value = .text(text)
    }
}

/// How one kind is computed under one or more models.
struct MarginFormula {
    let kind: String
    let models: [String]
    /// Throws ``VectorFault``, `ArithmeticFault` or `TierFault`.
    let compute: @Sendable (VectorInputs) throws -> [VectorAnswer]

    init(
        _ kind: String, _ models: String...,
        compute: @escaping @Sendable (VectorInputs) throws -> [VectorAnswer]
    ) {
        self.kind = kind
        self.models = models
        self.compute = compute
    }
}

/// Every kind and model that is known.
enum MarginFormulas {
    static let all = entries + requirements + liquidations + settlements + tiers + engines

    /// The formula of a kind under a model.
    ///
    /// - Throws: which of the two is not known.
    static func formula(_ kind: String, _ model: String) throws(VectorFault) -> MarginFormula {
        let ofKind = all.filter { $0.kind == kind }
        guard !ofKind.isEmpty else {
            let nearest = NearestName.of(kind, among: all.map(\.kind))
            let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
            throw VectorFault("the kind '\(kind)' is not known\(hint)")
        }
        guard let formula = ofKind.first(where: { $0.models.contains(model) }) else {
            let known = ofKind.flatMap(\.models).joined(separator: ", ")
            throw VectorFault("'\(kind)' has no model '\(model)'; known are: \(known)")
        }
        return formula
    }

    /// The results of a vector.
    ///
    /// - Throws: why there are none.
    static func answers(to vector: MarginVector) throws(VectorFault) -> [VectorAnswer] {
        let formula = try formula(vector.kind, vector.model)
        do {
            return try formula.compute(vector.inputs)
        } catch let fault as ArithmeticFault {
            throw VectorFault(fault)
        } catch let fault as VectorFault {
            throw fault
        } catch let fault as TierFault {
            throw VectorFault(fault)
        } catch {
            throw VectorFault("\(error)")
        }
    }
}

extension VectorInputs {
    /// The position they tell of: `side`, `entry`, and its size under the name `quantity`.
    func position(_ contract: Contract, _ quantity: String) throws -> OpenPosition {
        try OpenPosition(
            contract, side(), quantity: positive(quantity), entry: positive("entry"))
    }

    /// What closing the position they tell of gains at a price; nothing for a quantity of zero.
    func profit(_ contract: Contract, _ quantity: String, at price: String) throws -> Ratio {
        guard try number(quantity).sign != 0 else { return .zero }
        return try position(contract, quantity).profit(at: number(price))
    }

    /// A size without its sign, as formulas of margin take it.
    func size(_ name: String) throws -> Ratio { try number(name).magnitude }

    /// A number that must be more than zero.
    func positive(_ name: String) throws -> Ratio {
        let number = try number(name)
        guard number.sign > 0 else { throw VectorFault("'\(name)' is not above zero") }
        return number
    }

    /// The trades in `fills`, as quantity and price.
    func trades() throws -> [SizedPrice] {
        let rows = try rows("fills", of: 2)
        guard !rows.isEmpty, rows.allSatisfy({ $0[0].sign > 0 && $0[1].sign > 0 }) else {
            throw VectorFault("'fills' has a fill of nothing, or none")
        }
        return rows.map { SizedPrice(quantity: $0[0], price: $0[1]) }
    }
}

// MARK: - Entries and unrealised profit

extension MarginFormulas {
    fileprivate static let entries: [MarginFormula] = [
        MarginFormula("average_entry_linear", "bybit") { try averageEntry(.linear, $0) },
        MarginFormula("average_entry_inverse", "bybit") { try averageEntry(.inverse, $0) },
        MarginFormula("unrealized_pnl_linear", "binance", "bybit", "nautilus") { inputs in
            [VectorAnswer("upnl", try inputs.profit(.linear, "qty", at: "mark"))]
        },
    ]

    private static func averageEntry(
        _ contract: Contract, _ inputs: VectorInputs
    ) throws -> [VectorAnswer] {
        // An average is the same for either side.
        let position = try OpenPosition(contract, .long, of: inputs.trades())
        return [
            VectorAnswer("aep", try position.averageEntry()),
            VectorAnswer("qty", position.quantity), VectorAnswer("value", position.entryValue),
        ]
    }
}

// MARK: - What must be there

extension MarginFormulas {
    fileprivate static let requirements: [MarginFormula] = [
        MarginFormula("initial_margin_linear", "okx") { inputs in
            let value = try Contract.linear.value(
                of: inputs.size("contracts") * inputs.number("face"), at: inputs.number("mark"))
            return [VectorAnswer("im", try value / inputs.number("leverage"))]
        },
        MarginFormula("initial_margin_inverse", "okx") { inputs in
            let value = try Contract.inverse.value(
                of: inputs.size("contracts") * inputs.number("face_usd"),
                at: inputs.number("price"))
            return [VectorAnswer("im", try value / inputs.number("leverage"))]
        },
        MarginFormula("maintenance_margin_linear", "binance") { inputs in
            let value = try Contract.linear.value(
                of: inputs.size("qty"), at: inputs.number("mark"))
            return [VectorAnswer("mm", try inputs.line().maintenance(ofValue: value))]
        },
        MarginFormula("maintenance_margin_linear", "general") { inputs in
            let value = try inputs.number("notional")
            return [VectorAnswer("mm", try inputs.line().maintenance(ofValue: value))]
        },
        MarginFormula("maintenance_margin_linear", "bybit") { try inTiers(.linear, "qty", $0) },
        MarginFormula("maintenance_margin_inverse", "bybit") {
            try inTiers(.inverse, "contracts", $0)
        },
        MarginFormula("position_margin_linear", "bybit") { inputs in
            let position = try inputs.position(.linear, "qty")
            let margin = try position.initialMargin(leverage: inputs.number("leverage"))
            let bankruptcy = try Liquidation.bankruptcyPrice(of: position, collateral: margin)
            let fee = try position.value(at: bankruptcy) * inputs.number("taker")
            let roi = try inputs.number("upnl") / (margin + fee) * Ratio(100)
            return [
                VectorAnswer("im", margin), VectorAnswer("fee_to_close", fee),
                VectorAnswer("roi_pct", roi),
            ]
        },
    ]

    private static func inTiers(
        _ contract: Contract, _ quantity: String, _ inputs: VectorInputs
    ) throws -> [VectorAnswer] {
        let value = try contract.value(
            of: inputs.positive(quantity), at: inputs.positive("entry"))
        var (caps, rates): ([Money], [Rate]) = ([], [])
        for row in try inputs.rows("tiers", of: 2) {
            caps.append(try row[0].exactMoney())
            rates.append(try row[1].exactRate())
        }
        return [
            VectorAnswer("value", value),
            VectorAnswer("im", try value / inputs.number("leverage")),
            VectorAnswer(
                "mm", try MarginTiers(caps: caps, rates: rates).maintenance(ofValue: value)),
        ]
    }
}

extension VectorInputs {
    /// The maintenance line that `mmr` and `cum` make.
    func line() throws -> MaintenanceLine {
        MaintenanceLine(rate: try number("mmr"), deduction: try number("cum"))
    }
}

extension Ratio {
    /// The amount, where money can say it.
    func exactMoney() throws -> Money {
        guard try isWhole(decimals: Money.decimals) else {
            throw VectorFault("an amount has more than \(Money.decimals) decimals")
        }
        return Money(raw: try mantissa(decimals: Money.decimals, rounded: .towardZero))
    }

    /// The rate, where a rate can say it.
    func exactRate() throws -> Rate {
        let mantissa = try mantissa(decimals: Rate.decimals, rounded: .towardZero)
        guard try isWhole(decimals: Rate.decimals), let raw = Int64(exactly: mantissa) else {
            throw VectorFault("a rate is beyond \(Rate.decimals) decimals or too large")
        }
        return Rate(raw: raw)
    }
}
