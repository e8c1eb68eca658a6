internal import Domain

/// Where an order stands, in one word for people and bots.
enum OrderStatus: String, CaseIterable {
    case pending, open, filled, canceled, expired, rejected, denied, unknown
    case partiallyFilled = "partially-filled"

    init(_ order: Order) {
        guard order.denial == .none else {
            self = .denied
            return
        }
        // Another order goes by its name, and that one is not closed.
        guard order.siblings == 0 || !order.venueState.isFinal else {
            self = .open
            return
        }
        switch order.venueState {
        case .none: self = order.placement.phase == .unknown ? .unknown : .pending
        case .working: self = .open
        case .partiallyFilled: self = .partiallyFilled
        case .filled: self = .filled
        case .canceled: self = .canceled
        case .expired: self = .expired
        case .rejected, .absent: self = .rejected
        }
    }
}

extension Side {
    var word: String {
        switch self {
        case .buy: "buy"
        case .sell: "sell"
        }
    }
}

extension OrderType {
    var word: String {
        switch self {
        case .limit: "limit"
        case .market: "market"
        case .stopMarket: "stop-market"
        case .stopLimit: "stop-limit"
        case .takeProfitMarket: "take-profit-market"
        case .takeProfitLimit: "take-profit-limit"
        }
    }
}

extension PositionLeg {
    var word: String {
        switch self {
        case .net: "net"
        case .long: "long"
        case .short: "short"
        }
    }
}

extension TimeInForce {
    var word: String {
        switch self {
        case .goodTillCanceled: "gtc"
        case .immediateOrCancel: "ioc"
        case .fillOrKill: "fok"
        case .goodTillDate: "gtd"
        }
    }
}

extension TradingMode {
    var word: String {
        switch self {
        case .active: "active"
        case .reducing: "reducing"
        case .halted: "halted"
        }
    }
}

extension Timestamp {
    /// Since 1970, cut toward zero.
    var microseconds: Int64 { nanoseconds / 1_000 }
}
