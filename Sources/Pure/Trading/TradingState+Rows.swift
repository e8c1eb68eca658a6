internal import Containers
internal import Domain

// What changes rows and keeps what is derived from them.
extension TradingState {
    mutating func append(_ order: Order) {
        let row = orders.append(order)
        guard !isReplaying else { return }
        orderIndex.insert(hash: order.request.reference.keyHash, row: row)
        attend(row, before: nil)
        expose(row, before: .none)
        watch(row)
    }

    mutating func append(_ fill: FillReport) {
        let row = fills.append(fill)
        guard !isReplaying else { return }
        fillIndex.insert(hash: fill.keyHash, row: row)
    }

    /// Changes an order and keeps what is derived from it.
    mutating func change(_ row: OrderRow, _ body: (inout Order) -> Void) {
        let index = Int(row.index)
        guard !isReplaying else { return orders[index].change(body) }
        let before = orders[index].wakeAt
        let working = WorkingQuantity(of: orders[index])
        orders[index].change(body)
        attend(index, before: before)
        expose(index, before: working)
        watchChange(index)
    }

    /// Makes what only deciding needs, after a replay or a snapshot: the indexes of orders and
    /// fills, which orders are live, and when they need attention.
    ///
    /// One index after the other: insertions that wait for nothing else overlap in the processor,
    /// where between two events each would wait for memory.
    mutating func deriveFromOrdersAndFills() {
        isReplaying = false
        orderIndex.reserve(orders.count)
        fillIndex.reserve(fills.count)
        // Every row is in its index once, so the index's count is the first row that is not.
        for row in orderIndex.count..<orders.count {
            orderIndex.insert(hash: orders[row].request.reference.keyHash, row: row)
        }
        for row in fillIndex.count..<fills.count {
            fillIndex.insert(hash: fills[row].keyHash, row: row)
        }
        live = LiveOrders()
        deadlines.removeAll()
        for row in 0..<orders.count { attend(row, before: nil) }
        deriveExposures()
        deriveWatch()
    }

    private mutating func attend(_ row: Int, before: Timestamp?) {
        guard !isReplaying else { return }
        live.update(row, isLive: orders[row].mayTrade || orders[row].isUncertain)
        if let wakeAt = orders[row].wakeAt, wakeAt != before {
            deadlines.insert(time: wakeAt.nanoseconds, row: row)
            if deadlines.count > 4 * (live.count + 1024) { sweepDeadlines() }
        }
    }

    /// Drops outdated deadlines. Without it a minute of orders, or a whole replay, would stay.
    private mutating func sweepDeadlines() {
        deadlines.removeAll()
        for row in live.all {
            guard let wakeAt = orders[Int(row)].wakeAt else { continue }
            deadlines.insert(time: wakeAt.nanoseconds, row: Int(row))
        }
    }

    /// Makes sure that there is a condition for every instrument up to `id`.
    mutating func ensureCondition(_ id: InstrumentID) {
        while conditions.count <= Int(id.raw) {
            conditions.append(
                InstrumentCondition(
                    instrument: InstrumentID(UInt32(conditions.count)), latestRow: .max,
                    mark: MarkPrice(raw: 0), markedAt: .none, isHalted: false))
        }
    }
}

extension Order {
    /// One access to a row of some 400 bytes, where each would be a copy.
    @inline(__always)
    fileprivate mutating func change(_ body: (inout Order) -> Void) {
        body(&self)
        if !isUncertain { queries = 0 }
    }
}
