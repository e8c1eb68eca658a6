public import Containers

/// The version of the bytes of inputs and events. Written: this one. Read: this and the one before.
///
/// 2 (November 2026): order types with triggers, amendments, contracts, a ledger by strategy, risk
/// limits and what the checks looked at.
public enum RecordSchema {
    /// The version written.
    public static let version: UInt8 = 2
    /// The oldest version read.
    public static let oldestVersion: UInt8 = 1
}

extension Input {
    /// Writes a code and the input's fields.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .clock:
            writer.put(1 as UInt8)
        case .started(let start):
            writer.put(2 as UInt8)
            start.encode(into: &writer)
        case .listing(let instrument):
            writer.put(3 as UInt8)
            instrument.encode(into: &writer)
        case .flow(let flow):
            writer.put(4 as UInt8)
            flow.encode(into: &writer)
        case .mark(let mark):
            writer.put(5 as UInt8)
            mark.encode(into: &writer)
        case .submit(let request):
            writer.put(6 as UInt8)
            request.encode(into: &writer)
        case .cancel(let reference):
            writer.put(7 as UInt8)
            reference.encode(into: &writer)
        case .setTradingMode(let mode):
            writer.put(8 as UInt8)
            writer.put(mode.rawValue)
        case .report(let report):
            writer.put(9 as UInt8)
            report.encode(into: &writer)
        case .amend(let request):
            writer.put(10 as UInt8)
            request.encode(into: &writer)
        case .accountConfirmed, .difference, .foreignOrder, .venuePosition, .stateAbsent,
            .cancelAll, .setTradingState, .kill, .liftKill, .limits, .valuation, .conversion,
            .marginTable, .marginTerms, .funding, .allocate, .transfer:
            encodeSurroundings(into: &writer)
        }
    }

    /// What operators, wallets and comparisons say.
    private func encodeSurroundings(into writer: inout ByteWriter) {
        switch self {
        case .cancelAll(let scope):
            writer.put(11 as UInt8)
            scope.encode(into: &writer)
        case .setTradingState(let scope, let mode):
            writer.put(12 as UInt8)
            scope.encode(into: &writer)
            writer.put(mode.rawValue)
        case .kill(let scope, let reason):
            writer.put(13 as UInt8)
            scope.encode(into: &writer)
            reason.encode(into: &writer)
        case .liftKill(let scope, let reason):
            writer.put(14 as UInt8)
            scope.encode(into: &writer)
            reason.encode(into: &writer)
        case .limits(let limits):
            writer.put(15 as UInt8)
            limits.encode(into: &writer)
        case .valuation(let asset):
            writer.put(16 as UInt8)
            asset.encode(into: &writer)
        case .conversion(let rate):
            writer.put(17 as UInt8)
            rate.encode(into: &writer)
        case .marginTable(let table):
            writer.put(18 as UInt8)
            table.encode(into: &writer)
        case .marginTerms(let terms):
            writer.put(19 as UInt8)
            terms.encode(into: &writer)
        case .funding(let notice):
            writer.put(20 as UInt8)
            notice.encode(into: &writer)
        case .allocate(let allocation):
            writer.put(21 as UInt8)
            allocation.encode(into: &writer)
        case .transfer(let transfer):
            writer.put(22 as UInt8)
            transfer.encode(into: &writer)
        case .accountConfirmed(let account):
            writer.put(23 as UInt8)
            writer.put(account.raw)
        case .difference(let difference):
            writer.put(24 as UInt8)
            difference.encode(into: &writer)
        case .foreignOrder(let order):
            writer.put(25 as UInt8)
            order.encode(into: &writer)
        case .venuePosition(let position):
            writer.put(26 as UInt8)
            position.encode(into: &writer)
        case .stateAbsent(let statement):
            writer.put(27 as UInt8)
            statement.encode(into: &writer)
        case _:
            preconditionFailure("not an input of the surroundings")
        }
    }

    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        let start = reader.offset
        let code = try reader.uint8()
        switch code {
        case 1: self = .clock
        case 2: self = .started(try ProcessStart(decoding: &reader))
        case 3: self = .listing(try Instrument(decoding: &reader))
        case 4: self = .flow(try ExternalFlow(decoding: &reader))
        case 5: self = .mark(try Mark(decoding: &reader))
        case 6: self = .submit(try OrderRequest(decoding: &reader))
        case 7: self = .cancel(try OrderReference(decoding: &reader))
        case 8: self = .setTradingMode(try reader.code(TradingMode.self))
        case 9: self = .report(try VenueReport(decoding: &reader))
        case 10: self = .amend(try AmendRequest(decoding: &reader))
        case 11...27: self = try Input.surroundings(code, &reader)
        case _: throw .unknownCase(code: code, of: "input", atOffset: start)
        }
    }

    @_lifetime(reader: copy reader)
    private static func surroundings(
        _ code: UInt8, _ reader: inout ByteReader
    ) throws(ByteFault) -> Input {
        switch code {
        case 11: return .cancelAll(try TradingScope(decoding: &reader))
        case 12:
            let scope = try TradingScope(decoding: &reader)
            return .setTradingState(scope, try reader.code(TradingMode.self))
        case 13:
            let scope = try TradingScope(decoding: &reader)
            return .kill(scope, because: try StatedReason(decoding: &reader))
        case 14:
            let scope = try TradingScope(decoding: &reader)
            return .liftKill(scope, because: try StatedReason(decoding: &reader))
        case 15: return .limits(try RiskLimits(decoding: &reader))
        case 16: return .valuation(try Asset(decoding: &reader))
        case 17: return .conversion(try ConversionRate(decoding: &reader))
        case 18: return .marginTable(try MarginTable(decoding: &reader))
        case 19: return .marginTerms(try MarginTerms(decoding: &reader))
        case 20: return .funding(try FundingNotice(decoding: &reader))
        case 21: return .allocate(try CapitalAllocation(decoding: &reader))
        case 22: return .transfer(try CapitalTransfer(decoding: &reader))
        case 23: return .accountConfirmed(AccountID(try reader.uint32()))
        case 24: return .difference(try BalanceDifference(decoding: &reader))
        case 25: return .foreignOrder(try ForeignOrder(decoding: &reader))
        case 26: return .venuePosition(try VenuePosition(decoding: &reader))
        case _: return .stateAbsent(try AbsenceStatement(decoding: &reader))
        }
    }
}

extension ProcessStart {
    func encode(into writer: inout ByteWriter) {
        writer.put(epoch)
        writer.put(isAfterCut)
    }

    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(epoch: try reader.uint32(), isAfterCut: try reader.bool())
    }
}

extension ExternalFlow: TableRow {
    public func encode(into writer: inout ByteWriter) {
        id.encode(into: &writer)
        writer.put(account.raw)
        asset.encode(into: &writer)
        writer.put(amount.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            id: try FlowID(decoding: &reader), account: AccountID(try reader.uint32()),
            asset: try Asset(decoding: &reader), amount: Money(raw: try reader.int128()))
    }
}

extension Mark: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(instrument.raw)
        writer.put(price.raw)
        writer.put(time.nanoseconds)
        writer.put(bid.mantissa)
        writer.put(ask.mantissa)
        writer.put(bidDepth.mantissa)
        writer.put(askDepth.mantissa)
        writer.put(dayVolume.mantissa)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            instrument: InstrumentID(try reader.uint32()),
            price: MarkPrice(raw: try reader.int128()),
            time: Timestamp(nanoseconds: try reader.int64()))
        guard reader.layout >= 2 else { return }
        bid = Price(mantissa: try reader.int64())
        ask = Price(mantissa: try reader.int64())
        bidDepth = Quantity(mantissa: try reader.int64())
        askDepth = Quantity(mantissa: try reader.int64())
        dayVolume = Quantity(mantissa: try reader.int64())
    }
}

extension VenueReport {
    func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        switch content {
        case .accepted(let venueOrderID):
            writer.put(1 as UInt8)
            venueOrderID.encode(into: &writer)
        case .rejected(let reason):
            writer.put(2 as UInt8)
            reason.encode(into: &writer)
        case .cancelRejected(let reason):
            writer.put(3 as UInt8)
            reason.encode(into: &writer)
        case .fill(let fill):
            writer.put(4 as UInt8)
            fill.encode(into: &writer)
        case .status(let state, let cumulative, let venueOrderID):
            writer.put(5 as UInt8)
            writer.put(state.rawValue)
            writer.put(cumulative.mantissa)
            venueOrderID.encode(into: &writer)
        case .notFound(let askedAt):
            writer.put(6 as UInt8)
            writer.put(askedAt.nanoseconds)
        case .tradesListed(let askedAt):
            writer.put(7 as UInt8)
            writer.put(askedAt.nanoseconds)
        case .requestFailed(let kind, let cause):
            writer.put(8 as UInt8)
            writer.put(kind.rawValue)
            writer.put(cause.rawValue)
        case .terms(let price, let quantity, let venueOrderID, let askedAt):
            writer.put(9 as UInt8)
            writer.put(price.mantissa)
            writer.put(quantity.mantissa)
            venueOrderID.encode(into: &writer)
            writer.put(askedAt.nanoseconds)
        case .amendRejected(let reason):
            writer.put(10 as UInt8)
            reason.encode(into: &writer)
        case .busted(let fill):
            writer.put(11 as UInt8)
            fill.encode(into: &writer)
        }
    }

    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        order = try OrderReference(decoding: &reader)
        let start = reader.offset
        let code = try reader.uint8()
        switch code {
        case 1: content = .accepted(try VenueOrderID(decoding: &reader))
        case 2: content = .rejected(try ReasonCode(decoding: &reader))
        case 3: content = .cancelRejected(try ReasonCode(decoding: &reader))
        case 4: content = .fill(try FillReport(decoding: &reader))
        case 5:
            content = .status(
                try reader.code(VenueOrderState.self),
                cumulative: Quantity(mantissa: try reader.int64()),
                try VenueOrderID(decoding: &reader))
        case 6: content = .notFound(askedAt: try reader.timestamp())
        case 7: content = .tradesListed(askedAt: try reader.timestamp())
        case 8:
            content = .requestFailed(
                try reader.code(RequestKind.self), try reader.code(UnknownCause.self))
        case 9:
            content = .terms(
                Price(mantissa: try reader.int64()), Quantity(mantissa: try reader.int64()),
                try VenueOrderID(decoding: &reader), askedAt: try reader.timestamp())
        case 10: content = .amendRejected(try ReasonCode(decoding: &reader))
        case 11: content = .busted(try FillReport(decoding: &reader))
        case _: throw .unknownCase(code: code, of: "report", atOffset: start)
        }
    }
}
