internal import Domain

/// Somebody who trades at the exchange.
public struct PaperAccount: Sendable {
    /// For people.
    public let name: String
    /// The exchange's own: it makes the market. It may owe what it does not have, pays no fee, is
    /// told nothing, and its closed orders are forgotten.
    public let isHouse: Bool
    /// It trades on margin: what it may owe is somebody else's to judge, and its balances here
    /// never change.
    public let isMargined: Bool
    /// One for each asset of the exchange, in its order.
    public internal(set) var balances: [PaperBalance]
    /// Numbers of its open orders, ascending. Empty for the house.
    public internal(set) var openOrders: [Int64] = []
    /// Numbers of all its orders, ascending. Empty for the house.
    public internal(set) var orders: [Int64] = []
    /// All its fills, the oldest first. Empty for the house.
    public internal(set) var fills: [PaperFill] = []

    /// The last order of a name.
    var orderOfName: [String: Int64] = [:]
    /// Rows of ``fills`` by order.
    var fillsOfOrder: [Int64: [Int]] = [:]

    init(_ name: String, isHouse: Bool, isMargined: Bool, assets: [String]) {
        self.name = name
        self.isHouse = isHouse
        self.isMargined = isMargined
        balances = assets.map { PaperBalance(asset: $0, free: .zero, locked: .zero) }
    }

    /// The fills of an order, the oldest first.
    public func fills(of order: Int64) -> [PaperFill] {
        (fillsOfOrder[order] ?? []).map { fills[$0] }
    }

    /// The number of the last order with this name.
    public func order(named clientID: String) -> Int64? { orderOfName[clientID] }

    mutating func close(_ order: Int64) {
        var low = 0
        var high = openOrders.count
        while low < high {
            let middle = (low + high) / 2
            if openOrders[middle] < order { low = middle + 1 } else { high = middle }
        }
        precondition(low < openOrders.count && openOrders[low] == order, "it is not open")
        openOrders.remove(at: low)
    }
}
