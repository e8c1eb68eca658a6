import BinanceSpot
import Domain
import Gateway
import Markets
import VenueKit

/// Plays the sockets for a market driver, and keeps what it wanted of them.
struct MarketScript {
    var driver: MarketDriver<BinanceSpotSession>
    var now = Script.start
    var actions: [GatewayAction] = []
    var events: [MarketEvent] = []
    /// The newest connection that was begun.
    var link: LinkNumber?

    init(
        _ symbols: [String] = ["BTCUSDT"], endpoints: VenueEndpoints = Script.endpoints,
        seed: UInt64 = 1
    ) {
        let subscriptions = symbols.map { SpotSubscription(Script.symbol($0), .book) }
        driver = MarketDriver(
            BinanceSpotSession(.init(subscriptions: subscriptions)), endpoints, seed: seed)
    }

    mutating func call(_ body: (inout MarketDriver<BinanceSpotSession>, Timestamp) -> Void) {
        body(&driver, now)
        actions += driver.actions
        events += driver.output.batch.events
        link = Script.links(driver.actions).last ?? link
        driver.removeAll()
    }

    mutating func start() { call { $0.start(at: $1) } }

    /// Started, listed, connected and subscribed.
    static func running(_ symbols: [String] = ["BTCUSDT"]) -> MarketScript {
        var script = MarketScript(symbols)
        script.start()
        script.answer("exchangeInfo", Script.listing(symbols))
        script.open()
        script.receive(#"{"result":null,"id":1}"#)
        script.forget()
        return script
    }

    mutating func open() {
        pass(milliseconds: 0)
        guard let link else { return }
        call { $0.opened(link, at: $1) }
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

    /// Answers the newest call whose address holds `part`.
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

    mutating func fail(_ part: String, _ why: String = "refused") {
        guard let id = calls(part).last?.id else { return }
        call { $0.failed(id, why: why, at: $1) }
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
        events = []
    }

    func calls(_ part: String = "") -> [GatewayCall] { Script.calls(actions, part) }
    var frames: [String] { Script.frames(actions) }
    var links: [LinkState] { Script.states(actions) }
    var gaps: [Gap] {
        events.compactMap { event in if case .gap(let gap) = event { gap } else { nil } }
    }
}

/// What both kinds of scripts need.
enum Script {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
    static let endpoints = VenueEndpoints(
        rest: "http://venue:80", stream: "ws://venue/stream", orders: "ws://venue/ws-api/v3")

    static func symbol(_ text: String) -> Symbol { (try? Symbol(text)) ?? .none }

    static func links(_ actions: [GatewayAction]) -> [LinkNumber] {
        actions.compactMap { action in
            if case .connect(let number, _) = action { number } else { nil }
        }
    }

    static func calls(_ actions: [GatewayAction], _ part: String) -> [GatewayCall] {
        actions.compactMap { action in
            if case .call(let call) = action, part.isEmpty || call.url.contains(part) {
                call
            } else {
                nil
            }
        }
    }

    static func frames(_ actions: [GatewayAction]) -> [String] {
        actions.compactMap { action in
            if case .send(let frame, _) = action {
                String(decoding: frame.bytes, as: UTF8.self)
            } else {
                nil
            }
        }
    }

    static func states(_ actions: [GatewayAction]) -> [LinkState] {
        actions.compactMap { action in
            if case .linkChanged(let state) = action { state } else { nil }
        }
    }

    static func listing(_ symbols: [String], tick: String = "0.01000000") -> String {
        let entries = symbols.map { name in
            #"{"symbol":"\#(name)","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","#
                + #""baseAssetPrecision":8,"quotePrecision":8,"filters":["#
                + #"{"filterType":"PRICE_FILTER","tickSize":"\#(tick)"},"#
                + #"{"filterType":"LOT_SIZE","stepSize":"0.00001000","minQty":"0.00001000","#
                + #""maxQty":"9000.00000000"}]}"#
        }
        return #"{"symbols":[\#(entries.joined(separator: ","))]}"#
    }

    static func depth(_ first: Int, _ last: Int, of symbol: String = "BTCUSDT") -> String {
        #"{"stream":"x","data":{"e":"depthUpdate","E":1700000000000,"s":"\#(symbol)","#
            + #""U":\#(first),"u":\#(last),"b":[["100.00000000","1.00000000"]],"a":[]}}"#
    }

    static func book(_ last: Int) -> String {
        #"{"lastUpdateId":\#(last),"bids":[["100.00000000","1.00000000"]],"#
            + #""asks":[["101.00000000","1.00000000"]]}"#
    }
}

extension LinkState {
    /// When it is tried again, nil for a link that is not down.
    var retryAt: Timestamp? { if case .down(let retryAt, _) = self { retryAt } else { nil } }
}
