/// What there is, and by which method.
enum Route: String, CaseIterable {
    case orders, order, sweep, absence, fills, positions, balances, instruments, book, candles
    case trades, health, tradingMode, tradingStates, kill, killLift, risk, capital, allocations
    case transfers, margin, reconciliation, live, ready, metrics, socket, files

    var path: String {
        switch self {
        case .orders: "/api/v1/orders"
        case .order: "/api/v1/orders/{clientOrderId}"
        case .sweep: "/api/v1/orders/cancel-all"
        case .absence: "/api/v1/orders/{clientOrderId}/state-absent"
        case .fills: "/api/v1/fills"
        case .positions: "/api/v1/positions"
        case .balances: "/api/v1/balances"
        case .instruments: "/api/v1/instruments"
        case .book: "/api/v1/book"
        case .candles: "/api/v1/candles"
        case .trades: "/api/v1/trades"
        case .health: "/api/v1/health"
        case .tradingMode: "/api/v1/trading-mode"
        case .tradingStates: "/api/v1/trading-states"
        case .kill: "/api/v1/kill"
        case .killLift: "/api/v1/kill/lift"
        case .risk: "/api/v1/risk"
        case .capital: "/api/v1/capital"
        case .allocations: "/api/v1/allocations"
        case .transfers: "/api/v1/transfers"
        case .margin: "/api/v1/margin"
        case .reconciliation: "/api/v1/reconciliation/accept"
        case .live: "/livez"
        case .ready: "/readyz"
        case .metrics: "/metrics"
        case .socket: "/ws"
        case .files: "/"
        }
    }

    /// HEAD goes where GET does.
    var methods: [String] {
        switch self {
        case .orders: ["GET", "HEAD", "POST"]
        case .order: ["GET", "HEAD", "PATCH", "DELETE"]
        case .sweep, .absence, .tradingMode, .tradingStates, .kill, .killLift, .reconciliation,
            .allocations, .transfers:
            ["POST"]
        case .fills, .positions, .balances, .instruments, .book, .candles, .trades, .health, .risk,
            .capital, .margin, .live, .ready, .metrics, .socket, .files:
            ["GET", "HEAD"]
        }
    }

    /// The path of every order begins so; its identifier follows.
    static let orderPrefix = "/api/v1/orders/"
    /// What follows the identifier where a person states an order's absence.
    static let absenceSuffix = "/state-absent"
    private static let byPath: [String: Route] = Dictionary(
        uniqueKeysWithValues: allCases.filter { $0 != .order && $0 != .absence }.map {
            ($0.path, $0)
        })

    /// The route of a path; nil for what there is not. Everything outside of `/api` is a file, be
    /// it there or not.
    init?(path: String) {
        if let route = Self.byPath[path] {
            self = route
        } else if path.hasPrefix(Self.orderPrefix) {
            self = path.hasSuffix(Self.absenceSuffix) ? .absence : .order
        } else if path.hasPrefix("/api/") || path == "/api" {
            return nil
        } else {
            self = .files
        }
    }
}
