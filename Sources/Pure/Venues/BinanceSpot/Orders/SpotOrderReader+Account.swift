internal import Domain
internal import VenueKit
internal import Wire

/// The names that a message has for balances.
struct SpotBalanceKeys {
    let list: JSONKey
    let asset: JSONKey
    let free: JSONKey
    let locked: JSONKey

    /// - Source: Binance spot, "Account information".
    static var answer: SpotBalanceKeys {
        SpotBalanceKeys(list: "balances", asset: "asset", free: "free", locked: "locked")
    }
    /// - Source: Binance spot, "User Data Streams", account update: B what is free and locked.
    static var event: SpotBalanceKeys {
        SpotBalanceKeys(list: "B", asset: "a", free: "f", locked: "l")
    }
}

// What an account holds.
extension MessageReader {
    /// - Returns: the balances, and how many there are whose name or amounts cannot be kept
    ///   exactly.
    func balances(
        _ keys: SpotBalanceKeys, _ node: Node, _ text: Span<UInt8>, at time: Timestamp
    ) throws(MessageFault) -> (balances: [BalanceNotice], unreadable: Int) {
        guard let list = member(keys.list, node, text), document.kind(list) == .array else {
            throw .member(keys.list.description)
        }
        var balances: [BalanceNotice] = []
        var unreadable = 0
        var cursor = document.cursor(list)
        while let entry = document.next(&cursor) {
            let free = try money(keys.free, entry, text)
            let locked = try money(keys.locked, entry, text)
            guard let name = bytes(keys.asset, entry, text) else {
                throw .member(keys.asset.description)
            }
            if let free, let locked, let asset = Self.asset(name) {
                balances.append(
                    BalanceNotice(asset: asset, free: free, locked: locked, time: time))
            } else {
                unreadable += 1
            }
        }
        return (balances, unreadable)
    }
}
