import BinanceUSDM
import Domain
import Foundation
import Gateway
import Host
import Testing
import VenueKit
import Wire

/// One account's orders at the futures simulator, on a loop of their own, and the simulator's own
/// truth beside them.
final class LiveFutures {
    static let account = AccountID(3)
    static let instrument = Instrument(
        id: InstrumentID(0), venue: VenueID(0), symbol: (try? Symbol("BTCUSDT")) ?? .none,
        base: (try? Asset("BTC")) ?? .none, quote: (try? Asset("USDT")) ?? .none,
        priceDecimals: 8, quantityDecimals: 8, tick: Price(mantissa: 10_000_000),
        lot: Quantity(mantissa: 100_000), quantityMin: Quantity(mantissa: 100_000),
        quantityMax: Quantity(mantissa: 100_000_000_000), notionalMin: .zero)

    let heard = Heard()
    let simulator: Simulator
    private let loop: EventLoop
    private let http: LoopConfined<HTTPClient>
    private let links: LoopConfined<LiveAccount<BinanceUSDMOrders>>

    init(_ arguments: [String] = []) throws {
        simulator = try Simulator(["--speak", "binance-usdm"] + arguments)
        loop = try EventLoop()
        let http = try HTTPClient(on: loop)
        let address = simulator.authority
        let endpoints = VenueEndpoints(
            rest: "http://\(address)", stream: "ws://\(address)/public/stream",
            orders: "ws://\(address)/private/ws")
        let (loop, heard) = (self.loop, self.heard)
        self.http = LoopConfined(http, on: loop)
        links = try #require(
            loop.perform {
                let gate = VenueGate(endpoints, on: loop, http: http)
                var orders = BinanceUSDMOrders(
                    .init(account: Self.account, triggersByMark: true))
                orders.list(Self.instrument)
                guard
                    let account = try? LiveAccount(
                        orders, at: VenueID(0), through: gate, signer: DemoSigner(), seed: 2,
                        observer: heard)
                else { return nil }
                account.start()
                return LoopConfined(account, on: loop)
            } ?? nil)
    }

    func end() {
        loop.stop()
        simulator.end()
    }

    func onLoop(_ body: @escaping @Sendable (LiveAccount<BinanceUSDMOrders>) -> Void) {
        let links = self.links
        _ = loop.perform { body(links.value) }
    }

    static func reference(_ name: String) -> OrderReference {
        OrderReference(account: account, clientOrderID: (try? ClientOrderID(name)) ?? .none)
    }

    /// - Parameters:
    ///   - thousandths: of a coin.
    ///   - price: in dollars; nil for a market order.
    func place(_ name: String, _ side: Side, _ thousandths: Int64, at price: Int64? = nil) {
        let request = OrderRequest(
            account: Self.account, strategy: StrategyID(1),
            clientOrderID: Self.reference(name).clientOrderID, instrument: InstrumentID(0),
            side: side, type: price == nil ? .market : .limit,
            timeInForce: price == nil ? .immediateOrCancel : .goodTillCanceled,
            price: price.map { Price(mantissa: $0 * 100_000_000) } ?? .zero,
            quantity: Quantity(mantissa: thousandths * 100_000))
        let intent = PlacementIntent(
            request: request, instrument: Self.instrument, deadline: Self.deadline)
        onLoop { $0.place(intent) }
    }

    /// Gives an order another quantity and price.
    func amend(
        _ name: String, _ side: Side, _ old: Int64, at oldPrice: Int64, to new: Int64,
        at newPrice: Int64
    ) {
        let unit: Int64 = 100_000_000
        let request = OrderRequest(
            account: Self.account, strategy: StrategyID(1),
            clientOrderID: Self.reference(name).clientOrderID, instrument: InstrumentID(0),
            side: side, type: .limit, price: Price(mantissa: oldPrice * unit),
            quantity: Quantity(mantissa: old * 100_000))
        let intent = AmendIntent(
            request: request, instrument: Self.instrument, price: request.price,
            quantity: request.quantity, newPrice: Price(mantissa: newPrice * unit),
            newQuantity: Quantity(mantissa: new * 100_000), deadline: Self.deadline)
        onLoop { $0.amend(intent) }
    }

    /// Sells once the mark has come down to a price.
    func stop(_ name: String, _ thousandths: Int64, at price: Int64) {
        let request = OrderRequest(
            account: Self.account, strategy: StrategyID(1),
            clientOrderID: Self.reference(name).clientOrderID, instrument: InstrumentID(0),
            side: .sell, type: .stopMarket, quantity: Quantity(mantissa: thousandths * 100_000),
            triggerPrice: Price(mantissa: price * 100_000_000), isReduceOnly: true)
        let intent = PlacementIntent(
            request: request, instrument: Self.instrument, deadline: Self.deadline)
        onLoop { $0.place(intent) }
    }

    func cancel(_ name: String) {
        let intent = CancelIntent(
            order: Self.reference(name), instrument: Self.instrument, deadline: Self.deadline)
        onLoop { $0.cancel(intent) }
    }

    private static var deadline: Timestamp {
        Timestamp(nanoseconds: SystemTime().realtimeNanoseconds()).adding(milliseconds: 5000)
    }

    /// What was said of an order.
    func contents(_ name: String) -> [VenueReport.Content] {
        heard.now.reports.filter { $0.order == Self.reference(name) }.map(\.content)
    }

    /// Waits until so many trades of an order were told.
    func waits(forFills count: Int, of name: String) -> Bool {
        heard.waits { _ in fills(of: name).count >= count }
    }

    func fills(of name: String) -> [FillReport] {
        contents(name).compactMap { content in
            if case .fill(let fill) = content { fill } else { nil }
        }
    }

    /// Waits until an order is as it says.
    func waits(until state: VenueOrderState, _ name: String) -> Bool {
        heard.waits { _ in
            contents(name).contains { content in
                if case .status(state, _, _) = content { true } else { false }
            }
        }
    }

    // MARK: - The simulator's own truth

    /// Everything that the simulator has of the account.
    func truth() throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: try ask("GET", "ledger", ""))
        let accounts = (object as? [String: Any])?["accounts"] as? [[String: Any]]
        return try #require(accounts?.first)
    }

    /// Asks the venue as any client would. - Returns: the status and the answer.
    func request(_ method: String, _ path: String, _ query: String) throws -> (Int, Any) {
        let stamp = SystemTime().realtimeNanoseconds() / 1_000_000
        let payload = query + (query.isEmpty ? "" : "&") + "timestamp=\(stamp)"
        let signature = HMACSHA256.hexadecimal(
            of: Array(payload.utf8), key: Array("demo-secret".utf8))
        let answer = try send(
            method,
            "/fapi/" + path + "?" + payload + "&signature="
                + String(decoding: signature, as: UTF8.self), "")
        let object = try JSONSerialization.jsonObject(with: Data(answer.body))
        return (answer.status, object)
    }

    /// Tells the simulator to do something at once.
    func post(_ path: String, _ body: String) throws { _ = try ask("POST", path, body) }

    /// What the simulator answers to what it is told to do: the status.
    func status(_ path: String, _ body: String) throws -> Int {
        try send("POST", "/plimsoll-sim/" + path, body).status
    }

    private func ask(_ method: String, _ path: String, _ body: String) throws -> Data {
        Data(try send(method, "/plimsoll-sim/" + path, body).body)
    }

    private func send(_ method: String, _ path: String, _ body: String) throws -> HTTPAnswer {
        let answer = Locked<HTTPAnswer?>(nil)
        let (loop, address, http) = (self.loop, simulator.authority, self.http)
        _ = loop.perform {
            http.value.send(
                HTTPCall(
                    method: method, url: "http://\(address)" + path,
                    headers: [HTTPHeader("x-mbx-apikey", "demo-key")], body: Array(body.utf8),
                    timeoutNanoseconds: 5_000_000_000, bodyBytesMax: 1 << 20)
            ) { outcome in
                guard case .answered(let told) = outcome else { return }
                answer.withLock { $0 = told }
            }
        }
        #expect(heard.waits { _ in answer.withLock { $0 != nil } })
        return try #require(answer.withLock { $0 })
    }
}
