/// Counts what clients ask for, and turns away those who ask for too much.
///
/// - Source: Binance spot, "Limits", 2025-01: weight is counted per address and minute, orders per
///   account; 429 is a warning, and whoever goes on regardless is banned with 418.
struct RequestLimiter: Sendable {
    /// What is allowed.
    struct Bounds: Sendable, Equatable {
        var weightPerMinute = 6000
        var ordersPerTenSeconds = 100
        var ordersPerDay = 200_000
    }

    enum Limits {
        /// Requests turned away with 429 in a minute; one more is banned.
        static let warningsMax = 20
        /// How long a ban lasts.
        static let banSeconds = 120
        /// Addresses that are counted; beyond it all counts begin anew.
        static let peersMax = 1024
    }

    private struct Peer: Sendable {
        var minute: Int64 = 0
        var weight = 0
        var warnings = 0
        var bannedUntil: Int64 = 0
    }

    private struct Orders: Sendable {
        var window: Int64 = 0
        var day: Int64 = 0
        var inWindow = 0
        var inDay = 0
    }

    let bounds: Bounds
    private var peers: [String: Peer] = [:]
    private var orders: [Int: Orders] = [:]

    init(_ bounds: Bounds) { self.bounds = bounds }

    /// Counts a request. - Returns: the weight that its address used in this minute.
    mutating func take(
        weight: Int, from address: String, at milliseconds: Int64
    ) throws(PaperRefusal) -> Int {
        if peers.count > Limits.peersMax { peers.removeAll() }
        var peer = peers[address] ?? Peer()
        defer { peers[address] = peer }
        let minute = milliseconds / 60_000
        if peer.minute != minute { peer = Peer(minute: minute, bannedUntil: peer.bannedUntil) }
        guard milliseconds >= peer.bannedUntil else {
            let left = Int((peer.bannedUntil - milliseconds + 999) / 1000)
            throw PaperRefusal(
                -1003, "Way too much request weight used; IP banned until \(peer.bannedUntil).",
                status: 418, retryAfter: left)
        }
        peer.weight += weight
        guard peer.weight > bounds.weightPerMinute else { return peer.weight }
        peer.warnings += 1
        if peer.warnings > Limits.warningsMax {
            peer.bannedUntil = milliseconds + Int64(Limits.banSeconds) * 1000
        }
        throw PaperRefusal(
            -1003,
            "Too much request weight used; current limit is \(bounds.weightPerMinute) request "
                + "weight per 1 MINUTE.",
            status: 429, retryAfter: Int(60 - milliseconds / 1000 % 60))
    }

    /// Counts a new order of an account.
    mutating func takeOrder(of account: Int, at milliseconds: Int64) throws(PaperRefusal) {
        var counts = current(account, milliseconds)
        guard counts.inWindow < bounds.ordersPerTenSeconds else {
            throw tooMany(bounds.ordersPerTenSeconds, "10 SECOND", retryAfter: 10)
        }
        guard counts.inDay < bounds.ordersPerDay else {
            throw tooMany(bounds.ordersPerDay, "1 DAY", retryAfter: 3600)
        }
        counts.inWindow += 1
        counts.inDay += 1
        orders[account] = counts
    }

    /// Orders of an account in these ten seconds and on this day.
    func orderCounts(of account: Int, at milliseconds: Int64) -> (tenSeconds: Int, day: Int) {
        let counts = current(account, milliseconds)
        return (counts.inWindow, counts.inDay)
    }

    private func current(_ account: Int, _ milliseconds: Int64) -> Orders {
        var counts = orders[account] ?? Orders()
        if counts.window != milliseconds / 10_000 {
            counts.window = milliseconds / 10_000
            counts.inWindow = 0
        }
        if counts.day != milliseconds / 86_400_000 {
            counts.day = milliseconds / 86_400_000
            counts.inDay = 0
        }
        return counts
    }

    private func tooMany(_ limit: Int, _ interval: String, retryAfter: Int) -> PaperRefusal {
        PaperRefusal(
            -1015, "Too many new orders; current limit is \(limit) orders per \(interval).",
            status: 429, retryAfter: retryAfter)
    }
}
