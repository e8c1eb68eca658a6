internal import Domain
internal import Trading

// Prices of liquidation and bankruptcy, by each venue's definition.
extension MarginFormulas {
    static let liquidations: [MarginFormula] = [
        MarginFormula("liquidation_price_isolated_linear", "binance", compute: binanceIsolated),
        MarginFormula("liquidation_price_isolated_linear", "bybit") {
            try bybitIsolated(.linear, "qty", $0)
        },
        MarginFormula("liquidation_price_isolated_inverse", "bybit") {
            try bybitIsolated(.inverse, "contracts", $0)
        },
        MarginFormula("liquidation_price_isolated_linear", "okx") { inputs in
            let position = try inputs.position(.linear, "qty")
            let price = try Liquidation.price(
                of: position,
                collateral: position.initialMargin(leverage: inputs.number("leverage")),
                MaintenanceLine(rate: inputs.number("mmr")), fee: inputs.number("taker"))
            return [VectorAnswer("lp", price)]
        },
        MarginFormula("liquidation_price_isolated_linear", "mcs") { inputs in
            // Margined in the coin: the price does not depend on how much there is.
            let position = try OpenPosition(
                .inverse, inputs.side(), quantity: .one, entry: inputs.positive("entry"))
            return [VectorAnswer("lp", try priceLosingBuffer(position, inputs).price)]
        },
        MarginFormula("liquidation_price_cross_linear", "binance") { inputs in
            let collateral = try Liquidation.crossCollateral(
                wallet: inputs.number("wb"), otherProfit: inputs.number("upnl1"),
                otherMaintenance: inputs.number("tmm1"))
            let price = try Liquidation.price(
                of: inputs.position(.linear, "qty"), collateral: collateral, inputs.line())
            return [VectorAnswer("lp", price)]
        },
        MarginFormula("liquidation_price_cross_linear", "torchtrade", compute: besideOthers),
        MarginFormula("liquidation_price_cross_inverse", "bybit") { inputs in
            let price = try Liquidation.priceWithFeeAtBankruptcy(
                of: inputs.position(.inverse, "contracts"), balance: inputs.number("balance"),
                rate: inputs.number("mmr"), fee: inputs.number("taker"))
            let onTick = try Liquidation.roundedSooner(
                price, inputs.side(), tick: inputs.positive("tick"))
            return [VectorAnswer("lp", onTick)]
        },
        MarginFormula("bankruptcy_price_inverse", "bybit") { inputs in
            let price = try Liquidation.bankruptcyPrice(
                of: inputs.position(.inverse, "contracts"), collateral: inputs.number("balance"),
                fee: inputs.number("taker"))
            return [VectorAnswer("bp", price)]
        },
    ]

    private static let binanceIsolated: @Sendable (VectorInputs) throws -> [VectorAnswer] = {
        let position = try $0.position(.linear, "qty")
        guard $0.has("wallet") else {
            let wallet = try $0.number($0.has("isolated_wallet") ? "isolated_wallet" : "wb")
            let price = try Liquidation.price(of: position, collateral: wallet, $0.line())
            return [VectorAnswer("lp", price)]
        }
        let (wallet, tiers) = (try $0.number("wallet"), try SourceTables.bitcoinTiers())
        let atEntry = try tiers.tier(ofValue: position.entryValue).line
        return [
            VectorAnswer(
                "lp_entry_tier",
                try Liquidation.price(of: position, collateral: wallet, atEntry)),
            VectorAnswer(
                "lp_true", try Liquidation.price(of: position, collateral: wallet, tiers)),
        ]
    }

    private static func bybitIsolated(
        _ contract: Contract, _ quantity: String, _ inputs: VectorInputs
    ) throws -> [VectorAnswer] {
        let position = try inputs.position(contract, quantity)
        let (price, initial, maintenance) = try priceLosingBuffer(position, inputs)
        return [
            VectorAnswer("value", position.entryValue), VectorAnswer("im", initial),
            VectorAnswer("mm", maintenance), VectorAnswer("lp", price),
        ]
    }

    /// Both margins are of the value at entry.
    private static func priceLosingBuffer(
        _ position: OpenPosition, _ inputs: VectorInputs
    ) throws -> (price: Ratio, initial: Ratio, maintenance: Ratio) {
        let initial = try position.initialMargin(leverage: inputs.number("leverage"))
        let line = MaintenanceLine(rate: try inputs.number("mmr"))
        let maintenance = try line.maintenance(ofValue: position.entryValue)
        let price = try Liquidation.price(of: position, losing: initial - maintenance)
        return (price, initial, maintenance)
    }

    /// Equity at a mark beside the maintenance of other positions; `naive` forgets those.
    private static let besideOthers: @Sendable (VectorInputs) throws -> [VectorAnswer] = {
        let position = try OpenPosition(
            .linear, $0.side(), quantity: $0.positive("qty"), entry: $0.positive("mark"))
        let line = MaintenanceLine(rate: try $0.number("mmr"))
        let equity = try $0.number("equity")
        let collateral = try Liquidation.crossCollateral(
            wallet: equity, otherProfit: .zero, otherMaintenance: $0.number("other_maintenance"))
        return [
            VectorAnswer(
                "lp", try Liquidation.price(of: position, collateral: collateral, line)),
            VectorAnswer(
                "naive", try Liquidation.price(of: position, collateral: equity, line)),
        ]
    }
}
