internal import Containers

// What layout 2 added: the house's own words, and changes of open orders.
extension Event {
    /// What concerns the house and no order of ours.
    func encodeHouse(into writer: inout ByteWriter) {
        switch self {
        case .tradingStateChanged(let restriction):
            writer.put(40 as UInt8)
            restriction.encode(into: &writer)
        case .inputRefused(let refusal, let scope):
            writer.put(41 as UInt8)
            writer.put(refusal.rawValue)
            scope.encode(into: &writer)
        case .limitsSet(let limits):
            writer.put(42 as UInt8)
            limits.encode(into: &writer)
        case .valuationSet(let asset):
            writer.put(43 as UInt8)
            asset.encode(into: &writer)
        case .conversionRecorded(let rate):
            writer.put(44 as UInt8)
            rate.encode(into: &writer)
        case .marginBracketSet(let instrument, let place, let bracket):
            writer.put(45 as UInt8)
            writer.put(instrument.raw)
            writer.put(place)
            bracket.encode(into: &writer)
        case .marginTermsSet(let terms):
            writer.put(46 as UInt8)
            terms.encode(into: &writer)
        case .fundingApplied(let effect):
            writer.put(47 as UInt8)
            effect.encode(into: &writer)
        case .allocationSet(let allocation):
            writer.put(48 as UInt8)
            allocation.encode(into: &writer)
        case .capitalTransferred(let transfer):
            writer.put(49 as UInt8)
            transfer.encode(into: &writer)
        case .accountConfirmed(let account, let time):
            writer.put(50 as UInt8)
            writer.put(account.raw)
            writer.put(time.nanoseconds)
        case .differenceNoted(let difference):
            writer.put(51 as UInt8)
            difference.encode(into: &writer)
        case .foreignOrderNoted(let order):
            writer.put(52 as UInt8)
            order.encode(into: &writer)
        case .positionAdjusted(let adjustment):
            writer.put(53 as UInt8)
            adjustment.encode(into: &writer)
        case _:
            preconditionFailure("not an event of the house")
        }
    }

    /// What changes open orders.
    func encodeChanges(into writer: inout ByteWriter) {
        switch self {
        case .sweepBegan(let scope, let row):
            writer.put(60 as UInt8)
            scope.encode(into: &writer)
            writer.put(row.index)
        case .sweepAttended(let row):
            writer.put(61 as UInt8)
            writer.put(row.index)
        case .amendRequested(let row, let terms, let reserved, let deadline, let inputs):
            writer.put(62 as UInt8)
            writer.put(row.index)
            terms.encode(into: &writer)
            writer.put(reserved.raw)
            writer.put(deadline.nanoseconds)
            inputs.encode(into: &writer)
        case .amendRefused(let denial):
            writer.put(63 as UInt8)
            denial.encode(into: &writer)
        case .amendRejected(let row, let reason, let released):
            writer.put(64 as UInt8)
            writer.put(row.index)
            reason.encode(into: &writer)
            writer.put(released.raw)
        case .termsChanged(let row, let terms, let reserved):
            writer.put(65 as UInt8)
            writer.put(row.index)
            terms.encode(into: &writer)
            writer.put(reserved.raw)
        case .fillBusted(let effect):
            writer.put(66 as UInt8)
            effect.encode(into: &writer)
        case .absenceStated(let row, let statement, let released):
            writer.put(67 as UInt8)
            writer.put(row.index)
            statement.encode(into: &writer)
            writer.put(released.raw)
        case _:
            preconditionFailure("not a change of an open order")
        }
    }

    @_lifetime(reader: copy reader)
    static func house(
        _ code: UInt8, _ reader: inout ByteReader, _ body: (Event) -> Void
    ) throws(ByteFault) {
        switch code {
        case 40: body(.tradingStateChanged(try TradingRestriction(decoding: &reader)))
        case 41:
            let refusal = try reader.code(InputRefusal.self)
            body(.inputRefused(refusal, try TradingScope(decoding: &reader)))
        case 42: body(.limitsSet(try RiskLimits(decoding: &reader)))
        case 43: body(.valuationSet(try Asset(decoding: &reader)))
        case 44: body(.conversionRecorded(try ConversionRate(decoding: &reader)))
        case 45:
            let instrument = InstrumentID(try reader.uint32())
            let place = try reader.uint8()
            body(
                .marginBracketSet(
                    instrument, place: place, try MarginBracket(decoding: &reader)))
        case 46: body(.marginTermsSet(try MarginTerms(decoding: &reader)))
        case 47: body(.fundingApplied(try FundingEffect(decoding: &reader)))
        case 48: body(.allocationSet(try CapitalAllocation(decoding: &reader)))
        case 49: body(.capitalTransferred(try CapitalTransfer(decoding: &reader)))
        case 50:
            let account = AccountID(try reader.uint32())
            body(.accountConfirmed(account, try reader.timestamp()))
        case 51: body(.differenceNoted(try BalanceDifference(decoding: &reader)))
        case 52: body(.foreignOrderNoted(try ForeignOrder(decoding: &reader)))
        case _: body(.positionAdjusted(try PositionAdjustment(decoding: &reader)))
        }
    }

    @_lifetime(reader: copy reader)
    static func changes(
        _ code: UInt8, _ reader: inout ByteReader, _ body: (Event) -> Void
    ) throws(ByteFault) {
        switch code {
        case 60:
            let scope = try TradingScope(decoding: &reader)
            return body(.sweepBegan(scope, upTo: try reader.orderRow()))
        case 61: return body(.sweepAttended(upTo: try reader.orderRow()))
        case 63: return body(.amendRefused(try AmendDenial(decoding: &reader)))
        case 66: return body(.fillBusted(try FillEffect(decoding: &reader)))
        case _: break
        }
        let row = try reader.orderRow()
        switch code {
        case 62:
            let terms = try OrderTerms(decoding: &reader)
            let reserved = try reader.money()
            let deadline = try reader.timestamp()
            body(
                .amendRequested(
                    row, terms, reserved: reserved, deadline: deadline,
                    inputs: try RiskInputs(decoding: &reader)))
        case 64:
            let reason = try ReasonCode(decoding: &reader)
            body(.amendRejected(row, reason, released: try reader.money()))
        case 65:
            let terms = try OrderTerms(decoding: &reader)
            body(.termsChanged(row, terms, reserved: try reader.money()))
        case _:
            let statement = try AbsenceStatement(decoding: &reader)
            body(.absenceStated(row, statement, released: try reader.money()))
        }
    }
}

extension PositionAdjustment {
    func encode(into writer: inout ByteWriter) {
        venue.encode(into: &writer)
        writer.put(strategy.raw)
        writer.put(quantityChange.raw)
        writer.put(costChange.raw)
        writer.put(marginChange.raw)
    }

    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            venue: try VenuePosition(decoding: &reader),
            strategy: StrategyID(try reader.uint32()), quantityChange: try reader.money(),
            costChange: try reader.money(), marginChange: try reader.money())
    }
}

extension OrderTerms {
    func encode(into writer: inout ByteWriter) {
        writer.put(price.mantissa)
        writer.put(quantity.mantissa)
        writer.put(reservePrice.raw)
    }

    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            price: Price(mantissa: try reader.int64()),
            quantity: Quantity(mantissa: try reader.int64()),
            reservePrice: MarkPrice(raw: try reader.int128()))
    }
}

extension AmendDenial {
    func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        writer.put(refusal.rawValue)
        writer.put(code.rawValue)
        writer.put(observed)
        writer.put(bound)
        inputs.encode(into: &writer)
    }

    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            order: try OrderReference(decoding: &reader),
            refusal: try reader.code(AmendRefusal.self), code: try reader.code(DenialCode.self),
            observed: try reader.int128(), bound: try reader.int128(),
            inputs: try RiskInputs(decoding: &reader))
    }
}
