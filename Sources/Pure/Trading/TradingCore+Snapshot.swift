public import Containers
internal import Domain

extension TradingCore {
    /// Writes all of the state, for a snapshot.
    ///
    /// - Complexity: linear in the state.
    public func encode(into writer: inout ByteWriter) {
        encode(into: &writer, pieceBytes: .max) { _ in }
    }

    /// The same, piece by piece: hands the writer over whenever it holds `pieceBytes` or a little
    /// more, to be emptied. What is in it at the end is the last piece.
    public func encode<Failure: Error>(
        into writer: inout ByteWriter, pieceBytes: Int,
        _ passOn: (inout ByteWriter) throws(Failure) -> Void
    ) throws(Failure) {
        writer.put(state.globals.mode.rawValue)
        writer.put(state.globals.epoch)
        writer.put(state.globals.sequence)
        writer.put(state.globals.time.nanoseconds)
        writer.put(state.globals.alarms)
        writer.put(state.globals.restartNext)
        writer.put(state.globals.restartEnd)
        try state.instruments.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.conditions.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.flows.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.balances.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.positions.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.orders.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.fills.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        state.globals.valuation.encode(into: &writer)
        writer.put(state.globals.lastFillAt.nanoseconds)
        writer.put(state.globals.sweepFirst)
        try state.capitals.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.transfers.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.fundings.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.allocations.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.restrictions.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.limits.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.rates.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.marginTables.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.marginTerms.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.conversions.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.accounts.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.foreignOrders.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.sweeps.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.busts.encode(into: &writer, pieceBytes: pieceBytes, passOn)
        try state.alarms.encode(into: &writer, pieceBytes: pieceBytes, passOn)
    }

    /// Reads back what ``encode(into:)`` wrote and derives the indexes.
    ///
    /// - Parameter thenReplaying: what only deciding needs is left for ``endReplay()``, which has
    ///   to follow before anything is decided.
    /// - Throws: ``ByteFault``. The snapshot is of another version or damaged: an older one, or the
    ///   journal alone, gives the same state.
    @_lifetime(reader: copy reader)
    public init(
        decoding reader: inout ByteReader, thenReplaying: Bool = false
    ) throws(ByteFault) {
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
        if reader.layout >= 2 {
            try readHouse(&reader)
        } else {
            poolCapital()
        }
        guard reader.remaining == 0 else {
            throw .invalidValue(of: "snapshot's end", atOffset: reader.offset)
        }
        state.deriveIndexes()
        if thenReplaying { beginReplay() } else { state.deriveFromOrdersAndFills() }
    }

    @_lifetime(reader: copy reader)
    private mutating func readHouse(_ reader: inout ByteReader) throws(ByteFault) {
        state.globals.valuation = try Asset(decoding: &reader)
        state.globals.lastFillAt = Timestamp(nanoseconds: try reader.int64())
        state.globals.sweepFirst = try reader.uint32()
        state.capitals = try ChunkedTable(decoding: &reader)
        state.transfers = try ChunkedTable(decoding: &reader)
        state.fundings = try ChunkedTable(decoding: &reader)
        state.allocations = try ChunkedTable(decoding: &reader)
        state.restrictions = try ChunkedTable(decoding: &reader)
        state.limits = try ChunkedTable(decoding: &reader)
        state.rates = try ChunkedTable(decoding: &reader)
        guard state.rates.count == state.limits.count else {
            throw .invalidValue(of: "rate windows", atOffset: reader.offset)
        }
        state.marginTables = try ChunkedTable(decoding: &reader)
        state.marginTerms = try ChunkedTable(decoding: &reader)
        state.conversions = try ChunkedTable(decoding: &reader)
        state.accounts = try ChunkedTable(decoding: &reader)
        state.foreignOrders = try ChunkedTable(decoding: &reader)
        state.sweeps = try ChunkedTable(decoding: &reader)
        state.busts = try ChunkedTable(decoding: &reader)
        state.alarms = try ChunkedTable(decoding: &reader)
        guard state.alarms.count <= Limits.alarmsKept else {
            throw .invalidValue(of: "alarms", atOffset: reader.offset)
        }
    }

    /// Before there were sub-accounts, all that an account had was the pool's.
    private mutating func poolCapital() {
        for row in 0..<state.balances.count {
            let balance = state.balances[row]
            var capital = Capital(
                account: balance.account, strategy: .external, asset: balance.asset)
            capital.total = balance.total
            capital.reserved = balance.reserved
            state.capitals.append(capital)
        }
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
                hash: Self.positionHash(
                    position.account, position.strategy, position.instrument, position.leg),
                row: row)
        }
        deriveHouseIndexes()
    }
}

extension TradingState {
    private mutating func deriveHouseIndexes() {
        for row in 0..<marginTables.count { checkTiers(row) }
        for (row, capital) in capitals.enumerated() {
            capitalIndex.insert(
                hash: Self.capitalHash(capital.account, capital.strategy, capital.asset), row: row)
        }
        for (row, transfer) in transfers.enumerated() {
            transferIndex.insert(hash: Self.flowHash(transfer.id), row: row)
        }
        for (row, funding) in fundings.enumerated() {
            fundingIndex.insert(hash: Self.flowHash(funding.id), row: row)
        }
        for (row, allocation) in allocations.enumerated() {
            allocationIndex.insert(
                hash: Self.capitalHash(
                    allocation.account, allocation.strategy, allocation.asset), row: row)
        }
        for (row, restriction) in restrictions.enumerated() {
            restrictionIndex.insert(hash: restriction.scope.keyHash, row: row)
        }
        for (row, limits) in limits.enumerated() {
            limitIndex.insert(hash: limits.scope.keyHash, row: row)
            // Whether orders are counted is asked when events are replayed.
            watch.take(limits)
        }
        for (row, terms) in marginTerms.enumerated() {
            marginTermsIndex.insert(
                hash: Self.positionHash(terms.account, .external, terms.instrument, .net),
                row: row)
        }
        for (row, rate) in conversions.enumerated() {
            conversionIndex.insert(hash: Self.assetHash(rate.asset), row: row)
        }
        for (row, account) in accounts.enumerated() {
            accountIndex.insert(hash: TradingScope.account(account.account).keyHash, row: row)
        }
        for (row, order) in foreignOrders.enumerated() {
            foreignIndex.insert(hash: order.keyHash, row: row)
        }
        for (row, fill) in busts.enumerated() {
            bustIndex.insert(hash: fill.keyHash, row: row)
        }
    }
}
