import Containers
import Domain
import Testing
import Trading

/// Drives a trading core by tables: a line is a time in seconds, a step and its verdict, with bars
/// between them.
///
/// The verdict of a step is the events that it led to; that of `order`, `holds` and `position`,
/// which only look, is what there is to see.
struct Scenario {
    static let priceDecimals = 2
    static let quantityDecimals = 3

    var core = TradingCore()
    var time = Timestamp.none

    /// An instrument with a bound of its own for each check: tick 0.05, lot 0.010, quantities from
    /// 0.020 to 50.000, notional from 5, fee up to 10 basis points.
    static func instrument(
        id: UInt32 = 0, version: UInt16 = 1, isTradable: Bool = true, tick: Int64 = 5,
        base: String = "BTC"
    ) -> Instrument {
        Instrument(
            id: InstrumentID(id), version: version, venue: VenueID(0),
            symbol: identifier(base + "USDT"), base: asset(base), quote: asset("USDT"),
            priceDecimals: UInt8(priceDecimals), quantityDecimals: UInt8(quantityDecimals),
            tick: Price(mantissa: tick), lot: Quantity(mantissa: 10),
            quantityMin: Quantity(mantissa: 20), quantityMax: Quantity(mantissa: 50_000),
            notionalMin: Money(units: 5), feeReserve: .basisPoints(10), isTradable: isTradable)
    }

    /// A core in which the instrument is listed.
    init() {
        _ = feed(.limits(.unlimited()))
        _ = feed(.listing(Self.instrument()))
    }

    /// A core in which the instrument is listed and the account holds so much.
    init(usdt: String, btc: String = "0") {
        self.init()
        _ = perform("flow USDT \(usdt)")
        if btc != "0" { _ = perform("flow BTC \(btc)") }
    }

    /// Feeds one input at the scenario's time.
    mutating func feed(_ input: Input) -> [Event] {
        var events: [Event] = []
        let stamp = Stamp(sequence: core.state.globals.sequence + 1, time: time)
        core.decide(input, at: stamp, into: &events)
        return events
    }

    /// Runs a table and holds every verdict against what happens.
    mutating func run(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for line in table.split(separator: "\n") {
            let columns = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.split(separator: " ").joined(separator: " ") }
            precondition(columns.count == 3, "a line is time | step | verdict: \(line)")
            time = Timestamp(nanoseconds: Int64(Decimals.mantissa(columns[0], 9)))
            let verdict = perform(columns[1])
            #expect(
                verdict == columns[2], "\(columns[0]) | \(columns[1])",
                sourceLocation: sourceLocation)
        }
    }

    /// Performs one step and gives its verdict.
    mutating func perform(_ step: String) -> String {
        let words = step.split(separator: " ")
        switch words[0] {
        case "order": return order(words[1])?.words ?? "none"
        case "holds": return balance(words[1])
        case "position": return position()
        case _:
            let verdict = feed(input(words)).map(\.words).joined(separator: ", ")
            return verdict.isEmpty ? "-" : verdict
        }
    }

    /// The order of an identifier.
    func order(_ name: some StringProtocol) -> Order? {
        core.state.orderRow(Self.reference(name)).map { core.state.orders[$0] }
    }

    static let account = AccountID(1)
    static let strategy = StrategyID(7)

    static func reference(_ name: some StringProtocol) -> OrderReference {
        OrderReference(account: account, clientOrderID: identifier(name))
    }

    private func balance(_ name: Substring) -> String {
        let balance = core.state.balance(Self.account, asset(name))
        return "\(Decimals.text(balance.total)) reserved \(Decimals.text(balance.reserved))"
    }

    private func position() -> String {
        let position = core.state.position(Self.account, Self.strategy, InstrumentID(0))
        return "\(Decimals.text(position.quantity)) cost \(Decimals.text(position.cost))"
            + " gained \(Decimals.text(position.realised))"
            + " fees \(Decimals.text(position.quoteFees)) \(Decimals.text(position.baseFees))"
    }
}

// MARK: - Steps as inputs

extension Scenario {
    /// The input that a step names.
    func input(_ words: [Substring]) -> Input {
        switch words[0] {
        case "clock": .clock
        case "start":
            .started(
                ProcessStart(epoch: UInt32(words[1]) ?? 0, isAfterCut: words.contains("cut")))
        case "flow": .flow(flow(words))
        case "mark":
            .mark(
                Mark(
                    instrument: InstrumentID(0),
                    price: MarkPrice(raw: Decimals.mantissa(words[1], 18)), time: time))
        case "submit": .submit(Self.request(words))
        case "cancel": .cancel(Self.reference(words[1]))
        case "amend":
            .amend(
                AmendRequest(
                    order: Self.reference(words[1]), price: Self.price(words[2]),
                    quantity: Decimals.quantity(words[3])))
        case "cancelAll": .cancelAll(scope(words))
        case "kill": .kill(scope(words))
        case "lift": .liftKill(scope(words))
        case "stateAbsent":
            .stateAbsent(
                AbsenceStatement(
                    order: Self.reference(words[1]), by: identifier("ann"),
                    because: identifier("seen")))
        case "foreign": .foreignOrder(foreign(words))
        case "mode": .setTradingMode(Self.named(words[1]))
        case _:
            .report(
                VenueReport(order: Self.reference(words[1]), content: content(words)))
        }
    }

    /// Flows are numbered by the inputs before them.
    private func flow(_ words: [Substring]) -> ExternalFlow {
        ExternalFlow(
            id: identifier("f\(core.state.globals.sequence)"), account: Self.account,
            asset: asset(words[1]), amount: Decimals.money(words[2]))
    }

    /// `… KIND [NUMBER]`.
    private func scope(_ words: [Substring]) -> TradingScope {
        TradingScope(Self.named(words[1]), words.count > 2 ? UInt32(words[2]) ?? 0 : 0)
    }

    /// `foreign NAME VENUE-NAME SIDE LEAVES PRICE`.
    private func foreign(_ words: [Substring]) -> ForeignOrder {
        ForeignOrder(
            reference: Self.reference(words[1]), instrument: InstrumentID(0),
            venueOrderID: identifier(words[2]), side: Self.named(words[3]),
            price: Decimals.price(words[5]), leaves: Decimals.quantity(words[4]))
    }

    /// A dash for none.
    static func price(_ text: Substring) -> Price { text == "-" ? .zero : Decimals.price(text) }

    /// `submit NAME SIDE TYPE TIME PRICE QUANTITY [post] [reduce] [until SECOND] [trigger PRICE]`,
    /// a dash for no price.
    static func request(_ words: [Substring]) -> OrderRequest {
        OrderRequest(
            account: account, strategy: strategy, clientOrderID: identifier(words[1]),
            instrument: InstrumentID(0), side: named(words[2]), type: named(words[3]),
            timeInForce: timeInForce(words[4]), isPostOnly: words.contains("post"),
            price: price(words[5]), quantity: Decimals.quantity(words[6]),
            triggerPrice: price(word(after: "trigger", in: words) ?? "-"),
            expiresAt: word(after: "until", in: words).map {
                Timestamp(nanoseconds: Int64(Decimals.mantissa($0, 9)))
            } ?? .none,
            isReduceOnly: words.contains("reduce"))
    }

    private static func word(after name: Substring, in words: [Substring]) -> Substring? {
        words.firstIndex(of: name).map { words[$0 + 1] }
    }

    static func request(_ step: String) -> OrderRequest { request(step.split(separator: " ")) }

    private func content(_ words: [Substring]) -> VenueReport.Content {
        switch words[0] {
        case "accepted": .accepted(identifier(words[2]))
        case "rejected": .rejected(identifier("-2010"))
        case "cancelRejected": .cancelRejected(identifier("-2011"))
        case "fill": .fill(Self.fill(words))
        case "status":
            .status(
                Self.named(words[2]), cumulative: Decimals.quantity(words[3]),
                identifier(words.count > 4 ? words[4] : "-"))
        case "notFound": .notFound(askedAt: asked(words))
        case "tradesListed": .tradesListed(askedAt: asked(words))
        case "failed": .requestFailed(Self.named(words[2]), Self.named(words[3]))
        case "terms":
            .terms(
                Self.price(words[2]), Decimals.quantity(words[3]), identifier(words[4]),
                askedAt: asked(words))
        case "amendRejected": .amendRejected(identifier("-5027"))
        case "busted": .busted(Self.fill(words))
        case _: preconditionFailure("there is no step '\(words[0])'")
        }
    }

    /// `… asked SECOND`, or now.
    private func asked(_ words: [Substring]) -> Timestamp {
        guard let second = Self.word(after: "asked", in: words) else { return time }
        return Timestamp(nanoseconds: Int64(Decimals.mantissa(second, 9)))
    }

    /// `fill NAME TRADE SIDE QUANTITY PRICE [FEE ASSET] [as VENUE-NAME]`.
    static func fill(_ words: [Substring]) -> FillReport {
        FillReport(
            order: reference(words[1]), instrument: InstrumentID(0),
            venueOrderID: identifier(word(after: "as", in: words) ?? "v1"),
            tradeID: identifier(words[2]), side: named(words[3]), price: Decimals.price(words[5]),
            quantity: Decimals.quantity(words[4]),
            fee: words.count > 6 && words[6] != "as" ? Decimals.money(words[6]) : .zero,
            feeAsset: words.count > 7 && words[6] != "as" ? asset(words[7]) : .none,
            isTaker: false,
            venueTime: Timestamp(nanoseconds: 1))
    }

    /// The case of an enum that is called so.
    static func named<Case: CaseIterable>(_ name: Substring) -> Case {
        guard let found = Case.allCases.first(where: { "\($0)" == name }) else {
            preconditionFailure("there is no \(Case.self) '\(name)'")
        }
        return found
    }

    private static func timeInForce(_ name: Substring) -> TimeInForce {
        switch name {
        case "GTC": .goodTillCanceled
        case "IOC": .immediateOrCancel
        case "FOK": .fillOrKill
        case "GTD": .goodTillDate
        case _: preconditionFailure("there is no time in force '\(name)'")
        }
    }
}
