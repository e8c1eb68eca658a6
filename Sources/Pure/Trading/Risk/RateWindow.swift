public import Containers
internal import Domain

/// How many orders and cancels there were of late in a scope with limits, in constant memory: eight
/// slots of a seventh of the window each, so that whatever may be in the window is counted.
public struct RateWindow: Sendable, Equatable {
    /// Nanoseconds of a slot; zero where nothing is limited, and nothing counted.
    private var width: Int64 = 0
    /// The number of the newest slot, counted from 1970.
    private var slot: Int64 = 0
    private var orders = SIMD8<UInt32>()
    private var cancels = SIMD8<UInt32>()

    /// Nothing was counted yet.
    init() {}

    var isCounting: Bool { width > 0 }

    /// Takes over how long the window of new limits is. What was counted stays in the newest slot.
    mutating func fit(_ limits: RiskLimits, at time: Timestamp) {
        let isLimited = limits.ordersInWindowMax != .max || limits.cancelsInWindowMax != .max
        let fitting = isLimited ? (limits.orderWindow + 6) / 7 : 0
        guard fitting != width else { return }
        let (ordersSoFar, cancelsSoFar) = isCounting ? counts(at: time) : (0, 0)
        self = RateWindow()
        width = fitting
        guard isCounting else { return }
        slot = time.nanoseconds / width
        orders[place] = ordersSoFar
        cancels[place] = cancelsSoFar
    }

    /// Counts one order.
    mutating func countOrder(at time: Timestamp) {
        guard isCounting else { return }
        advance(to: time)
        orders[place] &+= 1
    }

    /// Counts one cancel.
    mutating func countCancel(at time: Timestamp) {
        guard isCounting else { return }
        advance(to: time)
        cancels[place] &+= 1
    }

    /// What may be in the window that ends at a time, at most.
    func counts(at time: Timestamp) -> (orders: UInt32, cancels: UInt32) {
        var current = self
        current.advance(to: time)
        return (current.orders.wrappedSum(), current.cancels.wrappedSum())
    }

    private var place: Int { Int(slot & 7) }

    private mutating func advance(to time: Timestamp) {
        let now = time.nanoseconds / width
        guard now > slot else { return }
        for passed in 1...min(8, now - slot) {
            let free = Int((slot + passed) & 7)
            orders[free] = 0
            cancels[free] = 0
        }
        if now - slot > 8 {
            orders = SIMD8()
            cancels = SIMD8()
        }
        slot = now
    }
}

extension RateWindow: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(width)
        writer.put(slot)
        for place in orders.indices { writer.put(orders[place]) }
        for place in cancels.indices { writer.put(cancels[place]) }
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init()
        width = try reader.int64()
        slot = try reader.int64()
        for place in orders.indices { orders[place] = try reader.uint32() }
        for place in cancels.indices { cancels[place] = try reader.uint32() }
        guard width >= 0, slot >= 0 else {
            throw .invalidValue(of: "rate window", atOffset: reader.offset)
        }
    }
}

extension TradingState {
    /// Counts an order, or a cancel of one, in every scope that limits how many there may be.
    mutating func countRequest(_ request: OrderRequest, isCancel: Bool, at time: Timestamp) {
        guard watch.countsRates else { return }
        let found = limitRows(request, at: venue(request.instrument))
        for place in 0..<found.count {
            if isCancel {
                rates[found[place]].countCancel(at: time)
            } else {
                rates[found[place]].countOrder(at: time)
            }
        }
    }
}
