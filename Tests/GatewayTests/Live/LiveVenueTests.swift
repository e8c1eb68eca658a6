import BinanceSpot
import Domain
import Gateway
import Testing
import VenueKit

/// The whole gateway on real sockets, against the simulator as a process of its own.
@Suite(.enabled(if: Simulator.path != nil, "needs the built simulator"), .serialized)
struct LiveVenueTests {
    @Test(arguments: BinanceSpotOrders.Route.allCases)
    func ordersAreTradedCancelledAndAskedForOverBothWays(_ route: BinanceSpotOrders.Route) throws {
        let simulator = try Simulator()
        defer { simulator.end() }
        let house = try LiveHouse(simulator, route)
        defer { house.end() }
        #expect(house.heard.waits { $0.notices.contains(.streamLive) && !$0.instruments.isEmpty })
        #expect(house.heard.waits { $0.snapshots > 0 && $0.updates > 0 })
        #expect(house.heard.waits { $0.paper.last == true })

        try house.place("taker", .buy, price: nil)
        #expect(house.heard.waits { $0.contents(of: "taker").contains { Self.isFill($0) } })
        try house.place("maker", .buy, price: 20_000)
        #expect(house.heard.waits { $0.contents(of: "maker").contains { Self.isAccepted($0) } })
        house.onLoop { $0.account.listOpenOrders() }
        #expect(
            house.heard.waits { page in
                page.notices.contains { if case .openOrdersListed = $0 { true } else { false } }
            })
        try house.cancel("maker")
        #expect(house.heard.waits { $0.contents(of: "maker").contains { Self.isCanceled($0) } })

        house.onLoop { $0.account.listBalances() }
        #expect(
            house.heard.waits { page in
                page.notices.contains { if case .balances = $0 { true } else { false } }
            })
        let instrument = try #require(house.heard.now.instruments.last)
        house.onLoop {
            let zero = (try? TradeID("0")) ?? .none
            $0.account.listTrades(
                TradeListIntent(instrument: instrument, beginning: .after(zero)))
        }
        #expect(
            house.heard.waits { page in
                page.notices.contains { if case .tradesListed = $0 { true } else { false } }
            })
        let heard = house.heard
        house.onLoop { links in
            links.market.stop()
            links.account.stop(drain: 5_000_000_000) { heard.change { $0.hasEnded = true } }
        }
        #expect(house.heard.waits(\.hasEnded))
    }

    @Test(arguments: BinanceSpotOrders.Route.allCases)
    func aStopWaitsAndIsMetAndAnOrderIsMadeSmaller(_ route: BinanceSpotOrders.Route) throws {
        let simulator = try Simulator()
        defer { simulator.end() }
        let house = try LiveHouse(simulator, route)
        defer { house.end() }
        #expect(house.heard.waits { $0.notices.contains(.streamLive) && !$0.instruments.isEmpty })

        try house.place("maker", .buy, price: 20_000, hundredths: 3)
        #expect(house.heard.waits { $0.contents(of: "maker").contains { Self.isAccepted($0) } })
        try house.amend("maker", price: 20_000, 3, to: 2)
        #expect(house.heard.waits { $0.contents(of: "maker").contains { Self.isTerms($0) } })
        try house.amend("maker", price: 20_000, 2, to: 4)
        #expect(
            house.heard.waits {
                $0.contents(of: "maker").contains { Self.isAmendRejected($0) }
            })

        try house.place("far", .sell, price: 19_000, trigger: 20_000)
        #expect(house.heard.waits { $0.contents(of: "far").contains { Self.isAccepted($0) } })
        try house.cancel("far")
        #expect(house.heard.waits { $0.contents(of: "far").contains { Self.isCanceled($0) } })

        try house.place("taker", .buy, price: nil)
        #expect(house.heard.waits { $0.contents(of: "taker").contains { Self.isFill($0) } })
        let instrument = try #require(house.heard.now.instruments.last)
        let last = house.heard.now.contents(of: "taker").compactMap { content -> Int64? in
            guard case .fill(let fill) = content else { return nil }
            return fill.price.mantissa / Int64(powerOfTen(instrument.priceDecimals))
        }.first
        // What is sold then is far more than the book would buy above that.
        try house.place("stop", .sell, price: nil, trigger: try #require(last) - 8)
        #expect(house.heard.waits { $0.contents(of: "stop").contains { Self.isAccepted($0) } })
        // The market may have risen in between: it is sold until it has fallen that far.
        var sweeps = 0
        while sweeps < 4, !house.heard.waits(atMost: sweeps, { Self.isFilled("stop", $0) }) {
            sweeps += 1
            try house.place("sweep-\(sweeps)", .sell, price: nil, hundredths: 475)
        }
        #expect(house.heard.waits { Self.isFilled("stop", $0) })
    }

    @Test func connectionsThatAreCutAreMadeAgain() throws {
        let simulator = try Simulator(["--fault", "disconnect=0.5"])
        defer { simulator.end() }
        let house = try LiveHouse(simulator, .rest)
        defer { house.end() }
        #expect(house.heard.waits { page in page.notices.count { $0 == .streamLive } >= 2 })
        #expect(house.heard.waits { $0.snapshots >= 2 })
        #expect(house.heard.now.orderLinks.contains { $0.retryAt != nil })
    }

    @Test func anOrderThatIsNeverAnsweredIsUnknownAndOnTheStreamAllTheSame() throws {
        let simulator = try Simulator(["--fault", "lost-answer=1"])
        defer { simulator.end() }
        let house = try LiveHouse(simulator, .rest)
        defer { house.end() }
        #expect(house.heard.waits { $0.notices.contains(.streamLive) && !$0.instruments.isEmpty })
        try house.place("lost", .buy, price: 20_000)
        #expect(
            house.heard.waits {
                $0.contents(of: "lost").contains(.requestFailed(.place, .deadline))
            })
        #expect(house.heard.now.contents(of: "lost").count { Self.isAccepted($0) } == 1)
        #expect(!house.heard.now.contents(of: "lost").contains { Self.isRejected($0) })
    }

    @Test func aWrongKeyIsSaidAndNothingIsTraded() throws {
        let simulator = try Simulator()
        defer { simulator.end() }
        let house = try LiveHouse(
            simulator, .rest, signer: DemoSigner(secret: Array("wrong".utf8)))
        defer { house.end() }
        #expect(
            house.heard.waits { page in
                page.notices.contains {
                    if case .credentialsRefused = $0 { true } else { false }
                }
            })
        #expect(!house.heard.now.notices.contains(.streamLive))
    }

    private static func isFilled(_ name: String, _ page: Heard.Page) -> Bool {
        page.contents(of: name).contains { isFill($0) }
    }
    private static func isFill(_ content: VenueReport.Content) -> Bool {
        if case .fill = content { true } else { false }
    }
    private static func isAccepted(_ content: VenueReport.Content) -> Bool {
        if case .accepted = content { true } else { false }
    }
    private static func isTerms(_ content: VenueReport.Content) -> Bool {
        if case .terms = content { true } else { false }
    }
    private static func isAmendRejected(_ content: VenueReport.Content) -> Bool {
        if case .amendRejected = content { true } else { false }
    }
    private static func isRejected(_ content: VenueReport.Content) -> Bool {
        if case .rejected = content { true } else { false }
    }
    private static func isCanceled(_ content: VenueReport.Content) -> Bool {
        if case .status(.canceled, _, _) = content { true } else { false }
    }
}
