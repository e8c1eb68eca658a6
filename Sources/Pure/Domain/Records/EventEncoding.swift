public import Containers

extension Event {
    /// Writes a code and the event's fields.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .orderIntended, .orderDenied, .orderRepeated, .orderConflicted, .cancelRequested,
            .cancelRefused, .cancelRejected, .requestUnknown, .queryRequested, .absenceNoted,
            .tradesConsulted:
            encodeOurs(into: &writer)
        case .orderAccepted, .orderRejected, .cumulativeReported, .fillApplied, .orderClosed,
            .alarmRaised:
            encodeVenues(into: &writer)
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted:
            encodeSurroundings(into: &writer)
        case .tradingStateChanged, .inputRefused, .limitsSet, .valuationSet, .conversionRecorded,
            .marginBracketSet, .marginTermsSet, .fundingApplied, .allocationSet,
            .capitalTransferred, .accountConfirmed, .differenceNoted, .foreignOrderNoted,
            .positionAdjusted:
            encodeHouse(into: &writer)
        case .sweepBegan, .sweepAttended, .amendRequested, .amendRefused, .amendRejected,
            .termsChanged, .fillBusted, .absenceStated:
            encodeChanges(into: &writer)
        }
    }

    /// What concerns no order.
    private func encodeSurroundings(into writer: inout ByteWriter) {
        switch self {
        case .started(let start):
            writer.put(1 as UInt8)
            start.encode(into: &writer)
        case .instrumentListed(let instrument):
            writer.put(2 as UInt8)
            instrument.encode(into: &writer)
        case .listingRefused(let instrument, let fault):
            writer.put(3 as UInt8)
            writer.put(instrument.raw)
            writer.put(fault)
        case .flowRecorded(let flow):
            writer.put(4 as UInt8)
            flow.encode(into: &writer)
        case .markRecorded(let mark):
            writer.put(5 as UInt8)
            mark.encode(into: &writer)
        case .tradingModeChanged(let mode):
            writer.put(6 as UInt8)
            writer.put(mode.rawValue)
        case .instrumentHalted(let instrument, let alarm):
            writer.put(7 as UInt8)
            writer.put(instrument.raw)
            writer.put(alarm.rawValue)
        case .restartAttended(let row):
            writer.put(8 as UInt8)
            writer.put(row.index)
        case _:
            preconditionFailure("not an event of the surroundings")
        }
    }

    /// What we decided about an order.
    private func encodeOurs(into writer: inout ByteWriter) {
        switch self {
        case .orderIntended(let intent):
            writer.put(10 as UInt8)
            intent.encode(into: &writer)
        case .orderDenied(let denial):
            writer.put(11 as UInt8)
            denial.encode(into: &writer)
        case .orderRepeated(let row):
            writer.put(12 as UInt8)
            writer.put(row.index)
        case .orderConflicted(let row):
            writer.put(13 as UInt8)
            writer.put(row.index)
        case .cancelRequested(let row, let deadline):
            writer.put(14 as UInt8)
            writer.put(row.index)
            writer.put(deadline.nanoseconds)
        case .cancelRefused(let reference, let refusal):
            writer.put(15 as UInt8)
            reference.encode(into: &writer)
            writer.put(refusal.rawValue)
        case .cancelRejected(let row, let reason):
            writer.put(16 as UInt8)
            writer.put(row.index)
            reason.encode(into: &writer)
        case .requestUnknown(let row, let kind, let cause):
            writer.put(17 as UInt8)
            writer.put(row.index)
            writer.put(kind.rawValue)
            writer.put(cause.rawValue)
        case .queryRequested(let row, let nextAt):
            writer.put(18 as UInt8)
            writer.put(row.index)
            writer.put(nextAt.nanoseconds)
        case .absenceNoted(let row, let askedAt):
            writer.put(19 as UInt8)
            writer.put(row.index)
            writer.put(askedAt.nanoseconds)
        case .tradesConsulted(let row):
            writer.put(20 as UInt8)
            writer.put(row.index)
        case _:
            preconditionFailure("not an event of ours")
        }
    }

    /// What the venue's evidence did to an order.
    private func encodeVenues(into writer: inout ByteWriter) {
        switch self {
        case .orderAccepted(let row, let venueOrderID, let reserved):
            writer.put(30 as UInt8)
            writer.put(row.index)
            venueOrderID.encode(into: &writer)
            writer.put(reserved.raw)
        case .orderRejected(let row, let reason, let released):
            writer.put(31 as UInt8)
            writer.put(row.index)
            reason.encode(into: &writer)
            writer.put(released.raw)
        case .cumulativeReported(let row, let quantity):
            writer.put(32 as UInt8)
            writer.put(row.index)
            writer.put(quantity.mantissa)
        case .fillApplied(let effect):
            writer.put(33 as UInt8)
            effect.encode(into: &writer)
        case .orderClosed(let row, let state, let cumulative, let released):
            writer.put(34 as UInt8)
            writer.put(row.index)
            writer.put(state.rawValue)
            writer.put(cumulative.mantissa)
            writer.put(released.raw)
        case .alarmRaised(let alarm, let reference):
            writer.put(35 as UInt8)
            writer.put(alarm.rawValue)
            reference.encode(into: &writer)
        case _:
            preconditionFailure("not an event of a venue's evidence")
        }
    }

    /// Reads back what ``encode(into:)`` wrote, and lends it to `body`: an event is too large to be
    /// handed from function to function.
    ///
    /// - Throws: ``ByteFault``; `body` was not called then.
    @_lifetime(reader: copy reader)
    public static func decode(
        _ reader: inout ByteReader, _ body: (Event) -> Void
    ) throws(ByteFault) {
        let start = reader.offset
        let code = try reader.uint8()
        switch code {
        case 1...8: try surroundings(code, &reader, body)
        case 10...20: try ours(code, &reader, body)
        case 30...35: try venues(code, &reader, body)
        case 40...53: try house(code, &reader, body)
        case 60...67: try changes(code, &reader, body)
        case _: throw .unknownCase(code: code, of: "event", atOffset: start)
        }
    }

    @_lifetime(reader: copy reader)
    private static func surroundings(
        _ code: UInt8, _ reader: inout ByteReader, _ body: (Event) -> Void
    ) throws(ByteFault) {
        switch code {
        case 1: body(.started(try ProcessStart(decoding: &reader)))
        case 2: body(.instrumentListed(try Instrument(decoding: &reader)))
        case 3: body(.listingRefused(InstrumentID(try reader.uint32()), try reader.uint8()))
        case 4: body(.flowRecorded(try ExternalFlow(decoding: &reader)))
        case 5: body(.markRecorded(try Mark(decoding: &reader)))
        case 6: body(.tradingModeChanged(try reader.code(TradingMode.self)))
        case 8: body(.restartAttended(upTo: try reader.orderRow()))
        case _:
            let instrument = InstrumentID(try reader.uint32())
            body(.instrumentHalted(instrument, try reader.code(Alarm.self)))
        }
    }

    @_lifetime(reader: copy reader)
    private static func ours(
        _ code: UInt8, _ reader: inout ByteReader, _ body: (Event) -> Void
    ) throws(ByteFault) {
        switch code {
        case 10: return body(.orderIntended(try OrderIntent(decoding: &reader)))
        case 11: return body(.orderDenied(try OrderDenial(decoding: &reader)))
        case 15:
            let reference = try OrderReference(decoding: &reader)
            return body(.cancelRefused(reference, try reader.code(CancelRefusal.self)))
        case _: break
        }
        let row = try reader.orderRow()
        switch code {
        case 12: body(.orderRepeated(row))
        case 13: body(.orderConflicted(row))
        case 14: body(.cancelRequested(row, deadline: try reader.timestamp()))
        case 16: body(.cancelRejected(row, try ReasonCode(decoding: &reader)))
        case 17:
            let kind = try reader.code(RequestKind.self)
            body(.requestUnknown(row, kind, try reader.code(UnknownCause.self)))
        case 18: body(.queryRequested(row, nextAt: try reader.timestamp()))
        case 19: body(.absenceNoted(row, askedAt: try reader.timestamp()))
        case _: body(.tradesConsulted(row))
        }
    }

    @_lifetime(reader: copy reader)
    private static func venues(
        _ code: UInt8, _ reader: inout ByteReader, _ body: (Event) -> Void
    ) throws(ByteFault) {
        switch code {
        case 30:
            let row = try reader.orderRow()
            let venueOrderID = try VenueOrderID(decoding: &reader)
            body(.orderAccepted(row, venueOrderID, reserved: try reader.money()))
        case 31:
            let row = try reader.orderRow()
            let reason = try ReasonCode(decoding: &reader)
            body(.orderRejected(row, reason, released: try reader.money()))
        case 32:
            let row = try reader.orderRow()
            body(.cumulativeReported(row, Quantity(mantissa: try reader.int64())))
        case 33: body(.fillApplied(try FillEffect(decoding: &reader)))
        case 34:
            let row = try reader.orderRow()
            let state = try reader.code(VenueOrderState.self)
            let cumulative = Quantity(mantissa: try reader.int64())
            body(.orderClosed(row, state, cumulative: cumulative, released: try reader.money()))
        case _:
            let alarm = try reader.code(Alarm.self)
            body(.alarmRaised(alarm, try OrderReference(decoding: &reader)))
        }
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    mutating func orderRow() throws(ByteFault) -> OrderRow { OrderRow(Int(try uint32())) }
    @_lifetime(self: copy self)
    mutating func timestamp() throws(ByteFault) -> Timestamp {
        Timestamp(nanoseconds: try int64())
    }
    @_lifetime(self: copy self)
    mutating func money() throws(ByteFault) -> Money { Money(raw: try int128()) }
}

extension OrderIntent {
    func encode(into writer: inout ByteWriter) {
        request.encode(into: &writer)
        writer.put(instrumentRow)
        writer.put(reservePrice.raw)
        writer.put(reserved.raw)
        writer.put(deadline.nanoseconds)
        writer.put(owner.raw)
        writer.put(leverage)
        inputs.encode(into: &writer)
    }

    @inline(__always)
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            request: try OrderRequest(decoding: &reader), instrumentRow: try reader.uint32(),
            reservePrice: MarkPrice(raw: try reader.int128()), reserved: try reader.money(),
            deadline: try reader.timestamp())
        guard reader.layout >= 2 else { return }
        owner = StrategyID(try reader.uint32())
        leverage = try reader.uint16()
        inputs = try RiskInputs(decoding: &reader)
    }
}

extension OrderDenial {
    func encode(into writer: inout ByteWriter) {
        request.encode(into: &writer)
        writer.put(code.rawValue)
        writer.put(observed)
        writer.put(bound)
        inputs.encode(into: &writer)
    }

    @inline(__always)
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            request: try OrderRequest(decoding: &reader), code: try reader.code(DenialCode.self),
            observed: try reader.int128(), bound: try reader.int128(),
            inputs: try RiskInputs(decoding: &reader))
    }
}

// Inlined, since a fill's effect is some 300 bytes that would else be copied at each return.
extension FillEffect {
    func encode(into writer: inout ByteWriter) {
        fill.encode(into: &writer)
        writer.put(order.index)
        writer.put(strategy.raw)
        base.encode(into: &writer)
        quote.encode(into: &writer)
        writer.put(baseChange.raw)
        writer.put(quoteChange.raw)
        writer.put(released.raw)
        writer.put(costChange.raw)
        writer.put(realised.raw)
        writer.put(owner.raw)
        writer.put(contract.rawValue)
        writer.put(marginChange.raw)
    }

    @inline(__always)
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            fill: try FillReport(decoding: &reader), order: try reader.orderRow(),
            strategy: StrategyID(try reader.uint32()), base: try Asset(decoding: &reader),
            quote: try Asset(decoding: &reader), baseChange: try reader.money(),
            quoteChange: try reader.money(), released: try reader.money(),
            costChange: try reader.money(), realised: try reader.money())
        guard reader.layout >= 2 else { return }
        owner = StrategyID(try reader.uint32())
        contract = try reader.code(ContractKind.self)
        marginChange = try reader.money()
    }
}
