import BinanceUSDM
import Domain
import Foundation
import Gateway
import Testing
import VenueKit

/// Orders on margin over real sockets, against the simulator as a process of its own: what was told
/// adds up to what the simulator says is so.
@Suite(.enabled(if: Simulator.path != nil, "needs the built simulator"), .serialized)
struct LiveFuturesTests {
    @Test func aPositionIsOpenedReducedTurnedFundedAndClosedByTheVenue() throws {
        let live = try LiveFutures()
        defer { live.end() }
        #expect(live.heard.waits { $0.notices.contains(.streamLive) })
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"61800"}"#)

        live.place("open", .buy, 1000)
        #expect(live.waits(until: .filled, "open"))
        live.place("reduce", .sell, 400)
        #expect(live.waits(until: .filled, "reduce"))
        live.place("turn", .sell, 1000)
        #expect(live.waits(until: .filled, "turn"))
        live.place("waits", .buy, 100, at: 20_000)
        #expect(live.waits(until: .working, "waits"))
        live.cancel("waits")
        #expect(live.waits(until: .canceled, "waits"))
        try expectTruth(live, quantity: -40_000_000)

        try live.post("funding", #"{"symbol":"BTCUSDT","rate":"0.0001"}"#)
        let paid = Money(raw: 247_200 * Money.one / 100_000)
        #expect(
            live.heard.waits { page in
                page.notices.contains {
                    if case .funding(let notice) = $0 { notice.amount == paid } else { false }
                }
            })
        try expectTruth(live, quantity: -40_000_000)

        // Far beyond what the account can bear.
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"900000"}"#)
        #expect(
            live.heard.waits { page in
                page.reports.contains { report in
                    guard report.order.clientOrderID.description.hasPrefix("autoclose-"),
                        case .fill(let fill) = report.content
                    else { return false }
                    return fill.side == .buy && fill.quantity == Quantity(mantissa: 40_000_000)
                }
            })
        #expect(live.heard.waits { wallet($0) == .zero })
        try expectTruth(live, quantity: 0)
    }

    @Test func aStopThatIsMetBecomesAnOrderAndAnOpenOrderIsAmended() throws {
        let live = try LiveFutures()
        defer { live.end() }
        #expect(live.heard.waits { $0.notices.contains(.streamLive) })
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"61800"}"#)
        live.place("open", .buy, 500)
        #expect(live.waits(until: .filled, "open"))
        live.place("waits", .buy, 100, at: 20_000)
        #expect(live.waits(until: .working, "waits"))
        live.amend("waits", .buy, 100, at: 20_000, to: 200, at: 21_000)
        let terms = VenueReport.Content.terms(
            Price(mantissa: 2_100_000_000_000), Quantity(mantissa: 20_000_000), .none,
            askedAt: .none)
        #expect(
            live.heard.waits { _ in
                live.contents("waits").contains { content in
                    guard case .terms(let price, let quantity, _, _) = content else { return false }
                    return .terms(price, quantity, .none, askedAt: .none) == terms
                }
            })
        let stop = (try? VenueOrderID("A501")) ?? .none
        live.stop("stop", 300, at: 60_000)
        #expect(live.heard.waits { _ in live.contents("stop").contains(.accepted(stop)) })
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"59999"}"#)
        #expect(live.waits(until: .filled, "stop"))
        #expect(live.fills(of: "stop").allSatisfy { $0.venueOrderID == stop })
        live.cancel("waits")
        #expect(live.waits(until: .canceled, "waits"))
        try expectTruth(live, quantity: 20_000_000)
    }

    @Test func whatTheVenueWillNotCarryIsRefusedForCertain() throws {
        let live = try LiveFutures()
        defer { live.end() }
        #expect(live.heard.waits { $0.notices.contains(.streamLive) })
        live.place("huge", .buy, 900_000, at: 200_000)
        #expect(live.heard.waits { _ in !live.contents("huge").isEmpty })
        #expect(live.contents("huge") == [.rejected(Self.reason("-2027"))])
        live.place("large", .buy, 100_000, at: 60_000)
        #expect(live.heard.waits { _ in !live.contents("large").isEmpty })
        #expect(live.contents("large") == [.rejected(Self.reason("-2019:MARGIN_INSUFFICIENT"))])
    }

    private static func reason(_ text: String) -> ReasonCode { (try? ReasonCode(text)) ?? .none }

    /// The newest wallet that was told.
    private func wallet(_ page: Heard.Page) -> Money? {
        for notice in page.notices.reversed() {
            if case .balance(let balance) = notice { return balance.free }
        }
        return nil
    }

    /// Trades, position and wallet as they were told are those of the simulator.
    private func expectTruth(_ live: LiveFutures, quantity: Int64) throws {
        let truth = try live.truth()
        let trades = try #require(truth["trades"] as? [[String: Any]])
        let told = live.heard.now.reports.compactMap { report -> String? in
            guard case .fill(let fill) = report.content else { return nil }
            return "\(fill.tradeID) \(fill.price.mantissa) \(fill.quantity.mantissa) "
                + "\(fill.fee.raw / 10_000_000_000)"
        }
        let theirs = trades.map { trade in
            "\(trade["id"] ?? "") "
                + ["price", "qty", "commission"].map { Self.units(trade[$0]) }
                .joined(separator: " ")
        }
        #expect(Set(told) == Set(theirs))
        let positions = try #require(truth["positions"] as? [[String: Any]])
        #expect(Int64(Self.units(positions.first?["positionAmt"] ?? "0.00000000")) == quantity)
        let wallet = try #require(self.wallet(live.heard.now))
        #expect("\(wallet.raw / 10_000_000_000)" == Self.units(truth["wallet"]))
    }

    /// A number of eight decimals as a whole one.
    private static func units(_ text: Any?) -> String {
        let digits = "\(text ?? "")".replacing(".", with: "")
        return "\(Int64(digits) ?? -1)"
    }
}
