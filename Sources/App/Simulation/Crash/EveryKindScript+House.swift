internal import Domain

// What the second record schema added: contracts, capital, limits, scopes, amendments.
extension EveryKindScript {
    static let perpetual = InstrumentID(3)
    static let strategy = StrategyID(7)

    /// A contract is listed, traded and liquidated, and capital is moved for it.
    mutating func useContracts() {
        after(
            1, .listing(Self.contract), .valuation(Self.asset("USDT")),
            .conversion(
                ConversionRate(asset: Self.asset("BTC"), price: Self.price(100), time: now)),
            .conversion(ConversionRate(asset: Self.asset("BNB"), price: Self.price(0), time: now)),
            .limits(RiskLimits(scope: .strategy(Self.strategy))))
        after(
            1, .marginTable(Self.table(Self.perpetual)), .marginTable(Self.table(Self.btc)),
            .marginTerms(Self.terms(leverage: 10)), .marginTerms(Self.terms(leverage: 0)))
        after(1, .allocate(Self.allocation), .transfer(Self.transfer), .transfer(Self.transfer))
        after(1, .accountConfirmed(Self.account), .difference(Self.difference(isAccepted: false)))
        after(1, .difference(Self.difference(isAccepted: true)))
        after(1, order("perpetual", .buy, 100_00, 1000, of: Self.perpetual))
        after(1, report("perpetual", .accepted(Self.name("v-perpetual"))))
        after(1, fill("perpetual", "t12", .buy, 1000, 100_00, fee: 1, "USDT", of: Self.perpetual))
        after(1, .marginTerms(Self.terms(leverage: 20)))
        after(1, .funding(Self.funding), .funding(Self.funding))
        after(1, liquidation("t13"))
        after(1)
        after(
            0,
            .venuePosition(
                VenuePosition(
                    account: Self.account, instrument: Self.perpetual, leg: .net,
                    quantity: Money(units: 3), cost: Money(units: 300), askedAt: now)))
        after(1, .foreignOrder(Self.foreign(leaves: 500)), .foreignOrder(Self.foreign(leaves: 0)))
    }

    /// Orders are amended, one is given up on a person's word, trades are taken back.
    mutating func amend() {
        after(1, order("amended", .buy, 40_00, 1000), amend("amended", 41_00, 2000))
        after(1, report("amended", .accepted(name("v-amended"))))
        for order in ["amended", "never-heard-of", "filled"] { after(1, amend(order, 41_00, 2000)) }
        after(1, amend("amended", 42_00, 2000))
        after(1, terms("amended", 41_00, 2000), amend("amended", 41_00, 2000))
        after(1, amend("amended", 41_01, 2000), amend("amended", 42_00, 1000))
        after(1, report("amended", .amendRejected(name("-4028"))), terms("amended", 43_00, 1500))
        after(1, fill("amended", "t14", .buy, 100, 43_00), busted("amended", "t14", 100, 43_00))
        after(1, amend("amended", 39_00, 1200))
        after(1, report("amended", .requestFailed(.amend, .transport)), stateAbsent("last"))
        after(11_000)
        after(0, report("last", .notFound(askedAt: now)), terms("amended", 43_00, 1500))
        after(1, stateAbsent("last"), stateAbsent("last"), amend("amended", 38_00, 1200))
        after(6000, .clock)
        after(0, terms("amended", 38_00, 1200))
    }

    /// Scopes are restricted, killed and let go.
    mutating func restrict() {
        let scope = TradingScope.strategy(StrategyID(9))
        after(
            1, .setTradingState(scope, .reducing),
            .kill(scope, because: StatedReason("it buys in a loop")),
            .setTradingState(scope, .active))
        after(
            1, .liftKill(scope, because: StatedReason("mended")), .liftKill(scope),
            .cancelAll(.account(Self.account)))
        after(1, .clock)
    }

    private func amend(_ order: String, _ price: Int64, _ quantity: Int64) -> Input {
        .amend(
            AmendRequest(
                order: Self.reference(order), price: Price(mantissa: price),
                quantity: Quantity(mantissa: quantity)))
    }

    private func terms(_ order: String, _ price: Int64, _ quantity: Int64) -> Input {
        report(
            order,
            .terms(
                Price(mantissa: price), Quantity(mantissa: quantity), name("v-" + order),
                askedAt: now))
    }

    private func stateAbsent(_ order: String) -> Input {
        .stateAbsent(
            AbsenceStatement(
                order: Self.reference(order), by: name("operator"), because: name("lost")))
    }

    private func name<Tag>(_ text: String) -> TextIdentifier<Tag> { Self.name(text) }

    private static var contract: Instrument {
        Instrument(
            id: perpetual, venue: VenueID(2), symbol: name("BTCUSDT"), base: asset("BTC"),
            quote: asset("USDT"), priceDecimals: 2, quantityDecimals: 3, tick: Price(mantissa: 5),
            lot: Quantity(mantissa: 10), quantityMin: Quantity(mantissa: 20),
            quantityMax: Quantity(mantissa: 50_000), notionalMin: Money(units: 5),
            feeReserve: .basisPoints(10), contract: .linear)
    }

    private static func table(_ instrument: InstrumentID) -> Domain.MarginTable {
        Domain.MarginTable(
            instrument: instrument,
            brackets: [
                MarginBracket(
                    cap: Money(units: 10_000), rate: .basisPoints(100), cumulative: .zero,
                    leverageMax: 50),
                MarginBracket(
                    cap: Money(units: 100_000), rate: .basisPoints(200),
                    cumulative: Money(units: 100), leverageMax: 20),
            ])
    }

    private static func terms(leverage: UInt16) -> MarginTerms {
        MarginTerms(
            account: account, instrument: perpetual, mode: .cross, leverage: leverage)
    }

    private static var allocation: CapitalAllocation {
        CapitalAllocation(
            account: account, strategy: strategy, asset: asset("USDT"),
            limit: Money(units: 10_000))
    }

    private static var transfer: CapitalTransfer {
        CapitalTransfer(
            id: name("to-seven"), account: account, asset: asset("USDT"), from: .external,
            to: strategy, amount: Money(units: 1_000))
    }

    private static func difference(isAccepted: Bool) -> BalanceDifference {
        BalanceDifference(
            account: account, asset: asset("BNB"), ours: .zero, theirs: Money(units: 2),
            isAccepted: isAccepted)
    }

    private static var funding: FundingNotice {
        FundingNotice(
            id: name("funding-1"), account: account, instrument: perpetual, leg: .net,
            asset: asset("USDT"), amount: Money(raw: -Money.one / 7))
    }

    private static func foreign(leaves: Int64) -> ForeignOrder {
        ForeignOrder(
            reference: reference("foreign"), instrument: perpetual, venueOrderID: name("v-alien"),
            side: .sell, leg: .net, price: Price(mantissa: 130_00),
            leaves: Quantity(mantissa: leaves), isReduceOnly: true, sibling: .none)
    }

    private func liquidation(_ trade: String) -> Input {
        report(
            "liquidation",
            .fill(
                FillReport(
                    order: Self.reference("liquidation"), instrument: Self.perpetual,
                    venueOrderID: name("v-liquidation"), tradeID: name(trade), side: .sell,
                    price: Price(mantissa: 90_00), quantity: Quantity(mantissa: 500),
                    fee: .zero, feeAsset: .none, isTaker: true, venueTime: now,
                    cause: .liquidation)))
    }

    private func busted(
        _ order: String, _ trade: String, _ quantity: Int64, _ price: Int64
    ) -> Input {
        report(
            order,
            .busted(
                FillReport(
                    order: Self.reference(order), instrument: Self.btc,
                    venueOrderID: name("v-" + order), tradeID: name(trade), side: .buy,
                    price: Price(mantissa: price), quantity: Quantity(mantissa: quantity),
                    fee: .zero, feeAsset: .none, isTaker: false, venueTime: now)))
    }
}
