import BinanceSpot
import Domain
import Markets
import VenueKit

/// Drives a session as the gateway would, and keeps what came of it.
struct SessionDriver {
    var session: BinanceSpotSession
    var board = MarketBoard()
    var events: [MarketEvent] = []
    var actions: [MarketAction] = []
    var sent: [String] = []
    var now = Timestamp(milliseconds: 1_700_000_000_000)
    var output = SessionOutput()

    init(_ settings: BinanceSpotSession.Settings = .init()) {
        session = BinanceSpotSession(settings)
    }

    mutating func receive(_ text: String) { receive(Array(text.utf8)) }

    mutating func receive(_ frame: [UInt8]) {
        session.received(frame.span, at: now, into: &output)
        settle()
    }

    mutating func answer(_ text: String, _ index: UInt32 = 0, limit: Int = 1000) {
        let body = Array(text.utf8)
        session.snapshotArrived(
            body.span, for: InstrumentID(index), limit: limit, at: now, into: &output)
        settle()
    }

    mutating func call(
        _ body: (inout BinanceSpotSession, Timestamp, inout SessionOutput) -> Void
    ) {
        body(&session, now, &output)
        settle()
    }

    mutating func pass(milliseconds: Int64) {
        now = now.adding(milliseconds: milliseconds)
        while let wake = session.nextWake, wake <= now {
            session.wake(at: now, into: &output)
            settle()
            if session.nextWake == wake { break }
        }
    }

    private mutating func settle() {
        board.take(output.batch)
        events += output.batch.events
        for action in output.actions {
            if case .send(let range) = action {
                sent.append(String(decoding: output.outgoing[range], as: UTF8.self))
            }
            actions.append(action)
        }
        output.removeAll()
    }

    /// Takes what came of the calls so far.
    mutating func drain() -> (events: [MarketEvent], actions: [MarketAction]) {
        defer {
            events = []
            actions = []
        }
        return (events, actions)
    }

    var requests: [SnapshotRequest] {
        actions.compactMap { action in
            if case .requestSnapshot(let request) = action { request } else { nil }
        }
    }

    var gaps: [Gap] {
        events.compactMap { event in if case .gap(let gap) = event { gap } else { nil } }
    }

    func state(_ index: UInt32 = 0) -> OrderBook.State? {
        board.market(InstrumentID(index))?.book.state
    }
}

/// Messages as the venue writes them.
enum Say {
    static func depth(
        _ first: Int, _ last: Int, bids: String = "", asks: String = "",
        of symbol: String = "BTCUSDT"
    ) -> String {
        #"{"stream":"x@depth@100ms","data":{"e":"depthUpdate","E":1700000000000,"s":"\#(symbol)","#
            + #""U":\#(first),"u":\#(last),"b":[\#(bids)],"a":[\#(asks)]}}"#
    }

    static func level(_ price: Int, _ quantity: Int) -> String {
        #"["\#(price).00000000","\#(quantity).00000000"]"#
    }

    static func book(_ last: Int, bids: String = level(100, 1), asks: String = level(101, 1))
        -> String
    {
        #"{"lastUpdateId":\#(last),"bids":[\#(bids)],"asks":[\#(asks)]}"#
    }

    static func best(
        _ update: Int, _ bid: Int, _ ask: Int, of symbol: String = "BTCUSDT"
    ) -> String {
        #"{"stream":"x@bookTicker","data":{"u":\#(update),"s":"\#(symbol)","b":"\#(bid).00000000","#
            + #""B":"1.00000000","a":"\#(ask).00000000","A":"1.00000000"}}"#
    }
}
