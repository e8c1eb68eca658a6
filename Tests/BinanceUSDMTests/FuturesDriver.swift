import BinanceUSDM
import Domain
import VenueKit

/// Drives an order session as the gateway would, and keeps what came of it.
struct FuturesDriver {
    static let account = AccountID(7)
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    var session: BinanceUSDMOrders
    var now = start
    var reports: [VenueReport] = []
    var requests: [VenueRequest] = []
    var notices: [OrderNotice] = []
    private var output = OrderOutput()

    init() {
        session = BinanceUSDMOrders(.init(account: Self.account))
        session.list(Sample.instrument)
    }

    mutating func call(_ body: (inout BinanceUSDMOrders, Timestamp, inout OrderOutput) -> Void) {
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
        let bytes = Array(body.utf8)
        guard let id = requests.last?.id else { return }
        call {
            $0.answered(
                id, VenueAnswer(status: status, retryAfter: retryAfter), bytes.span, at: $1,
                into: &$2)
        }
    }

    mutating func fail(_ failure: RequestFailure) {
        guard let id = requests.last?.id else { return }
        call { $0.failed(id, failure, at: $1, into: &$2) }
    }

    mutating func receive(_ frame: String) {
        let bytes = Array(frame.utf8)
        call { $0.received(bytes.span, at: $1, into: &$2) }
    }

    /// A connection on which the stream is live.
    mutating func open() {
        call { $0.opened(at: $1, into: &$2) }
        answer(#"{"listenKey":"KEY1"}"#)
        if let id = requests.last?.id.raw { receive(#"{"result":null,"id":\#(id)}"#) }
        notices = []
        requests = []
    }

    mutating func pass(milliseconds: Int64) {
        let end = now.adding(milliseconds: milliseconds)
        while let wake = session.nextWake, wake <= end {
            now = max(now, wake)
            call { $0.wake(at: $1, into: &$2) }
        }
        now = end
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
        quote: asset("USDT"), priceDecimals: 1, quantityDecimals: 3, tick: Price(mantissa: 1),
        lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
        quantityMax: Quantity(mantissa: 900_000), notionalMin: .zero)

    static func symbol(_ text: String) -> Symbol { (try? Symbol(text)) ?? .none }
    static func asset(_ text: String) -> Asset { (try? Asset(text)) ?? .none }
    static func order(_ text: String) -> VenueOrderID { (try? VenueOrderID(text)) ?? .none }
    static func trade(_ text: String) -> TradeID { (try? TradeID(text)) ?? .none }
    static func reason(_ text: String) -> ReasonCode { (try? ReasonCode(text)) ?? .none }
    static func money(_ cents: Int64) -> Money { Money(raw: Int128(cents) * Money.one / 100) }

    static func reference(_ name: String) -> OrderReference {
        OrderReference(
            account: FuturesDriver.account, clientOrderID: (try? ClientOrderID(name)) ?? .none)
    }

    static func placement(
        _ name: String = "bot-1", _ type: OrderType = .limit,
        _ time: TimeInForce = .goodTillCanceled, isPostOnly: Bool = false, _ side: Side = .buy,
        window: Int64 = 5000
    ) -> PlacementIntent {
        PlacementIntent(
            request: OrderRequest(
                account: FuturesDriver.account, strategy: StrategyID(1),
                clientOrderID: reference(name).clientOrderID, instrument: instrument.id,
                side: side, type: type, timeInForce: time, isPostOnly: isPostOnly,
                price: type == .market ? .zero : Price(mantissa: 618_376),
                quantity: Quantity(mantissa: 1_500)),
            instrument: instrument, deadline: FuturesDriver.start.adding(milliseconds: window))
    }

    /// The answer to an order, a cancel or a query.
    static func told(
        _ status: String = "NEW", executed: String = "0.000", id: String = "28",
        name: String = "bot-1", symbol: String = "BTCUSDT"
    ) -> String {
        #"{"orderId":\#(id),"symbol":"\#(symbol)","status":"\#(status)","#
            + #""clientOrderId":"\#(name)","price":"61837.60","avgPrice":"0.00","#
            + #""origQty":"1.500","executedQty":"\#(executed)","cumQty":"\#(executed)","#
            + #""cumQuote":"0.00000","timeInForce":"GTC","type":"LIMIT","reduceOnly":false,"#
            + #""closePosition":false,"side":"BUY","positionSide":"BOTH","stopPrice":"0.00","#
            + #""workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT","#
            + #""priceMatch":"NONE","selfTradePreventionMode":"NONE","goodTillDate":0,"#
            + #""updateTime":1700000000123}"#
    }

    static func listed(
        _ id: Int, order: Int = 28, _ price: String = "61837.60", _ quantity: String = "0.500",
        fee: String = "12.36752000", side: String = "BUY", maker: Bool = false
    ) -> String {
        #"{"symbol":"BTCUSDT","id":\#(id),"orderId":\#(order),"side":"\#(side)","#
            + #""price":"\#(price)","qty":"\#(quantity)","realizedPnl":"0","quoteQty":"1","#
            + #""commission":"\#(fee)","commissionAsset":"USDT","time":1700000000200,"#
            + #""positionSide":"BOTH","buyer":true,"maker":\#(maker)}"#
    }

    static func event(
        _ execution: String, _ status: String, id: Int = 28, name: String = "bot-1",
        last: String = "0", filled: String = "0", price: String = "0", trade: Int = 0,
        fee: String? = nil, side: String = "BUY"
    ) -> String {
        let paid = fee.map { #""N":"USDT","n":"\#($0)","# } ?? ""
        return
            #"{"e":"ORDER_TRADE_UPDATE","T":1700000000199,"E":1700000000201,"o":{"s":"BTCUSDT","#
            + #""c":"\#(name)","S":"\#(side)","o":"LIMIT","f":"GTC","q":"1.500","p":"61837.60","#
            + #""ap":"0","sp":"0","x":"\#(execution)","X":"\#(status)","i":\#(id),"l":"\#(last)","#
            + #""z":"\#(filled)","L":"\#(price)",\#(paid)"T":1700000000199,"t":\#(trade),"b":"0","#
            + #""a":"0","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","#
            + #""cp":false,"rp":"0","pP":false,"si":0,"ss":0,"V":"NONE","pm":"NONE","gtd":0}}"#
    }

    static func fill(_ id: String, quantity: Int64 = 500, fee: Int64 = 1237) -> FillReport {
        FillReport(
            order: reference("bot-1"), instrument: instrument.id, venueOrderID: order("28"),
            tradeID: trade(id), side: .buy, price: Price(mantissa: 618_376),
            quantity: Quantity(mantissa: quantity), fee: money(fee), feeAsset: asset("USDT"),
            isTaker: true, venueTime: Timestamp(milliseconds: 1_700_000_000_199))
    }
}
