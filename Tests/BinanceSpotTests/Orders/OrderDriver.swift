import BinanceSpot
import Domain
import VenueKit

/// Drives an order session as the gateway would, and keeps what came of it.
struct OrderDriver {
    static let account = AccountID(7)
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    var session: BinanceSpotOrders
    var now = start
    var reports: [VenueReport] = []
    var requests: [VenueRequest] = []
    var notices: [OrderNotice] = []
    private var output = OrderOutput()

    init(
        _ route: BinanceSpotOrders.Route = .rest, _ algorithm: SigningAlgorithm = .hmacSHA256,
        lead: Int64 = 0
    ) {
        session = BinanceSpotOrders(
            .init(
                account: Self.account, algorithm: algorithm, route: route, venueClockLead: lead))
        session.list(Sample.instrument)
    }

    mutating func call(_ body: (inout BinanceSpotOrders, Timestamp, inout OrderOutput) -> Void) {
        body(&session, now, &output)
        reports += output.reports
        requests += output.requests
        notices += output.notices
        output.removeAll()
    }

    mutating func place(_ intent: PlacementIntent = Sample.placement()) {
        call { $0.place(intent, at: $1, into: &$2) }
    }

    mutating func cancel(_ name: String = "bot-1") {
        let intent = CancelIntent(
            order: Sample.reference(name), instrument: Sample.instrument,
            deadline: now.adding(milliseconds: 5000))
        call { $0.cancel(intent, at: $1, into: &$2) }
    }

    mutating func query(_ name: String = "bot-1", filled: Int64 = 0) {
        let intent = QueryIntent(
            order: Sample.reference(name), instrument: Sample.instrument, intendedAt: Self.start,
            filled: Quantity(mantissa: filled))
        call { $0.query(intent, at: $1, into: &$2) }
    }

    /// Answers the request that was asked last.
    mutating func answer(_ body: String, status: Int = 200, retryAfter: Int64? = nil) {
        answer(Array(body.utf8), status: status, retryAfter: retryAfter)
    }

    mutating func answer(_ body: [UInt8], status: Int = 200, retryAfter: Int64? = nil) {
        guard let id = requests.last?.id else { return }
        call {
            $0.answered(
                id, VenueAnswer(status: status, retryAfter: retryAfter), body.span, at: $1,
                into: &$2)
        }
    }

    mutating func fail(_ failure: RequestFailure) {
        guard let id = requests.last?.id else { return }
        call { $0.failed(id, failure, at: $1, into: &$2) }
    }

    mutating func receive(_ frame: String) { receive(Array(frame.utf8)) }

    mutating func receive(_ frame: [UInt8]) {
        call { $0.received(frame.span, at: $1, into: &$2) }
    }

    /// A connection on which the stream is live.
    mutating func open() {
        call { $0.opened(at: $1, into: &$2) }
        if let id = requests.last?.id.raw { receive(Sample.subscribed(id)) }
        notices = []
        requests = []
    }

    mutating func pass(milliseconds: Int64) {
        now = now.adding(milliseconds: milliseconds)
        while let wake = session.nextWake, wake <= now { call { $0.wake(at: $1, into: &$2) } }
    }

    var contents: [VenueReport.Content] { reports.map(\.content) }
    /// The query or frame that was asked last, without what is filled in.
    var asked: String {
        requests.last.map { String(decoding: $0.template.bytes, as: UTF8.self) } ?? ""
    }
    /// Where it went.
    var path: String {
        guard case .rest(let verb, let path, _)? = requests.last?.route else { return "frame" }
        return "\(verb) \(path)"
    }
}

/// Messages made from the venue's lists of fields, and what is asked for.
enum Sample {
    static let instrument = Instrument(
        id: InstrumentID(3), venue: VenueID(0), symbol: symbol("BTCUSDT"), base: asset("BTC"),
        quote: asset("USDT"), priceDecimals: 2, quantityDecimals: 5, tick: Price(mantissa: 1),
        lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
        quantityMax: Quantity(mantissa: 900_000_000), notionalMin: .zero)

    static func symbol(_ text: String) -> Symbol { (try? Symbol(text)) ?? .none }
    static func asset(_ text: String) -> Asset { (try? Asset(text)) ?? .none }
    static func order(_ text: String) -> VenueOrderID { (try? VenueOrderID(text)) ?? .none }
    static func reason(_ text: String) -> ReasonCode { (try? ReasonCode(text)) ?? .none }

    static func reference(_ name: String) -> OrderReference {
        OrderReference(
            account: OrderDriver.account, clientOrderID: (try? ClientOrderID(name)) ?? .none)
    }

    static func placement(
        _ name: String = "bot-1", _ type: OrderType = .limit,
        _ time: TimeInForce = .goodTillCanceled, isPostOnly: Bool = false, _ side: Side = .buy,
        window: Int64 = 5000
    ) -> PlacementIntent {
        PlacementIntent(
            request: OrderRequest(
                account: OrderDriver.account, strategy: StrategyID(1),
                clientOrderID: reference(name).clientOrderID, instrument: instrument.id,
                side: side, type: type, timeInForce: time, isPostOnly: isPostOnly,
                price: type == .market ? .zero : Price(mantissa: 6_183_760),
                quantity: Quantity(mantissa: 150_000)),
            instrument: instrument, deadline: OrderDriver.start.adding(milliseconds: window))
    }

    /// The answer to an order.
    static func placed(
        _ status: String = "NEW", executed: String = "0.00000000", fills: [String] = [],
        id: String = "28", name: String = "bot-1", symbol: String = "BTCUSDT"
    ) -> String {
        #"{"symbol":"\#(symbol)","orderId":\#(id),"orderListId":-1,"clientOrderId":"\#(name)","#
            + #""transactTime":1700000000123,"price":"61837.60000000","origQty":"1.50000000","#
            + #""executedQty":"\#(executed)","origQuoteOrderQty":"0.00000000","#
            + #""cummulativeQuoteQty":"0.00000000","status":"\#(status)","timeInForce":"GTC","#
            + #""type":"LIMIT","side":"BUY","workingTime":1700000000123,"#
            + #""selfTradePreventionMode":"NONE","fills":[\#(fills.joined(separator: ","))]}"#
    }

    static func fill(
        _ id: String, _ price: String, _ quantity: String, fee: String = "0.00100000",
        feeAsset: String = #""BNB""#
    ) -> String {
        #"{"price":"\#(price)","qty":"\#(quantity)","commission":"\#(fee)","#
            + #""commissionAsset":\#(feeAsset),"tradeId":\#(id)}"#
    }

    static func cancelled(executed: String = "0.00000000", name: String = "bot-1") -> String {
        #"{"symbol":"BTCUSDT","origClientOrderId":"\#(name)","orderId":28,"orderListId":-1,"#
            + #""clientOrderId":"venue-made","transactTime":1700000000456,"#
            + #""price":"61837.60000000","origQty":"1.50000000","executedQty":"\#(executed)","#
            + #""status":"CANCELED","timeInForce":"GTC","type":"LIMIT","side":"BUY"}"#
    }

    static func status(
        _ status: String, executed: String = "0.00000000", id: String = "28",
        name: String = "bot-1", symbol: String = "BTCUSDT"
    ) -> String {
        #"{"symbol":"\#(symbol)","orderId":\#(id),"orderListId":-1,"clientOrderId":"\#(name)","#
            + #""price":"61837.60000000","origQty":"1.50000000","executedQty":"\#(executed)","#
            + #""cummulativeQuoteQty":"0.0","status":"\#(status)","timeInForce":"GTC","#
            + #""type":"LIMIT","side":"BUY","stopPrice":"0.0","icebergQty":"0.0","#
            + #""time":1700000000123,"updateTime":1700000000456,"isWorking":true}"#
    }

    static func trade(
        _ id: UInt64, order: String = "28", _ price: String = "61837.60000000",
        _ quantity: String = "0.50000000", isBuyer: Bool = true, isMaker: Bool = false,
        fee: String = "0.00100000"
    ) -> String {
        #"{"symbol":"BTCUSDT","id":\#(id),"orderId":\#(order),"orderListId":-1,"#
            + #""price":"\#(price)","qty":"\#(quantity)","quoteQty":"1.0","#
            + #""commission":"\#(fee)","commissionAsset":"BNB","time":1700000000124,"#
            + #""isBuyer":\#(isBuyer),"isMaker":\#(isMaker),"isBestMatch":true}"#
    }

    static func error(_ code: Int64, _ text: String = "What it says.") -> String {
        #"{"code":\#(code),"msg":"\#(text)"}"#
    }

    static func subscribed(_ id: UInt64) -> String {
        #"{"id":\#(id),"status":200,"result":{"subscriptionId":0}}"#
    }

    static func event(_ content: String) -> String {
        #"{"subscriptionId":0,"event":\#(content)}"#
    }

    /// `executionReport`.
    static func execution(
        _ kind: String, _ status: String, total: String = "0.00000000",
        last: String = "0.00000000", price: String = "0.00000000", trade: String = "-1",
        fee: String = "0", feeAsset: String = "null", name: String = "bot-1",
        original: String = "", id: String = "28", isMaker: Bool = false, reason: String = "NONE",
        symbol: String = "BTCUSDT"
    ) -> String {
        event(
            #"{"e":"executionReport","E":1700000000125,"s":"\#(symbol)","c":"\#(name)","S":"BUY","#
                + #""o":"LIMIT","f":"GTC","q":"1.50000000","p":"61837.60000000","#
                + #""P":"0.00000000","F":"0.00000000","g":-1,"C":"\#(original)","x":"\#(kind)","#
                + #""X":"\#(status)","r":"\#(reason)","i":\#(id),"l":"\#(last)","z":"\#(total)","#
                + #""L":"\#(price)","n":"\#(fee)","N":\#(feeAsset),"T":1700000000124,"#
                + #""t":\#(trade),"I":8641984,"w":true,"m":\#(isMaker),"M":false,"#
                + #""O":1700000000123,"Z":"0.0","Y":"0.0","Q":"0.0","V":"NONE"}"#)
    }

    static func traded(_ status: String, total: String, trade: String = "57") -> String {
        execution(
            "TRADE", status, total: total, last: "0.50000000", price: "61837.60000000",
            trade: trade, fee: "0.00100000", feeAsset: #""BNB""#)
    }

    static let balances = event(
        #"{"e":"outboundAccountPosition","E":1700000000125,"u":1700000000124,"B":["#
            + #"{"a":"BTC","f":"1.50000000","l":"0.25000000"},"#
            + #"{"a":"USDT","f":"10000.00","l":"0.0"}]}"#)
    static let transfer = event(
        #"{"e":"balanceUpdate","E":1700000000125,"a":"BTC","d":"-0.10000000","T":1700000000124}"#)
    static let terminated = event(#"{"e":"eventStreamTerminated","E":1700000000125}"#)
}

extension VenueReport.Content {
    /// The fill's main numbers as text, for tables: trade, price and quantity mantissas, raw fee.
    var fill: FillReport? { if case .fill(let fill) = self { fill } else { nil } }
}
