public import Containers
internal import Domain

extension TradingCore {
    /// Writes all of the state, for a snapshot.
    ///
    /// - Complexity: linear in the state.
    public func encode(into writer: inout ByteWriter) {
        writer.put(state.globals.mode.rawValue)
        writer.put(state.globals.epoch)
        writer.put(state.globals.sequence)
        writer.put(state.globals.time.nanoseconds)
        writer.put(state.globals.alarms)
        writer.put(state.globals.restartNext)
        writer.put(state.globals.restartEnd)
        state.instruments.encode(into: &writer)
        state.conditions.encode(into: &writer)
        state.flows.encode(into: &writer)
        state.balances.encode(into: &writer)
        state.positions.encode(into: &writer)
        state.orders.encode(into: &writer)
        state.fills.encode(into: &writer)
    }

    /// Reads back what ``encode(into:)`` wrote and derives the indexes.
    ///
    /// - Throws: ``ByteFault``. The snapshot is of another version or damaged: an older one, or the
    ///   journal alone, gives the same state.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init()
        state.globals.mode = try reader.code(TradingMode.self)
        state.globals.epoch = try reader.uint32()
        state.globals.sequence = try reader.uint64()
        state.globals.time = Timestamp(nanoseconds: try reader.int64())
        state.globals.alarms = try reader.uint64()
        state.globals.restartNext = try reader.uint32()
        state.globals.restartEnd = try reader.uint32()
        state.instruments = try ChunkedTable(decoding: &reader)
        state.conditions = try ChunkedTable(decoding: &reader)
        state.flows = try ChunkedTable(decoding: &reader)
        state.balances = try ChunkedTable(decoding: &reader)
        state.positions = try ChunkedTable(decoding: &reader)
        state.orders = try ChunkedTable(decoding: &reader)
        state.fills = try ChunkedTable(decoding: &reader)
        guard reader.remaining == 0 else {
            throw .invalidValue(of: "snapshot's end", atOffset: reader.offset)
        }
        state.deriveIndexes()
    }
}

extension TradingState {
    mutating func deriveIndexes() {
        for row in 0..<flows.count {
            flowIndex.insert(hash: Self.flowHash(flows[row].id), row: row)
        }
        for row in 0..<balances.count {
            let balance = balances[row]
            balanceIndex.insert(
                hash: Self.balanceHash(balance.account, balance.asset), row: row)
        }
        for row in 0..<positions.count {
            let position = positions[row]
            positionIndex.insert(
                hash: Self.positionHash(position.account, position.strategy, position.instrument),
                row: row)
        }
        deriveFromOrdersAndFills()
    }
}
