internal import BinanceSpot
internal import Containers
internal import Domain
internal import Gateway
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

/// Binance spot, live: its market data, and one account's orders.
final class BinanceSpotGateway: VenueGateway {
    private let market: LiveMarket<BinanceSpotSession>
    private let account: LiveAccount<BinanceSpotOrders>

    init(market: LiveMarket<BinanceSpotSession>, account: LiveAccount<BinanceSpotOrders>) {
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

extension BinanceSpotGateway {
    /// Makes it, as far as it goes without a socket.
    ///
    /// - Parameter state: what is known of instruments and orders of earlier runs.
    convenience init(
        _ venue: Configuration.Venue, _ account: Configuration.Account,
        knowing state: ReleasedState,
        signer: any RequestSigner, through gate: VenueGate, observer: any GatewayObserver
    ) throws(CommandFailure) {
        let id = venue.id.value
        var market = BinanceSpotSession(
            BinanceSpotSession.Settings(
                venue: id, subscriptions: Self.subscriptions(venue.instruments.value)))
        let known = state.latestInstruments
        guard market.restore(known) else { throw Self.unrestorable(known.count) }
        var orders = BinanceSpotOrders(
            BinanceSpotOrders.Settings(
                account: account.id.value, algorithm: account.algorithm.value.signing))
        for instrument in known { orders.list(instrument) }
        for order in state.orders.suffix(ReconciliationReach.ordersRecalledMax)
        where order.venueOrderID != .none && order.request.account == account.id.value {
            orders.recall(order.request.reference, as: order.venueOrderID)
        }
        let seed = SystemRandomness.identity()
        do throws(SigningFault) {
            self.init(
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

    private static func subscriptions(_ symbols: [Symbol]) -> [SpotSubscription] {
        symbols.flatMap { symbol in
            [
                SpotSubscription(symbol, .book),
                SpotSubscription(symbol, .trades),
                SpotSubscription(symbol, .bestPrices),
            ]
        }
    }

    private static func unrestorable(_ count: Int) -> CommandFailure {
        CommandFailure(
            "cannot go on with this journal: its \(count) instruments are not numbered one by one",
            remedy: "Look at them with: plimsoll journal dump DIR | grep instrumentListed")
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
