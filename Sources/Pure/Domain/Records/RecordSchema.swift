public import Containers

/// The version of the bytes of inputs and events. Written: this one. Read: this and the one before,
/// once there is one.
public enum RecordSchema {
    /// The version written.
    public static let version: UInt8 = 1
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
        case _: throw .unknownCase(code: code, of: "input", atOffset: start)
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
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            instrument: InstrumentID(try reader.uint32()),
            price: MarkPrice(raw: try reader.int128()),
            time: Timestamp(nanoseconds: try reader.int64()))
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
        case _: throw .unknownCase(code: code, of: "report", atOffset: start)
        }
    }
}
