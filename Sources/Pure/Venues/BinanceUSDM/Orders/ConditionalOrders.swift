internal import Domain
internal import VenueKit

/// Orders that wait for their price, and the orders that they become: the venue numbers the two
/// apart, and to us they are one.
///
/// A condition's number is told as `A` and its digits; what comes of it goes by that name, too.
struct ConditionalOrders: Sendable {
    /// Bounds.
    enum Limits {
        /// Conditions remembered; the oldest go first.
        static let ordersMax = 1 << 13
    }

    private struct Entry: Sendable {
        let condition: VenueOrderID
        let name: ClientOrderID
        var order = VenueOrderID.none
    }

    private var entries: [VenueOrderID: Entry] = [:]
    private var conditionOfName: [ClientOrderID: VenueOrderID] = [:]
    private var conditionOfOrder: [VenueOrderID: VenueOrderID] = [:]
    private var ring: [VenueOrderID] = []
    private var next = 0

    /// The name of a condition by its number.
    static func identifier(_ number: UInt64) -> VenueOrderID {
        guard let name = try? VenueOrderID("A\(number)") else {
            preconditionFailure("twenty-one characters are an identifier")
        }
        return name
    }

    /// Whether a name is that of a condition.
    static func isCondition(_ order: VenueOrderID) -> Bool {
        order.count > 1 && order.byte(at: 0) == UInt8(ascii: "A")
    }

    /// Takes in an order of an earlier run, if it is one.
    mutating func recall(_ order: VenueOrderID, _ name: ClientOrderID) {
        if Self.isCondition(order) { note(order, name) }
    }

    /// A condition is known by this name.
    mutating func note(_ condition: VenueOrderID, _ name: ClientOrderID) {
        guard entries[condition] == nil else { return }
        if ring.count < Limits.ordersMax {
            ring.append(condition)
        } else {
            forget(ring[next])
            ring[next] = condition
            next = (next + 1) % Limits.ordersMax
        }
        entries[condition] = Entry(condition: condition, name: name)
        conditionOfName[name] = condition
    }

    private mutating func forget(_ condition: VenueOrderID) {
        guard let entry = entries.removeValue(forKey: condition) else { return }
        if conditionOfName[entry.name] == condition { conditionOfName[entry.name] = nil }
        conditionOfOrder[entry.order] = nil
    }

    /// A condition has become an order.
    mutating func become(_ condition: VenueOrderID, _ order: VenueOrderID) {
        guard entries[condition] != nil, order != .none else { return }
        entries[condition]?.order = order
        conditionOfOrder[order] = condition
    }

    /// What an order is to be called: its condition's name where it was one, by its number or by
    /// the client's name for it.
    mutating func name(of order: VenueOrderID, _ told: ClientOrderID) -> VenueOrderID {
        if let known = conditionOfOrder[order] { return known }
        guard let condition = conditionOfName[told] else { return order }
        become(condition, order)
        return condition
    }

    /// What a condition has become; nil where that is nothing yet, or not known.
    func order(of name: ClientOrderID) -> VenueOrderID? {
        guard let condition = conditionOfName[name], let entry = entries[condition],
            entry.order != .none
        else { return nil }
        return entry.order
    }

    /// The client's name for the condition that became an order.
    func client(of order: VenueOrderID) -> ClientOrderID? {
        conditionOfOrder[order].flatMap { entries[$0]?.name }
    }
}
