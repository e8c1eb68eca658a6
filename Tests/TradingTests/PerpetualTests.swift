import Containers
import Domain
import Testing
import Trading

@Suite struct PerpetualTests {
    private func money(_ text: String) -> Money { Decimals.money(Substring(text)) }

    @Test func anOrderSetsAsideMarginAndTheHighestFeeAndAFillTurnsItIntoMarginOfThePosition() {
        var desk = PerpetualDesk()
        // 2 BTC at 30000: 60000 ÷ 10 and 5 bp of 60000.
        #expect(desk.submit("a", .buy, 2_000, at: 300_000) == "intended 6030")
        #expect(desk.balance("USDT").reserved == money("6030"))
        desk.fill("a", .buy, 500, at: 299_000, fee: "5.98")
        // A quarter: 14950 ÷ 10 is held, three quarters of the margin are still set aside.
        #expect(desk.position().margin == money("1495"))
        #expect(desk.balance("USDT").margin == money("1495"))
        #expect(desk.balance("USDT").reserved == money("4522.5"))
        #expect(desk.balance("USDT").total == money("99994.02"))
        desk.fill("a", .buy, 1_500, at: 300_000)
        #expect(desk.balance("USDT").reserved == .zero)
        #expect(desk.position().margin == money("5995"))
        #expect(desk.position().quantity == money("2"))
        #expect(desk.position().cost == money("59950"))
        // The base currency is never touched by a linear contract.
        #expect(desk.balance("BTC").total == money("10"))
    }

    @Test func marginIsRoundedUpAndOfTheMarkWhereThatIsDearer() {
        var desk = PerpetualDesk(leverage: 7)
        // 30 ÷ 7 = 4.285714285714285714…, and 5 bp of 30.
        #expect(desk.submit("a", .buy, 1, at: 300_000) == "intended 4.300714285714285715")
        desk.feed(.marginTerms(PerpetualDesk.terms(PerpetualDesk.linear, 10)))
        desk.mark(PerpetualDesk.linear, "31000")
        // A sell at 30000 may trade at 31000: 62000 ÷ 10 and 5 bp.
        #expect(desk.submit("b", .sell, 2_000, at: 300_000) == "intended 6231")
        // An inverse buy may trade lower, where it is worth more: 200 × 100 ÷ 40000 ÷ 7, and 5 bp.
        desk.mark(PerpetualDesk.inverse, "40000")
        #expect(
            desk.submit("c", .buy, 200, at: 500_000, of: PerpetualDesk.inverse)
                == "intended 0.071678571428571429")
    }

    @Test func aPartialCloseRealisesItsShareAndGivesItsMarginBack() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 2_000, at: 300_000)
        desk.fill("a", .buy, 2_000, at: 300_000)
        desk.submit("b", .sell, 500, at: 310_000)
        desk.fill("b", .sell, 500, at: 310_000, fee: "6.2")
        #expect(desk.position().realised == money("500"))
        #expect(desk.position().margin == money("4500"))
        #expect(desk.balance("USDT").total == money("100493.8"))
        #expect(desk.balance("USDT").profit == money("500"))
        #expect(desk.balance("USDT").fees == money("-6.2"))
        let capital = desk.core.state.capital(
            PerpetualDesk.account, StrategyID(1), asset("USDT"))
        #expect(capital.gained == money("493.8"))
    }

    @Test func aFlipClosesFirstAndOpensThen() {
        var desk = PerpetualDesk()
        desk.submit("a", .sell, 1_000, at: 300_000)
        desk.fill("a", .sell, 1_000, at: 300_000)
        #expect(desk.position().cost == money("-30000"))
        desk.submit("b", .buy, 3_000, at: 290_000)
        desk.fill("b", .buy, 3_000, at: 290_000)
        #expect(desk.position().quantity == money("2"))
        #expect(desk.position().cost == money("58000"))
        #expect(desk.position().realised == money("1000"))
        #expect(desk.position().margin == money("5800"))
    }

    @Test func anInverseContractIsHeldAndSettledInTheCoin() {
        var desk = PerpetualDesk()
        // 200 contracts of 100 at 50000: 0.4 BTC, a tenth of it and 5 bp.
        #expect(
            desk.submit("a", .sell, 200, at: 500_000, of: PerpetualDesk.inverse)
                == "intended 0.0402")
        desk.fill("a", .sell, 200, at: 500_000, of: PerpetualDesk.inverse)
        let short = desk.position(PerpetualDesk.inverse)
        #expect(short.quantity == money("-200"))
        // Of the opposite sign of the quantity: a gain is value less cost.
        #expect(short.cost == money("0.4"))
        #expect(short.margin == money("0.04"))
        desk.submit("b", .buy, 200, at: 400_000, of: PerpetualDesk.inverse, reduceOnly: true)
        desk.fill("b", .buy, 200, at: 400_000, of: PerpetualDesk.inverse)
        // A short gains when the coin falls: 0.5 − 0.4 BTC.
        #expect(desk.position(PerpetualDesk.inverse).realised == money("0.1"))
        #expect(desk.balance("BTC").total == money("10.1"))
        #expect(desk.balance("BTC").margin == .zero)
        #expect(desk.balance("USDT").total == money("100000"))
    }

    @Test func inHedgeModeTheLegsAreKeptApart() {
        var desk = PerpetualDesk()
        desk.submit("l", .buy, 1_000, at: 300_000, leg: .long)
        desk.fill("l", .buy, 1_000, at: 300_000, leg: .long)
        desk.submit("s", .sell, 400, at: 300_000, leg: .short)
        desk.fill("s", .sell, 400, at: 300_000, leg: .short)
        #expect(desk.position(leg: .long).quantity == money("1"))
        #expect(desk.position(leg: .short).quantity == money("-0.4"))
        #expect(desk.balance("USDT").margin == money("4200"))
    }

    @Test func whatIsPaidForOneLegIsPaidByWhoHoldsIt() {
        var desk = PerpetualDesk()
        desk.submit("l", .buy, 1_000, at: 300_000, leg: .long)
        desk.fill("l", .buy, 1_000, at: 300_000, leg: .long)
        desk.submit("s", .sell, 400, at: 300_000, strategy: 2, leg: .short)
        desk.fill("s", .sell, 400, at: 300_000, leg: .short)
        let events = desk.feed(
            .funding(
                FundingNotice(
                    id: identifier("f1"), account: PerpetualDesk.account,
                    instrument: PerpetualDesk.linear, leg: .long, asset: asset("USDT"),
                    amount: money("-6"))))
        #expect(events.count == 1)
        #expect(desk.position(leg: .long).fundingPaid == money("6"))
        #expect(desk.position(strategy: 2, leg: .short).fundingPaid == .zero)
    }

    @Test func whatClosesAPositionSetsNothingAside() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.fill("a", .buy, 1_000, at: 300_000)
        #expect(
            desk.submit("b", .sell, 1_000, at: 310_000, reduceOnly: true) == "intended 0")
    }

    @Test func anOrderIsDeniedWithoutTermsAndBeyondWhatTheCapitalHas() {
        var desk = PerpetualDesk(leverage: nil)
        #expect(desk.submit("a", .buy, 1_000, at: 300_000) == "denied marginTermsMissing")
        desk.feed(.marginTerms(PerpetualDesk.terms(PerpetualDesk.linear, 1)))
        // 3 BTC at 33316.7: 99950.1 and 49.97505 of fees are 100000.07505.
        #expect(
            desk.submit("b", .buy, 3_000, at: 333_167)
                == "denied marginInsufficient 100000 / 100000.07505")
        #expect(desk.submit("c", .buy, 3_000, at: 333_166) == "intended 99999.7749")
    }

    @Test func fundingIsSharedByWhatEachStrategyHoldsToTheLastDigit() {
        var desk = PerpetualDesk()
        for (strategy, quantity) in [(1 as UInt32, 1 as Int64), (2, 1), (3, 1)] {
            desk.submit("o\(strategy)", .buy, quantity, at: 300_000, strategy: strategy)
            desk.fill("o\(strategy)", .buy, quantity, at: 300_000)
        }
        let notice = FundingNotice(
            id: identifier("f1"), account: PerpetualDesk.account,
            instrument: PerpetualDesk.linear, asset: asset("USDT"), amount: money("-0.01"))
        let shares = desk.feed(.funding(notice)).compactMap { event in
            if case .fundingApplied(let effect) = event { effect.share } else { nil }
        }
        #expect(
            shares == [
                money("-0.003333333333333333"), money("-0.003333333333333333"),
                money("-0.003333333333333334"),
            ])
        #expect(desk.balance("USDT").funding == money("-0.01"))
        #expect(desk.position(strategy: 3).fundingPaid == money("0.003333333333333334"))
        #expect(desk.feed(.funding(notice)).map(\.words) == ["refused repeated"])
        #expect(desk.balance("USDT").funding == money("-0.01"))
    }

    @Test func aLiquidationIsOfTheOneStrategyThatHoldsThePosition() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.fill("a", .buy, 1_000, at: 300_000)
        let events = desk.fill(
            "autoclose-1", .sell, 1_000, at: 270_000, fee: "13.5", cause: .liquidation)
        #expect(
            events.map(\.words) == [
                "!orderForeign", "fill 1 gains -3000", "!positionLiquidated",
            ])
        #expect(desk.position().quantity == .zero)
        #expect(desk.position().realised == money("-3000"))
        #expect(desk.balance("USDT").margin == .zero)
    }

    @Test func aPositionThatNoFillExplainsIsNobodysAndInEveryLimit() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.fill("a", .buy, 1_000, at: 300_000)
        let late = VenuePosition(
            account: PerpetualDesk.account, instrument: PerpetualDesk.linear,
            quantity: money("1.5"), cost: money("45100"),
            askedAt: desk.time.adding(nanoseconds: -1))
        #expect(desk.feed(.venuePosition(late)).map(\.words) == ["refused evidenceStands"])
        desk.feed(.clock)
        var venue = late
        venue.askedAt = desk.time
        #expect(
            desk.feed(.venuePosition(venue)).map(\.words) == ["!positionForeign", "adjusted 0.5"])
        #expect(desk.position(strategy: 0).quantity == money("0.5"))
        #expect(desk.position(strategy: 0).cost == money("15100"))
        #expect(desk.position(strategy: 0).margin == money("1510"))
        #expect(
            desk.core.state.exposure(PerpetualDesk.account, PerpetualDesk.linear).position
                == money("1.5"))
        venue.askedAt = desk.time
        #expect(desk.feed(.venuePosition(venue)) == [])
        // While it is not known what became of an order, its trades may be what is different.
        desk.submit("lost", .buy, 1_000, at: 300_000)
        let reference = OrderReference(
            account: PerpetualDesk.account, clientOrderID: identifier("lost"))
        desk.feed(
            .report(
                VenueReport(order: reference, content: .requestFailed(.place, .transport))))
        venue.quantity = money("2.5")
        venue.askedAt = desk.time
        #expect(desk.feed(.venuePosition(venue)).map(\.words) == ["refused evidenceStands"])
    }

    @Test func newLeverageChangesWhatOpenPositionsHold() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.fill("a", .buy, 1_000, at: 300_000)
        desk.feed(.marginTerms(PerpetualDesk.terms(PerpetualDesk.linear, 20)))
        #expect(desk.position().margin == money("1500"))
        #expect(desk.feed(.marginTerms(PerpetualDesk.terms(PerpetualDesk.linear, 20))) == [])
        #expect(
            desk.feed(.marginTerms(PerpetualDesk.terms(PerpetualDesk.linear, 0))).map(\.words)
                == ["refused marginTermsUnsound"])
    }

    @Test func twoStrategiesOnOppositeSidesAddUpToTheVenuesPosition() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000, strategy: 1)
        desk.fill("a", .buy, 1_000, at: 300_000)
        desk.submit("b", .sell, 400, at: 310_000, strategy: 2)
        desk.fill("b", .sell, 400, at: 310_000)
        let whole = desk.core.state.exposure(PerpetualDesk.account, PerpetualDesk.linear)
        #expect(whole.position == money("0.6"))
        #expect(desk.position(strategy: 1).realised == .zero)
    }

    @Test func theAccountsMarginIsToldFromMarksAndTheVenuesTable() throws {
        var desk = PerpetualDesk(usdt: "5000", isFurnished: false)
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.fill("a", .buy, 1_000, at: 300_000)
        let account = PerpetualDesk.account
        #expect(throws: MarginGap.markMissing(PerpetualDesk.linear)) {
            try desk.core.state.margin(of: account, in: asset("USDT"))
        }
        desk.mark(PerpetualDesk.linear, "29000")
        #expect(throws: MarginGap.tableMissing(PerpetualDesk.linear)) {
            try desk.core.state.margin(of: account, in: asset("USDT"))
        }
        desk.feed(
            .marginTable(
                MarginTable(
                    instrument: PerpetualDesk.linear,
                    brackets: [
                        MarginBracket(
                            cap: Money(units: 50_000), rate: .basisPoints(40), cumulative: .zero,
                            leverageMax: 125),
                        MarginBracket(
                            cap: Money(units: 250_000), rate: .basisPoints(50),
                            cumulative: Money(units: 50), leverageMax: 100),
                    ])))
        let margin = try desk.core.state.margin(of: account, in: asset("USDT"))
        #expect(margin.wallet == money("5000"))
        #expect(try margin.unrealised.money(rounded: .halfEven) == money("-1000"))
        #expect(try margin.maintenance.money(rounded: .halfEven) == money("116"))
        #expect(try margin.ratio?.money(rounded: .halfEven) == money("0.029"))
        #expect(margin.initial == money("3000"))
        // 5000 − 30000 + P = 0.004 P.
        let price = try #require(margin.positions.first?.liquidationPrice)
        #expect(Decimals.text(price.raw, 18) == "25100.401606425702811245")
    }

    private func table(_ id: InstrumentID) -> Input {
        let bracket = MarginBracket(
            cap: Money.Limits.amountMax, rate: .basisPoints(100), cumulative: .zero,
            leverageMax: 125)
        return .marginTable(MarginTable(instrument: id, brackets: [bracket]))
    }

    private func prices(_ desk: PerpetualDesk) throws -> [String] {
        try desk.core.state.margin(of: PerpetualDesk.account, in: asset("USDT")).positions
            .map { Decimals.text(($0.liquidationPrice ?? MarkPrice(raw: 0)).raw, 18) }
    }

    @Test func theLegsOfAHedgeStandBehindEachOther() throws {
        var desk = PerpetualDesk(usdt: "5000", isFurnished: false)
        desk.feed(table(PerpetualDesk.linear))
        desk.mark(PerpetualDesk.linear, "30000")
        desk.submit("l", .buy, 1_000, at: 300_000, leg: .long)
        desk.fill("l", .buy, 1_000, at: 300_000, leg: .long)
        desk.submit("s", .sell, 400, at: 300_000, leg: .short)
        desk.fill("s", .sell, 400, at: 300_000, leg: .short)
        desk.mark(PerpetualDesk.linear, "29000")
        // Long: 5000 + 400 − 116 + P − 30000 = 0.01 P. Short: 5000 − 1000 − 290 − 0.4 (P − 30000) =
        // 0.004 P. Each rounded to be met sooner.
        #expect(
            try prices(desk) == ["24965.656565656565656566", "38886.138613861386138613"])
    }

    @Test func whatIsIsolatedStandsBehindNothingElse() throws {
        var desk = PerpetualDesk(usdt: "10000", isFurnished: false)
        let ether = InstrumentID(2)
        desk.feed(
            .listing(
                Instrument(
                    id: ether, venue: VenueID(0), symbol: identifier("ETHUSDT"),
                    base: asset("ETH"), quote: asset("USDT"), priceDecimals: 1,
                    quantityDecimals: 3, tick: Price(mantissa: 1), lot: Quantity(mantissa: 1),
                    quantityMin: Quantity(mantissa: 1), quantityMax: Quantity(mantissa: 1_000_000),
                    notionalMin: .zero, contract: .linear, settle: asset("USDT"))))
        desk.feed(
            .marginTerms(
                MarginTerms(
                    account: PerpetualDesk.account, instrument: ether, mode: .isolated,
                    leverage: 10)))
        for (id, mark) in [(PerpetualDesk.linear, "30000"), (ether, "2000")] {
            desk.feed(table(id))
            desk.mark(id, mark)
        }
        desk.submit("b", .buy, 1_000, at: 300_000)
        desk.fill("b", .buy, 1_000, at: 300_000)
        desk.submit("e", .sell, 10_000, at: 20_000, of: ether)
        desk.fill("e", .sell, 10_000, at: 20_000, of: ether)
        desk.mark(PerpetualDesk.linear, "29000")
        desk.mark(ether, "2100")
        // 10000 − 2000 + P − 30000 = 0.01 P; 2000 − 10 (P − 2000) = 0.1 P.
        #expect(
            try prices(desk) == ["22222.222222222222222223", "2178.217821782178217821"])
        let margin = try desk.core.state.margin(of: PerpetualDesk.account, in: asset("USDT"))
        #expect(try margin.unrealised.money(rounded: .halfEven) == money("-2000"))
        #expect(try margin.maintenance.money(rounded: .halfEven) == money("500"))
    }

    @Test func aTableWithAGapIsRefused() {
        var desk = PerpetualDesk()
        let table = MarginTable(
            instrument: PerpetualDesk.linear,
            brackets: [
                MarginBracket(
                    cap: Money(units: 50_000), rate: .basisPoints(40), cumulative: .zero,
                    leverageMax: 125),
                MarginBracket(
                    cap: Money(units: 250_000), rate: .basisPoints(50),
                    cumulative: Money(units: 49), leverageMax: 100),
            ])
        #expect(desk.feed(.marginTable(table)).map(\.words) == ["refused marginTableUnsound"])
    }
}
