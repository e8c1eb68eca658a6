import BinanceSpot
import Domain
import Foundation
import Gateway
import Host
import Markets
import Testing
import VenueKit

/// What an observer heard, to be looked at from the test's thread.
final class Heard: GatewayObserver, Sendable {
    struct Page: Sendable {
        var snapshots = 0
        var updates = 0
        var reports: [VenueReport] = []
        var notices: [OrderNotice] = []
        var instruments: [Instrument] = []
        var marketLinks: [LinkState] = []
        var orderLinks: [LinkState] = []
        var paper: [Bool] = []
        var hasEnded = false

        func contents(of name: String) -> [VenueReport.Content] {
            reports.filter { $0.order == OrderScript.reference(name) }.map(\.content)
        }
    }

    private let page = Locked(Page())
    var now: Page { page.withLock { $0 } }

    func change(_ body: (inout Page) -> Void) { page.withLock { body(&$0) } }

    /// Waits until it is so. - Returns: false where it is not within so many seconds.
    func waits(atMost seconds: Int = 20, _ condition: (Page) -> Bool) -> Bool {
        for _ in 0..<100 * seconds {
            if condition(now) { return true }
            usleep(10_000)
        }
        return false
    }

    func received(_ batch: MarketBatch, from venue: VenueID, at now: Timestamp) {
        change { page in
            for event in batch.events {
                if case .bookSnapshot = event { page.snapshots += 1 }
                if case .bookUpdate = event { page.updates += 1 }
            }
        }
    }
    func reported(_ reports: [VenueReport], by account: AccountID, at now: Timestamp) {
        change { $0.reports += reports }
    }
    func noticed(_ notice: OrderNotice, of account: AccountID, at now: Timestamp) {
        change { $0.notices.append(notice) }
    }
    func listed(_ instruments: [Instrument], by venue: VenueID, at now: Timestamp) {
        change { $0.instruments += instruments }
    }
    func marketLinkChanged(_ state: LinkState, of venue: VenueID, at now: Timestamp) {
        change { $0.marketLinks.append(state) }
    }
    func orderLinkChanged(_ state: LinkState, of account: AccountID, at now: Timestamp) {
        change { $0.orderLinks.append(state) }
    }
    func troubled(_ why: String?, at venue: VenueID, at now: Timestamp) {}
    func paperProved(_ isPaper: Bool, of venue: VenueID, at now: Timestamp) {
        change { $0.paper.append(isPaper) }
    }
}

/// Both links to a simulator, on a loop of their own.
final class LiveHouse {
    struct Links {
        let market: LiveMarket<BinanceSpotSession>
        let account: LiveAccount<BinanceSpotOrders>
    }

    let heard = Heard()
    let loop: EventLoop
    private let links: LoopConfined<Links>

    init(
        _ simulator: Simulator, _ route: BinanceSpotOrders.Route, signer: DemoSigner = DemoSigner()
    ) throws {
        loop = try EventLoop()
        let http = try HTTPClient(on: loop)
        let address = simulator.authority
        let endpoints = VenueEndpoints(
            rest: "http://\(address)", stream: "ws://\(address)/stream",
            orders: "ws://\(address)/ws-api/v3")
        let (loop, heard) = (self.loop, self.heard)
        links = try #require(
            loop.perform {
                let gate = VenueGate(endpoints, on: loop, http: http)
                let session = BinanceSpotSession(
                    .init(subscriptions: [SpotSubscription(Script.symbol("BTCUSDT"), .book)]))
                let orders = BinanceSpotOrders(.init(account: OrderScript.account, route: route))
                guard
                    let account = try? LiveAccount(
                        orders, at: VenueID(0), through: gate, signer: signer, seed: 2,
                        observer: heard)
                else { return nil }
                let market = LiveMarket(
                    session, of: VenueID(0), through: gate, seed: 1, observer: heard)
                market.start()
                account.start()
                return LoopConfined(Links(market: market, account: account), on: loop)
            } ?? nil)
    }

    func onLoop(_ body: @escaping @Sendable (Links) -> Void) {
        let links = self.links
        _ = loop.perform { body(links.value) }
    }

    /// - Parameters:
    ///   - price: nil for a market order.
    ///   - trigger: a fall or rise to it stops a loss; nil where it does not wait.
    func place(
        _ name: String, _ side: Side, price: Int64?, trigger: Int64? = nil, hundredths: Int64 = 1
    ) throws {
        let instrument = try #require(heard.now.instruments.last)
        let perUnit = Int64(powerOfTen(instrument.priceDecimals))
        let request = OrderRequest(
            account: OrderScript.account, strategy: StrategyID(1),
            clientOrderID: OrderScript.reference(name).clientOrderID, instrument: instrument.id,
            side: side,
            type: trigger == nil
                ? (price == nil ? .market : .limit) : (price == nil ? .stopMarket : .stopLimit),
            timeInForce: price == nil && trigger == nil ? .immediateOrCancel : .goodTillCanceled,
            price: price.map { Price(mantissa: $0 * perUnit) } ?? .zero,
            quantity: Self.quantity(hundredths, instrument),
            triggerPrice: trigger.map { Price(mantissa: $0 * perUnit) } ?? .zero)
        let deadline = Timestamp(nanoseconds: SystemTime().realtimeNanoseconds())
            .adding(milliseconds: 5000)
        onLoop {
            $0.account.place(
                PlacementIntent(request: request, instrument: instrument, deadline: deadline))
        }
    }

    private static func quantity(_ hundredths: Int64, _ instrument: Instrument) -> Quantity {
        Quantity(mantissa: hundredths * Int64(powerOfTen(instrument.quantityDecimals - 2)))
    }

    /// Gives a buy at a price another quantity.
    func amend(_ name: String, price: Int64, _ hundredths: Int64, to fewer: Int64) throws {
        let instrument = try #require(heard.now.instruments.last)
        let price = Price(mantissa: price * Int64(powerOfTen(instrument.priceDecimals)))
        let request = OrderRequest(
            account: OrderScript.account, strategy: StrategyID(1),
            clientOrderID: OrderScript.reference(name).clientOrderID, instrument: instrument.id,
            side: .buy, type: .limit, price: price,
            quantity: Self.quantity(hundredths, instrument))
        let deadline = Timestamp(nanoseconds: SystemTime().realtimeNanoseconds())
            .adding(milliseconds: 5000)
        onLoop {
            $0.account.amend(
                AmendIntent(
                    request: request, instrument: instrument, price: price,
                    quantity: request.quantity, newPrice: price,
                    newQuantity: Self.quantity(fewer, instrument), deadline: deadline))
        }
    }

    func cancel(_ name: String) throws {
        let instrument = try #require(heard.now.instruments.last)
        let deadline = Timestamp(nanoseconds: SystemTime().realtimeNanoseconds())
            .adding(milliseconds: 5000)
        onLoop {
            $0.account.cancel(
                CancelIntent(
                    order: OrderScript.reference(name), instrument: instrument, deadline: deadline))
        }
    }

    func end() { loop.stop() }
}
