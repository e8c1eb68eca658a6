import BinanceSpot
import Domain
import Gateway
import VenueKit

/// Signs with nothing but the number of bytes, so that tests can see what was signed.
struct CountingSigner: RequestSigner {
    var apiKey = Array("demo-key".utf8)

    func sign(_ bytes: [UInt8], by algorithm: SigningAlgorithm) -> [UInt8] {
        [algorithm.rawValue, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)]
    }
}

/// Plays the sockets for an order driver, and keeps what it wanted of them.
struct OrderScript {
    static let account = AccountID(7)
    static let instrument = Instrument(
        id: InstrumentID(0), venue: VenueID(0), symbol: Script.symbol("BTCUSDT"),
        base: asset("BTC"), quote: asset("USDT"), priceDecimals: 2, quantityDecimals: 5,
        tick: Price(mantissa: 1), lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
        quantityMax: Quantity(mantissa: 900_000_000), notionalMin: .zero)

    var driver: OrderDriver<BinanceSpotOrders>
    var now = Script.start
    var actions: [GatewayAction] = []
    var reports: [VenueReport] = []
    var notices: [OrderNotice] = []
    var link: LinkNumber?

    init(_ route: BinanceSpotOrders.Route = .rest, signer: any RequestSigner = CountingSigner())
        throws
    {
        driver = try OrderDriver(
            BinanceSpotOrders(.init(account: Self.account, route: route)), Script.endpoints, signer,
            seed: 1)
        driver.list(Self.instrument)
    }

    /// Started, its clock known, connected, and its stream live.
    static func running(_ route: BinanceSpotOrders.Route = .rest) throws -> OrderScript {
        var script = try OrderScript(route)
        script.call { $0.start(at: $1) }
        script.answer("/api/v3/time", #"{"serverTime":1700000000000}"#)
        script.open()
        script.beginStream()
        script.forget()
        return script
    }

    mutating func call(_ body: (inout OrderDriver<BinanceSpotOrders>, Timestamp) -> Void) {
        body(&driver, now)
        actions += driver.actions
        reports += driver.reports
        notices += driver.notices
        link = Script.links(driver.actions).last ?? link
        driver.removeAll()
    }

    mutating func open() {
        pass(milliseconds: 0)
        guard let link else { return }
        call { $0.opened(link, at: $1) }
    }

    /// Answers the newest request to be told of everything.
    mutating func beginStream() {
        guard let frame = frames.last(where: { $0.contains("userDataStream") }) else { return }
        receive(#"{"id":\#(Self.id(of: frame)),"status":200,"result":{"subscriptionId":0}}"#)
    }

    static func id(of frame: String) -> String {
        String(frame.drop { $0 != ":" }.dropFirst().prefix { $0 != "," })
    }

    mutating func receive(_ text: String) {
        guard let link else { return }
        let frame = Array(text.utf8)
        call { $0.received(frame.span, on: link, at: $1) }
    }

    mutating func drop(_ why: String = "cut") {
        guard let link else { return }
        call { $0.closed(link, why: why, at: $1) }
    }

    mutating func answer(
        _ part: String, _ body: String, status: Int = 200, retryAfter: Int64? = nil
    ) {
        guard let id = calls(part).last?.id else { return }
        let bytes = Array(body.utf8)
        call {
            $0.answered(
                id, VenueAnswer(status: status, retryAfter: retryAfter), bytes.span, at: $1)
        }
    }

    mutating func fail(_ part: String, _ failure: RequestFailure) {
        guard let id = calls(part).last?.id else { return }
        call { $0.failed(id, failure, at: $1) }
    }

    mutating func place(_ name: String = "bot-1", window: Int64 = 5000) {
        let intent = PlacementIntent(
            request: OrderRequest(
                account: Self.account, strategy: StrategyID(1),
                clientOrderID: (try? ClientOrderID(name)) ?? .none,
                instrument: Self.instrument.id, side: .buy, type: .limit,
                price: Price(mantissa: 6_183_760), quantity: Quantity(mantissa: 150_000)),
            instrument: Self.instrument, deadline: now.adding(milliseconds: window))
        call { $0.place(intent, at: $1) }
    }

    mutating func cancel(_ name: String = "bot-1") {
        let intent = CancelIntent(
            order: Self.reference(name), instrument: Self.instrument,
            deadline: now.adding(milliseconds: 5000))
        call { $0.cancel(intent, at: $1) }
    }

    static func reference(_ name: String) -> OrderReference {
        OrderReference(account: account, clientOrderID: (try? ClientOrderID(name)) ?? .none)
    }

    static func asset(_ text: String) -> Asset { (try? Asset(text)) ?? .none }

    static func placed(_ name: String = "bot-1") -> String {
        #"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"\#(name)","#
            + #""transactTime":1700000000123,"price":"61837.6","origQty":"1.5","#
            + #""executedQty":"0.0","status":"NEW","timeInForce":"GTC","type":"LIMIT","#
            + #""side":"BUY","fills":[]}"#
    }

    /// Lets time pass in the steps that the driver asks for.
    mutating func pass(milliseconds: Int64) {
        let end = now.adding(milliseconds: milliseconds)
        var last = Timestamp(nanoseconds: .min)
        while let wake = driver.nextWake, wake <= end, wake > last {
            now = max(now, wake)
            last = wake
            call { $0.wake(at: $1) }
        }
        now = end
    }

    mutating func forget() {
        actions = []
        reports = []
        notices = []
    }

    func calls(_ part: String = "") -> [GatewayCall] { Script.calls(actions, part) }
    var frames: [String] { Script.frames(actions) }
    var links: [LinkState] { Script.states(actions) }
    var contents: [VenueReport.Content] { reports.map(\.content) }
}
