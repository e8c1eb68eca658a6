public import Containers

/// Where an order stands at its venue, by the venue's own evidence.
///
/// Separate from ``RequestState``: what we have asked for does not change where the order stands.
public enum VenueOrderState: UInt8, Sendable, CaseIterable {
    /// No evidence yet. → working, partiallyFilled, filled, canceled, expired, rejected, absent
    case none = 0
    /// In the book. → partiallyFilled, filled, canceled, expired
    case working = 1
    /// Traded in part. → filled, canceled, expired
    case partiallyFilled = 2
    /// Traded whole. Final.
    case filled = 3
    /// Taken out by us or by the venue. Final, but fills that happened before may still come.
    case canceled = 4
    /// Ended by its time in force. Final, but fills that happened before may still come.
    case expired = 5
    /// Refused by the venue. Final; evidence of the contrary revives it, with an alarm.
    case rejected = 6
    /// Proven never to have reached the venue: looked for repeatedly after its request could no
    /// longer arrive, and not found among orders or trades. Final; evidence of the contrary revives
    /// it.
    case absent = 7

    /// Whether the venue can do no more with it.
    @inlinable
    public var isFinal: Bool {
        switch self {
        case .none, .working, .partiallyFilled: false
        case .filled, .canceled, .expired, .rejected, .absent: true
        }
    }
}

/// Where one of our requests for an order stands.
public struct RequestState: Sendable, Equatable {
    /// How much is known of what became of it.
    public enum Phase: UInt8, Sendable, CaseIterable {
        /// Nothing is asked, or the answer is in. → outstanding
        case idle = 0
        /// Handed out, or about to be. → idle by an answer, → unknown by its deadline or a restart
        case outstanding = 1
        /// It may or may not have arrived. → idle by the venue's evidence, and by nothing else
        case unknown = 2
    }

    public var phase: Phase
    /// After this moment the venue refuses the request, should it still arrive.
    public var deadline: Timestamp

    @inlinable
    public init(phase: Phase, deadline: Timestamp) {
        self.phase = phase
        self.deadline = deadline
    }

    /// No request was made.
    public static let idle = RequestState(phase: .idle, deadline: .none)
}

/// An order from its intent to its last fill.
public struct Order: Sendable, Equatable {
    /// What the bot asked for; it never changes, so that the same request can be told again.
    public var request: OrderRequest
    /// Its price now: the request's, until it is amended.
    public var price: Price
    /// Its whole quantity now: the request's, until it is amended.
    public var quantity: Quantity
    /// The row of the instrument's version that the request's numbers are of.
    public var instrumentRow: UInt32
    /// Why it was never sent; ``DenialCode/none`` for an order that was.
    public var denial: DenialCode
    /// Where it stands at the venue, by the venue's own evidence.
    public var venueState: VenueOrderState
    /// ``VenueOrderID/none`` until the venue has named it.
    public var venueOrderID: VenueOrderID
    /// What became of the request to place it.
    public var placement: RequestState
    /// What became of the request to cancel it.
    public var cancellation: RequestState
    /// What became of the last request to amend it.
    public var amendment: RequestState
    /// What that asked for; meaningless while it is idle.
    public var amendedPrice: Price
    /// What that asked for, settled or not; zero where there never was one.
    public var amendedQuantity: Quantity
    /// What one unit of that sets aside; meaningless while it is idle.
    public var amendedReservePrice: MarkPrice
    /// Whose capital it sets aside: its strategy's own, or the pool's where that has none.
    public var owner: StrategyID
    /// By which the margin of a contract was divided; 1 for spot.
    public var leverage: UInt16
    /// How many other orders go by its identifier at the venue and may still trade.
    public var siblings: UInt8
    /// A cancel left before the venue was known to have the order, so that it may have been there
    /// first: should the last one be refused, it is to be sent again once the venue has the order.
    public var isCancelEarly: Bool
    /// What was filled and taken back.
    public var busted: Quantity
    /// The sum of its fills.
    public var filled: Quantity
    /// What its fills cost, in the quote currency.
    public var filledNotional: Money
    /// The highest cumulative quantity that the venue has told, fills included.
    public var reportedFilled: Quantity
    /// What one unit of quantity sets aside, in ``reservedAsset``, before rounding; zero for none.
    public var reservePrice: MarkPrice
    /// What is set aside for it now: quote for a buy, base for a sell.
    public var reserved: Money
    /// The sequence number of its intent.
    public var sequence: UInt64
    /// When its intent was decided.
    public var intendedAt: Timestamp
    /// When anything about it last changed.
    public var updatedAt: Timestamp
    /// How often the venue was asked about it since it was last certain.
    public var queries: UInt16
    /// When the venue is to be asked about it next.
    public var nextQueryAt: Timestamp
    /// How often, far enough apart, the venue did not know it after its deadline.
    public var absences: UInt8
    /// When the venue last did not know it.
    public var lastAbsenceAt: Timestamp
    /// Whether the venue's trades were looked through for it after its deadline.
    public var wereTradesConsulted: Bool

    /// An order as its request states it, nothing of it known at the venue.
    public init(request: OrderRequest, instrumentRow: UInt32, sequence: UInt64, at time: Timestamp)
    {
        self.request = request
        self.price = request.price
        self.quantity = request.quantity
        self.instrumentRow = instrumentRow
        self.denial = .none
        self.venueState = .none
        self.venueOrderID = .none
        self.placement = .idle
        self.cancellation = .idle
        self.amendment = .idle
        self.amendedPrice = .zero
        self.amendedQuantity = .zero
        self.amendedReservePrice = MarkPrice(raw: 0)
        self.owner = .external
        self.leverage = 1
        self.siblings = 0
        self.isCancelEarly = false
        self.busted = .zero
        self.filled = .zero
        self.filledNotional = .zero
        self.reportedFilled = .zero
        self.reservePrice = MarkPrice(raw: 0)
        self.reserved = .zero
        self.sequence = sequence
        self.intendedAt = time
        self.updatedAt = time
        self.queries = 0
        self.nextQueryAt = .none
        self.absences = 0
        self.lastAbsenceAt = .none
        self.wereTradesConsulted = false
    }

    /// What has not traded; never negative, whatever the venue reports.
    @inlinable
    public var leaves: Quantity { Quantity(mantissa: max(0, (quantity - filled).mantissa)) }

    /// Whether the venue may still do something with it, for all we know.
    @inlinable
    public var isOpen: Bool { denial == .none && !venueState.isFinal }

    /// Whether anything may still trade under its identifier, for all we know.
    @inlinable
    public var mayTrade: Bool { denial == .none && (!venueState.isFinal || siblings > 0) }

    /// Its price and quantity now.
    @inlinable
    public var terms: OrderTerms {
        OrderTerms(price: price, quantity: quantity, reservePrice: reservePrice)
    }

    /// What an amendment that is not settled asks for, nil for none.
    @inlinable
    public var amendedTerms: OrderTerms? {
        guard amendment.phase != .idle else { return nil }
        return OrderTerms(
            price: amendedPrice, quantity: amendedQuantity, reservePrice: amendedReservePrice)
    }

    /// Whether the venue was ever asked to amend it.
    @inlinable
    public var wasAmended: Bool { amendedQuantity != .zero }

    /// Whether the venue told of fills that have not come in.
    @inlinable
    public var lacksFills: Bool { reportedFilled > filled }

    /// Whether the venue must be asked about it.
    @inlinable
    public var isUncertain: Bool {
        denial == .none
            && (placement.phase == .unknown || cancellation.phase == .unknown
                || amendment.phase == .unknown || lacksFills)
    }

    /// When a cancel is to be decided since its time is up (GTD), nil for never.
    @inlinable
    public var lapsesAt: Timestamp? {
        request.timeInForce == .goodTillDate && isOpen && cancellation.phase == .idle
            ? request.expiresAt : nil
    }

    /// When the order next needs attention, nil for never.
    ///
    /// A request that is on its way, by its deadline; an uncertain order, when it is to be asked
    /// for again; and an open one of which nothing was heard for ``assuranceInterval``, since a
    /// venue may lose a report on a stream that looks healthy.
    public var wakeAt: Timestamp? {
        var earliest: Timestamp?
        if placement.phase == .outstanding { earliest = placement.deadline }
        if cancellation.phase == .outstanding {
            earliest = min(earliest ?? cancellation.deadline, cancellation.deadline)
        }
        if amendment.phase == .outstanding {
            earliest = min(earliest ?? amendment.deadline, amendment.deadline)
        }
        if isUncertain {
            earliest = min(earliest ?? nextQueryAt, nextQueryAt)
        } else if mayTrade && placement.phase == .idle {
            let stale = max(updatedAt.adding(nanoseconds: Self.assuranceInterval), nextQueryAt)
            earliest = min(earliest ?? stale, stale)
        }
        if let lapsesAt { earliest = min(earliest ?? lapsesAt, lapsesAt) }
        return earliest
    }

    /// How long an open order is believed without hearing of it: one minute, in nanoseconds.
    public static let assuranceInterval: Int64 = 60_000_000_000
}

/// Why an order was refused here, before anything was sent. The name is what a bot gets to see.
public enum DenialCode: UInt8, Sendable, CaseIterable {
    case none = 0
    case tradingHalted = 1
    case tradingReducing = 2
    case instrumentUnknown = 3
    case instrumentNotTradable = 4
    case instrumentHalted = 5
    case priceNotPositive = 6
    case priceOffTick = 7
    case priceOnMarketOrder = 8
    case quantityNotPositive = 9
    case quantityOffLot = 10
    case quantityTooSmall = 11
    case quantityTooLarge = 12
    case notionalTooSmall = 13
    case notionalTooLarge = 14
    case timeInForceContradiction = 15
    case markMissing = 16
    case markStale = 17
    case balanceInsufficient = 18
    /// The order names no strategy: ``StrategyID/external`` is for what nobody here asked for.
    case strategyMissing = 19
    /// The order has no client order id by which it could ever be found again.
    case clientOrderIDMissing = 20
    /// The order's type has a trigger and there is none, or the other way round.
    case triggerContradiction = 21
    case triggerOffTick = 22
    /// Good till a date that is missing, past, or beyond the instrument's own end.
    case expiryContradiction = 23
    /// Reduce-only, and there is nothing to reduce, or other closing orders take all of it.
    case reduceOnlyWouldIncrease = 24
    /// The leg does not fit the instrument or the side.
    case legContradiction = 25
    /// No limits are set for any scope of the order.
    case limitsMissing = 26
    case duplicateOrder = 27
    /// No best bid and ask to hold the price against, or too old ones.
    case referenceMissing = 28
    case priceOutsideCollar = 29
    case orderQuantityOverLimit = 30
    case orderNotionalOverLimit = 31
    /// No book to hold the quantity against.
    case depthMissing = 32
    case quantityOverBookShare = 33
    /// No day's volume to hold the quantity against.
    case volumeMissing = 34
    case quantityOverVolumeShare = 35
    case orderRateOverLimit = 36
    case cancelRateOverLimit = 37
    case openOrdersOverLimit = 38
    case workingQuantityOverLimit = 39
    case positionOverLimit = 40
    case grossOverLimit = 41
    case netOverLimit = 42
    case leverageOverLimit = 43
    /// The account has no leverage and margin mode for the instrument.
    case marginTermsMissing = 44
    /// The instrument has no maintenance table.
    case marginTableMissing = 45
    case marginInsufficient = 46
    case marginRatioOverLimit = 47
    case liquidationTooNear = 48
    case allocationMissing = 49
    case dayLossOverLimit = 50
    case drawdownOverLimit = 51
    case rejectsOverLimit = 52
    case selfTrade = 53
    /// The account was never compared with the venue, or too long ago.
    case accountStale = 54
    /// No conversion into the valuation currency, or too old a one.
    case conversionMissing = 55
    /// The instrument's contract has ended.
    case instrumentExpired = 56
    /// The venue's table does not let a position of this size be opened at the leverage.
    case leverageOverBracket = 57
    /// The kill switch holds for a scope of the order.
    case tradingKilled = 58
    /// There is enough for the order, and not for what is set aside for fees and funding as well.
    case bufferInsufficient = 59
}

extension RequestState {
    /// Writes 9 bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.put(phase.rawValue)
        writer.put(deadline.nanoseconds)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            phase: try reader.code(Phase.self),
            deadline: Timestamp(nanoseconds: try reader.int64()))
    }
}

extension Order: TableRow {
    public func encode(into writer: inout ByteWriter) {
        request.encode(into: &writer)
        writer.put(instrumentRow)
        writer.put(denial.rawValue)
        writer.put(venueState.rawValue)
        venueOrderID.encode(into: &writer)
        placement.encode(into: &writer)
        cancellation.encode(into: &writer)
        writer.put(filled.mantissa)
        writer.put(filledNotional.raw)
        writer.put(reportedFilled.mantissa)
        writer.put(reservePrice.raw)
        writer.put(reserved.raw)
        writer.put(sequence)
        writer.put(intendedAt.nanoseconds)
        writer.put(updatedAt.nanoseconds)
        writer.put(queries)
        writer.put(nextQueryAt.nanoseconds)
        writer.put(absences)
        writer.put(lastAbsenceAt.nanoseconds)
        writer.put(wereTradesConsulted)
        writer.put(price.mantissa)
        writer.put(quantity.mantissa)
        amendment.encode(into: &writer)
        writer.put(amendedPrice.mantissa)
        writer.put(amendedQuantity.mantissa)
        writer.put(owner.raw)
        writer.put(leverage)
        writer.put(siblings)
        writer.put(amendedReservePrice.raw)
        writer.put(isCancelEarly)
        writer.put(busted.mantissa)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        let request = try OrderRequest(decoding: &reader)
        self.init(
            request: request, instrumentRow: try reader.uint32(), sequence: 0, at: .none)
        denial = try reader.code(DenialCode.self)
        venueState = try reader.code(VenueOrderState.self)
        venueOrderID = try VenueOrderID(decoding: &reader)
        placement = try RequestState(decoding: &reader)
        cancellation = try RequestState(decoding: &reader)
        filled = Quantity(mantissa: try reader.int64())
        filledNotional = Money(raw: try reader.int128())
        reportedFilled = Quantity(mantissa: try reader.int64())
        reservePrice = MarkPrice(raw: try reader.int128())
        reserved = Money(raw: try reader.int128())
        sequence = try reader.uint64()
        intendedAt = Timestamp(nanoseconds: try reader.int64())
        updatedAt = Timestamp(nanoseconds: try reader.int64())
        queries = try reader.uint16()
        nextQueryAt = Timestamp(nanoseconds: try reader.int64())
        absences = try reader.uint8()
        lastAbsenceAt = Timestamp(nanoseconds: try reader.int64())
        wereTradesConsulted = try reader.bool()
        guard reader.layout >= 2 else { return }
        price = Price(mantissa: try reader.int64())
        quantity = Quantity(mantissa: try reader.int64())
        amendment = try RequestState(decoding: &reader)
        amendedPrice = Price(mantissa: try reader.int64())
        amendedQuantity = Quantity(mantissa: try reader.int64())
        owner = StrategyID(try reader.uint32())
        leverage = try reader.uint16()
        siblings = try reader.uint8()
        amendedReservePrice = MarkPrice(raw: try reader.int128())
        isCancelEarly = try reader.bool()
        busted = Quantity(mantissa: try reader.int64())
    }
}
