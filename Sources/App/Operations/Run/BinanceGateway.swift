internal import BinanceSpot
internal import BinanceUSDM
internal import Containers
internal import Domain
internal import Gateway
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

/// One of Binance's markets, live: its market data, and one account's orders.
final class BinanceGateway<Orders: OrderSession>: VenueGateway {
    private let market: LiveMarket<BinanceSpotSession>
    private let account: LiveAccount<Orders>

    init(market: LiveMarket<BinanceSpotSession>, account: LiveAccount<Orders>) {
        self.market = market
        self.account = account
    }

    func start() {
        market.start()
        account.start()
    }

    func stop(then: @escaping () -> Void) {
        market.stop()
        account.stop(drain: RunParts.Limits.answersNanoseconds, then: then)
    }

    func place(_ intent: PlacementIntent) { account.place(intent) }
    func cancel(_ intent: CancelIntent) { account.cancel(intent) }
    func amend(_ intent: AmendIntent) { account.amend(intent) }
    func objection(to change: TermsChange) -> AmendObjection? { Orders.objection(to: change) }
    func query(_ intent: QueryIntent) { account.query(intent) }
    func listOpenOrders() { account.listOpenOrders() }
    func listTrades(_ intent: TradeListIntent) { account.listTrades(intent) }
    func listBalances() { account.listBalances() }
    func listPositions() { account.listPositions() }
    func listMarginRules() { account.listMarginRules() }
    func listFunding(since start: Timestamp) { account.listFunding(since: start) }

    func distrust(_ instrument: InstrumentID, _ doubt: BookDoubt) {
        market.distrust(instrument, doubt)
    }

    var messages: Int64 { market.counts.messages }
    var reconnects: Int64 { market.reconnects + account.reconnects }
}

/// Makes gateways, as far as that goes without a socket.
struct BinanceGateways {
    let venue: Configuration.Venue
    let account: Configuration.Account
    /// What is known of instruments and orders of earlier runs.
    let state: ReleasedState
    let signer: any RequestSigner
    let gate: VenueGate
    let observer: any GatewayObserver

    /// The gateway that the venue's dialect needs.
    func make() throws(CommandFailure) -> any VenueGateway {
        let id = account.id.value
        let algorithm = account.algorithm.value.signing
        switch venue.speaks.value {
        case .binanceSpot:
            return try make(
                BinanceSpotOrders(.init(account: id, algorithm: algorithm)), .spot,
                [.book, .trades, .bestPrices])
        case .binanceUSDM:
            return try make(
                BinanceUSDMOrders(.init(account: id, algorithm: algorithm)), .usdmFutures,
                [.book, .aggregatedTrades, .bestPrices, .markPrices])
        }
    }

    private func make<Orders: OrderSession>(
        _ orders: Orders, _ dialect: BinanceSpotSession.Dialect, _ channels: [MarketChannel]
    ) throws(CommandFailure) -> any VenueGateway {
        let id = venue.id.value
        var market = BinanceSpotSession(
            BinanceSpotSession.Settings(
                venue: id, dialect: dialect,
                subscriptions: venue.instruments.value.flatMap { symbol in
                    channels.map { SpotSubscription(symbol, $0) }
                }))
        let known = state.latestInstruments
        guard market.restore(known) else { throw Self.unrestorable(known.count) }
        var orders = orders
        for instrument in known { orders.list(instrument) }
        for order in state.orders.suffix(ReconciliationReach.ordersRecalledMax)
        where order.venueOrderID != .none && order.request.account == account.id.value {
            orders.recall(order.request.reference, as: order.venueOrderID)
        }
        let seed = SystemRandomness.identity()
        do throws(SigningFault) {
            return BinanceGateway(
                market: LiveMarket(
                    market, of: id, through: gate, seed: seed.high, observer: observer),
                account: try LiveAccount(
                    orders, at: id, through: gate, signer: signer, seed: seed.low,
                    observer: observer))
        } catch {
            throw CommandFailure(
                "the key in \(account.keyFile.value) cannot be one: it holds a character that no "
                    + "key has",
                remedy: "Write the venue's API key into the file, and nothing else.",
                exit: .configuration)
        }
    }

    private static func unrestorable(_ count: Int) -> CommandFailure {
        CommandFailure(
            "cannot go on with this journal: its \(count) instruments are not numbered one by one",
            remedy: "Look at them with: plimsoll journal dump DIR | grep instrument_listed")
    }
}

extension Configuration.Account.Algorithm {
    fileprivate var signing: SigningAlgorithm {
        switch self {
        case .hmacSHA256: .hmacSHA256
        case .ed25519: .ed25519
        }
    }
}
