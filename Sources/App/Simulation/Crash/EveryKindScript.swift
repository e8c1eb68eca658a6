public import Domain

/// What the golden logs are records of, and what dies at each crash point: inputs that make every
/// kind of input, report, event, alarm, denial and final state happen.
///
/// Four processes one after the other: the first dies, the second dies in the middle of a commit,
/// the third and fourth stop cleanly.
public struct EveryKindScript {
    /// The inputs of each process.
    public private(set) var processes: [[(time: Timestamp, input: Input)]] = [[]]
    private var milliseconds: Int64 = 0

    /// All of it.
    public static var whole: EveryKindScript {
        var script = EveryKindScript()
        script.setUp()
        script.deny()
        script.trade()
        script.beginProcess()
        script.recover()
        script.beginProcess()
        script.recoverFromCut()
        script.beginProcess()
        script.contradict()
        script.useContracts()
        script.amend()
        script.restrict()
        return script
    }

    static let account = AccountID(1)
    static let btc = InstrumentID(0)
    static let eth = InstrumentID(1)
    static let sol = InstrumentID(2)

    private mutating func beginProcess() { processes.append([]) }

    mutating func after(_ milliseconds: Int64, _ inputs: Input...) {
        self.milliseconds += milliseconds
        let time = Timestamp(
            nanoseconds: 1_767_225_600_000_000_000 + self.milliseconds * 1_000_000)
        for input in inputs { processes[processes.count - 1].append((time, input)) }
    }

    var now: Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + milliseconds * 1_000_000)
    }

    // MARK: - The four processes

    private mutating func setUp() {
        after(
            0, .started(ProcessStart(epoch: 1, isAfterCut: false)),
            .listing(Self.instrument(Self.btc, "BTC")),
            .listing(Self.instrument(Self.eth, "ETH", isTradable: false)),
            .listing(Self.instrument(Self.sol, "SOL")),
            .listing(Self.instrument(InstrumentID(2_000_000), "FAR")),
            .listing(Self.instrument(Self.btc, "BTC", version: 2)), .limits(.unlimited(.global)))
        after(1, Self.flow("opening-usdt", "USDT", 100_000), Self.flow("opening-btc", "BTC", 5))
        after(1, Self.flow("fee-bnb", "BNB", 1), Self.flow("opening-btc", "BTC", 5), .clock)
    }

    private mutating func deny() {
        after(1, order("no-mark", .buy, 0, 1000, type: .market, time: .immediateOrCancel))
        after(1, .mark(Mark(instrument: Self.btc, price: Self.price(100), time: now)))
        after(6000, order("old-mark", .buy, 0, 1000, type: .market, time: .immediateOrCancel))
        after(
            1, order("nowhere", .buy, 100_00, 1000, of: InstrumentID(99)),
            order("not-tradable", .buy, 100_00, 1000, of: Self.eth),
            order("no-price", .buy, 0, 1000), order("off-tick", .buy, 100_01, 1000),
            order("priced-market", .buy, 5, 1000, type: .market, time: .immediateOrCancel),
            order("nothing", .buy, 100_00, 0), order("off-lot", .buy, 100_00, 1001),
            order("too-small", .buy, 100_00, 10), order("too-large", .buy, 100_00, 60_000),
            order("cheap", .buy, 5, 1000), order("dear", .buy, .max / 5 * 5, 50_000),
            order("waiting-market", .buy, 0, 1000, type: .market),
            order("poor", .buy, 100_000_00, 40_000), order("-", .buy, 100_00, 1000),
            order("nobody", .buy, 100_00, 1000, strategy: 0))
        after(1, .setTradingMode(.reducing), order("reducing", .buy, 100_00, 1000))
        after(1, .setTradingMode(.halted), order("halted", .sell, 100_00, 1000))
        after(1, .setTradingMode(.active))
    }

    private mutating func trade() {
        after(1, order("filled", .buy, 100_00, 2000), order("filled", .buy, 100_00, 2000))
        after(1, order("filled", .buy, 100_00, 3000))
        after(1, report("filled", .accepted(Self.name("v-filled"))))
        after(1, fill("filled", "t1", .buy, 500, 99_95, fee: 5, "USDT"))
        after(1, fill("filled", "t2", .buy, 1500, 100_00, fee: 1, "BNB"))
        after(1, order("canceled", .sell, 120_00, 1000, isPostOnly: true))
        after(1, report("canceled", .status(.working, cumulative: .zero, Self.name("v-canceled"))))
        after(1, cancel("canceled"), cancel("canceled"), cancel("never-heard-of"))
        after(1, report("canceled", .cancelRejected(Self.name("-2011"))))
        after(1, cancel("canceled"), fill("canceled", "t3", .sell, 300, 120_00))
        after(
            1,
            report(
                "canceled",
                .status(
                    .canceled, cumulative: Quantity(mantissa: 400), Self.name("v-canceled"))))
        after(1, fill("canceled", "t4", .sell, 100, 120_00, fee: -2, "USDT"), cancel("canceled"))
        after(1, order("rejected", .buy, 90_00, 1000))
        after(1, report("rejected", .rejected(Self.name("-2010"))))
        after(1, order("expired", .sell, 150_00, 1000, time: .fillOrKill))
        after(1, report("expired", .status(.expired, cumulative: .zero, Self.name("v-expired"))))
        after(1, .mark(Mark(instrument: Self.btc, price: Self.price(101), time: now)))
        after(1, order("at-once", .sell, 0, 500, type: .market, time: .immediateOrCancel))
        after(1, fill("at-once", "t5", .sell, 500, 100_90, isTaker: true))
        after(1, order("absent", .buy, 80_00, 1000), order("resting", .buy, 70_00, 1000))
        after(1, report("resting", .accepted(Self.name("v-resting"))), cancel("resting"))
        after(1, order("slow", .buy, 65_00, 1000), order("unanswered", .buy, 65_00, 1000))
        after(1, report("slow", .accepted(Self.name("v-slow"))), cancel("slow"))
        after(1, report("absent", .requestFailed(.place, .transport)))
        after(1, report("resting", .requestFailed(.cancel, .venue)))
        after(6000, .clock)
        after(1, order("in-flight", .sell, 130_00, 1000), cancel("in-flight"))
    }

    private mutating func recover() {
        after(1, .started(ProcessStart(epoch: 2, isAfterCut: false)))
        after(1, .clock)
        after(8000)
        after(0, report("absent", .notFound(askedAt: now)))
        after(2000)
        after(0, report("absent", .notFound(askedAt: now)))
        after(1, report("absent", .tradesListed(askedAt: now)))
        after(
            1,
            report(
                "resting",
                .status(.working, cumulative: .zero, Self.name("v-resting"))))
        after(
            1,
            report(
                "in-flight",
                .status(
                    .partiallyFilled, cumulative: Quantity(mantissa: 400),
                    Self.name("v-in-flight"))))
        after(1, report("in-flight", .tradesListed(askedAt: now)))
        after(1, order("open", .buy, 60_00, 1000))
        // The next process finds that it died while it wrote this.
        after(1, order("torn", .buy, 50_00, 1000))
    }

    private mutating func recoverFromCut() {
        after(1, .started(ProcessStart(epoch: 3, isAfterCut: true)))
        after(1, order("still-reducing", .buy, 50_00, 1000))
        after(1, .setTradingMode(.active), order("torn", .buy, 50_00, 1000))
        after(1, report("torn", .accepted(Self.name("v-torn"))))
    }

    private mutating func contradict() {
        after(1, .started(ProcessStart(epoch: 4, isAfterCut: false)))
        after(1, report("foreign", .accepted(Self.name("v-foreign"))))
        after(1, fill("foreign", "t6", .buy, 100, 100_00))
        after(1, report("rejected", .accepted(Self.name("v-rejected"))))
        after(1, report("filled", .rejected(Self.name("-2010"))))
        after(1, report("torn", .accepted(Self.name("v-sibling"))))
        after(1, fill("torn", "t7", .buy, 1200, 50_00, fee: 3, "BTC"))
        after(1, fill("filled", "t8", .buy, 100, 100_00))
        after(1, fill("foreign", "t9", .sell, 90_000_000, 100_00))
        after(1, fill("foreign", "t10", .buy, 100, 20_00, of: Self.sol))
        after(1, fill("foreign", "t10", .buy, 100, 21_00, of: Self.sol))
        after(1, order("on-halted", .buy, 20_00, 1000, of: Self.sol))
        after(1, fill("foreign", "t11", .buy, 100, 20_00, of: InstrumentID(77)))
        after(1, order("last", .buy, 55_00, 1000))
    }
}

// MARK: - Short words for inputs

extension EveryKindScript {
    static func name<Tag>(_ text: String) -> TextIdentifier<Tag> {
        guard text != "-" else { return .none }
        guard let name = try? TextIdentifier<Tag>(text) else {
            preconditionFailure("'\(text)' is no identifier")
        }
        return name
    }

    static func asset(_ text: String) -> Asset {
        guard let asset = try? Asset(text) else { preconditionFailure("'\(text)' is no asset") }
        return asset
    }

    static func price(_ units: Int128) -> MarkPrice { MarkPrice(raw: units * Money.one) }

    private static func instrument(
        _ id: InstrumentID, _ base: String, version: UInt16 = 1, isTradable: Bool = true
    ) -> Instrument {
        Instrument(
            id: id, version: version, venue: VenueID(1), symbol: name(base + "USDT"),
            base: asset(base), quote: asset("USDT"), priceDecimals: 2, quantityDecimals: 3,
            tick: Price(mantissa: 5), lot: Quantity(mantissa: 10),
            quantityMin: Quantity(mantissa: 20), quantityMax: Quantity(mantissa: 50_000),
            notionalMin: Money(units: 5), feeReserve: .basisPoints(10), isTradable: isTradable)
    }

    private static func flow(_ id: String, _ asset: String, _ units: Int64) -> Input {
        .flow(
            ExternalFlow(
                id: name(id), account: account, asset: self.asset(asset),
                amount: Money(units: units)))
    }

    static func reference(_ order: String) -> OrderReference {
        OrderReference(account: account, clientOrderID: name(order))
    }

    private func cancel(_ order: String) -> Input { .cancel(Self.reference(order)) }

    func report(_ order: String, _ content: VenueReport.Content) -> Input {
        .report(VenueReport(order: Self.reference(order), content: content))
    }

    func order(
        _ id: String, _ side: Side, _ price: Int64, _ quantity: Int64, type: OrderType = .limit,
        time: TimeInForce = .goodTillCanceled, isPostOnly: Bool = false,
        of instrument: InstrumentID = btc, strategy: UInt32 = 7
    ) -> Input {
        .submit(
            OrderRequest(
                account: Self.account, strategy: StrategyID(strategy),
                clientOrderID: Self.name(id), instrument: instrument, side: side, type: type,
                timeInForce: time, isPostOnly: isPostOnly, price: Price(mantissa: price),
                quantity: Quantity(mantissa: quantity)))
    }

    /// - Parameters:
    ///   - fee: in hundredths.
    func fill(
        _ order: String, _ trade: String, _ side: Side, _ quantity: Int64, _ price: Int64,
        fee: Int128 = 0, _ feeAsset: String? = nil, isTaker: Bool = false,
        of instrument: InstrumentID = btc
    ) -> Input {
        report(
            order,
            .fill(
                FillReport(
                    order: Self.reference(order), instrument: instrument,
                    venueOrderID: Self.name("v-" + order), tradeID: Self.name(trade), side: side,
                    price: Price(mantissa: price), quantity: Quantity(mantissa: quantity),
                    fee: Money(raw: fee * Money.one / 100),
                    feeAsset: feeAsset.map(Self.asset) ?? .none, isTaker: isTaker,
                    venueTime: now)))
    }
}
