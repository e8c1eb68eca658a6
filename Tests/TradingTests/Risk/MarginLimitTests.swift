import Domain
import Testing
import Trading

/// The limits of the 13th and the 19th check for contracts: how much maintenance may take, how near
/// liquidation may be, which leverage the venue gives, what is set aside on top. All numbers were
/// reckoned by hand: maintenance is 1 % of the value up to 1000, 2 % less 10 above.
@Suite struct MarginLimitTests {
    private func world(
        usdt: String, leverage: UInt16 = 10, _ mode: MarginMode = .cross,
        _ adjust: (inout RiskLimits) -> Void
    ) -> RiskWorld {
        var world = RiskWorld(usdt: usdt, btc: "0", adjust)
        world.margin(leverage: leverage, mode)
        return world
    }

    private func buy(_ name: String, _ quantity: String, leg: PositionLeg = .net) -> OrderRequest {
        RiskWorld.order(name, .buy, quantity, at: "100", leg: leg)
    }

    private func sell(_ name: String, _ quantity: String, leg: PositionLeg = .net) -> OrderRequest {
        RiskWorld.order(name, .sell, quantity, at: "100", leg: leg)
    }

    // MARK: - What a market order is sized by

    /// What a market order of one contract sets aside.
    private func reserved(_ side: Side, mark: Int64, bid: Int64, ask: Int64) -> String {
        var world = world(usdt: "100000") { _ in }
        let told = Mark(
            instrument: RiskWorld.contract, price: MarkPrice(raw: Int128(mark) * Money.one),
            time: world.scenario.time, bid: Price(mantissa: bid * 100),
            ask: Price(mantissa: ask * 100))
        _ = world.scenario.feed(.mark(told))
        return world.submit(RiskWorld.order("a1", side, "1"))
    }

    @Test func aMarketOrderIsSizedByTheVenuesMarkOrTheBestPriceThatItMeetsWhicheverIsDearer() {
        let atAsk = reserved(.buy, mark: 100, bid: 99, ask: 100)
        #expect(atAsk.hasPrefix("intended "))
        #expect(reserved(.buy, mark: 50, bid: 49, ask: 100) == atAsk)
        #expect(reserved(.buy, mark: 100, bid: 49, ask: 50) == atAsk)
        #expect(reserved(.sell, mark: 50, bid: 100, ask: 101) == atAsk)
        #expect(reserved(.sell, mark: 100, bid: 50, ask: 51) == atAsk)
        // Nobody stands on the other side: the mark alone.
        #expect(reserved(.buy, mark: 100, bid: 49, ask: 0) == atAsk)
    }

    // MARK: - Margin ratio

    @Test func maintenanceMayTakeNoMoreThanItsShareOfTheMarginBalance() {
        var world = world(usdt: "100") { $0.marginRatioMax = .basisPoints(500) }
        // 5.01 of 100 and 5 of 100.
        #expect(world.submit(buy("a1", "5.010")) == "denied marginRatioOverLimit 0.0501 / 0.05")
        #expect(world.submit(buy("a2", "5")) == "intended 50.5")
        // What works may trade as well: 5 and 0.05.
        #expect(world.submit(buy("a3", "0.050")) == "denied marginRatioOverLimit 0.0505 / 0.05")
        // The other side makes it no larger than 5.
        #expect(world.submit(sell("b1", "4")) == "intended 40.4")
    }

    @Test func aLossOfThePositionTakesFromTheMarginBalance() {
        var world = world(usdt: "100") { $0.marginRatioMax = .basisPoints(1000) }
        world.trade(buy("a1", "4"), at: "100")
        world.quote(90)
        // 1 more at 100 is worth 90: 4.5 of 100 − 40 − 10 are 9 %; 1.3 more: 4.77 of 47.
        #expect(world.submit(buy("a2", "1.300")).hasPrefix("denied marginRatioOverLimit 0.10148"))
        #expect(world.submit(buy("a3", "1")) == "intended 10.1")
    }

    @Test func inACrossAccountTheOtherPositionNeedsItsMaintenanceToo() {
        var world = world(usdt: "100") { $0.marginRatioMax = .basisPoints(500) }
        world.trade(sell("s1", "3", leg: .short), at: "100")
        #expect(
            world.submit(buy("a1", "2.010", leg: .long))
                == "denied marginRatioOverLimit 0.0501 / 0.05")
        #expect(world.submit(buy("a2", "2", leg: .long)) == "intended 20.2")
    }

    @Test func andItsLossIsGoneFromTheMarginBalance() {
        var world = world(usdt: "100") { $0.marginRatioMax = .basisPoints(1000) }
        world.trade(sell("s1", "3", leg: .short), at: "100")
        world.quote(110)
        // The short of 3 has lost 30 and needs 3.3: 3.3 + 3.707 of 70, and 3.3 + 3.696.
        func order(_ name: String, _ quantity: String) -> OrderRequest {
            RiskWorld.order(name, .buy, quantity, at: "110", leg: .long)
        }
        #expect(
            world.submit(order("a1", "3.370")) == "denied marginRatioOverLimit 0.1001 / 0.1")
        #expect(world.submit(order("a3", "3.360")) == "intended 37.3296")
    }

    @Test func maintenanceIsThatOfTheTierOfTheValue() {
        var world = world(usdt: "500", leverage: 5) { $0.marginRatioMax = .basisPoints(600) }
        // 2001 × 2 % − 10 = 30.02 of 500; at 2000 it is 30.
        #expect(world.submit(buy("a1", "20.010")) == "denied marginRatioOverLimit 0.06004 / 0.06")
        #expect(world.submit(buy("a2", "20")) == "intended 402")
    }

    @Test func anIsolatedPositionHasItsOwnMarginAlone() {
        // 1 % of the value behind which stand 10 % of it, however much the account has.
        var world = world(usdt: "100000", .isolated) { $0.marginRatioMax = .basisPoints(999) }
        #expect(world.submit(buy("a1", "1")) == "denied marginRatioOverLimit 0.1 / 0.0999")
        world.set { $0.marginRatioMax = .basisPoints(1000) }
        #expect(world.submit(buy("a2", "1")) == "intended 10.1")
    }

    // MARK: - Liquidation distance

    @Test func liquidationOfALongStaysAsFarBelowTheMarkAsItMust() {
        var world = world(usdt: "100") { $0.liquidationDistanceMin = .basisPoints(5000) }
        // 100 + 1.99 (P − 100) = 0.0199 P: P = 99 ÷ 1.9701.
        #expect(
            world.submit(buy("a1", "1.990"))
                == "denied liquidationTooNear 0.497487437185929648 / 0.5")
        // 98 ÷ 1.9602 = 49.99…
        #expect(world.submit(buy("a2", "1.980")) == "intended 19.998")
    }

    @Test func liquidationOfAShortStaysAsFarAboveTheMarkAsItMust() {
        var world = world(usdt: "100") { $0.liquidationDistanceMin = .basisPoints(5000) }
        // 100 − 1.95 (P − 100) = 0.0195 P: P = 295 ÷ 1.9695 = 149.78…
        #expect(
            world.submit(sell("a1", "1.950"))
                == "denied liquidationTooNear 0.497842091901497842 / 0.5")
        // 294 ÷ 1.9594 = 150.04…
        #expect(world.submit(sell("a2", "1.940")) == "intended 19.594")
    }

    @Test func aLongThatIsCoveredWholeHasNoLiquidation() {
        var world = world(usdt: "100") { $0.liquidationDistanceMin = Rate(raw: .max) }
        #expect(world.submit(buy("a1", "1")) == "intended 10.1")
        // Nothing covers a short whole.
        #expect(world.submit(sell("a2", "0.100")).hasPrefix("denied liquidationTooNear"))
    }

    @Test func anIsolatedPositionIsAsFarFromLiquidationAsItsLeverageLets() {
        var world = world(usdt: "1000", .isolated) { $0.liquidationDistanceMin = .basisPoints(910) }
        // 10 + P − 100 = 0.01 P: P = 90 ÷ 0.99, a distance of 1 ÷ 11.
        #expect(
            world.submit(buy("a1", "1"))
                == "denied liquidationTooNear 0.090909090909090909 / 0.091")
        world.set { $0.liquidationDistanceMin = .basisPoints(909) }
        #expect(world.submit(buy("a2", "1")) == "intended 10.1")
        world.margin(leverage: 5, .isolated)
        world.set { $0.liquidationDistanceMin = .basisPoints(1900) }
        #expect(world.submit(buy("a3", "1")) == "intended 20.1")
    }

    // MARK: - The venue's brackets

    @Test func theVenueGivesLessLeverageToWhatIsLarger() {
        var world = world(usdt: "100000") { _ in }
        #expect(world.submit(buy("a1", "10")) == "intended 101")
        // All that works counts: 1005 is in the second bracket.
        #expect(world.submit(buy("a2", "0.050")) == "denied leverageOverBracket 10 / 5")
        // The other side is another matter: 10 sold would be 1000.
        #expect(world.submit(sell("b1", "10")) == "intended 101")
        #expect(world.submit(sell("b2", "0.050")) == "denied leverageOverBracket 10 / 5")
        world.margin(leverage: 5)
        #expect(world.submit(buy("a3", "0.050")) == "intended 1.005")
    }

    @Test func beyondTheLastBracketThereIsNoOrder() {
        var world = world(usdt: "1000000", leverage: 1) { _ in }
        world.quote(3000)
        let order = RiskWorld.order("a1", .buy, "33.330", at: "3000")
        #expect(world.submit(order).hasPrefix("intended"))
        let beyond = RiskWorld.order("a2", .buy, "0.020", at: "3000")
        #expect(world.submit(beyond) == "denied leverageOverBracket 1 / 0")
    }

    // MARK: - Buffers

    @Test func feesAndFundingAreSetAsideOnTopOfTheMargin() {
        func world(_ usdt: String) -> RiskWorld {
            self.world(usdt: usdt) {
                $0.feeBuffer = .basisPoints(100)
                $0.fundingBuffer = .basisPoints(200)
            }
        }
        // A tenth of 100, and 3 % of 100 on top; a thousandth of it all for the fee, leverage-fold.
        var enough = world("13.13")
        #expect(enough.submit(buy("a1", "1")) == "intended 13.13")
        var short = world("13.129999999999999999")
        #expect(
            short.submit(buy("a1", "1"))
                == "denied bufferInsufficient 13.129999999999999999 / 13.13")
        // Without the buffers it needs 10.1, which is another denial.
        var poor = world("10.099999999999999999")
        #expect(
            poor.submit(buy("a1", "1"))
                == "denied marginInsufficient 10.099999999999999999 / 10.1")
    }

    // MARK: - What closes

    @Test func whatOnlyClosesPassesWhateverTheMarginIs() {
        var world = world(usdt: "100") { _ in }
        world.trade(buy("a1", "5"), at: "100")
        world.set {
            $0.marginRatioMax = .zero
            $0.liquidationDistanceMin = Rate(raw: .max)
            $0.feeBuffer = .basisPoints(10_000)
        }
        world.quote(81)
        #expect(world.submit(buy("a2", "0.100")).hasPrefix("denied"))
        let close = RiskWorld.order("a3", .sell, "5", at: "81", isReduceOnly: true)
        #expect(world.submit(close) == "intended 0")
    }
}
