public import Domain

/// What the venue calls orders, and what their clients call them: the last so many of them.
public struct OrderNames: Sendable {
    /// Bounds.
    public enum Limits {
        /// Orders remembered.
        public static let ordersMax = 1 << 14
    }

    private var names: [VenueOrderID: ClientOrderID] = [:]
    private var ring: [VenueOrderID] = []
    private var next = 0

    /// Without an order.
    public init() {}

    /// What the client calls it, nil where that is not known.
    public func find(_ order: VenueOrderID) -> ClientOrderID? { names[order] }

    /// Remembers a name in place of the oldest one. The first name of an order stays: a cancel may
    /// give it another.
    public mutating func note(_ order: VenueOrderID, _ name: ClientOrderID) {
        guard order != .none, names[order] == nil else { return }
        if ring.count < Limits.ordersMax {
            ring.append(order)
        } else {
            names[ring[next]] = nil
            ring[next] = order
            next = (next + 1) % Limits.ordersMax
        }
        names[order] = name
    }
}
