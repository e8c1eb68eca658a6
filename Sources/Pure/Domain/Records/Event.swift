/// What the trading core decided. Events are the only thing that changes its state, and all that a
/// replay needs: each carries its results, so that an old log never depends on old code.
public enum Event: Sendable, Equatable {
    /// The process started; what was outstanding becomes unknown by the events that follow.
    case started(ProcessStart)
    /// Of the orders that were live when the process started, those before this row were looked at.
    case restartAttended(upTo: OrderRow)
    case instrumentListed(Instrument)
    /// A listing was refused for trading: its rules contradict each other.
    case listingRefused(InstrumentID, UInt8)
    case flowRecorded(ExternalFlow)
    case markRecorded(Mark)
    case tradingModeChanged(TradingMode)
    /// Orders in the instrument are refused until an operator has looked.
    case instrumentHalted(InstrumentID, Alarm)

    /// The order is ours to place. Once this is durable it is acknowledged, and only then sent.
    case orderIntended(OrderIntent)
    /// The order is refused, for ever under this identifier.
    case orderDenied(OrderDenial)
    /// The same order again: the answer is that of the order in this row. Nothing is sent.
    case orderRepeated(OrderRow)
    /// Another order under a used identifier: refused.
    case orderConflicted(OrderRow)

    /// The cancel is ours to send.
    case cancelRequested(OrderRow, deadline: Timestamp)
    case cancelRefused(OrderReference, CancelRefusal)
    /// The venue did not cancel; where the order stands is asked for.
    case cancelRejected(OrderRow, ReasonCode)

    /// It is not known what became of a request.
    case requestUnknown(OrderRow, RequestKind, UnknownCause)
    /// The venue is to be asked for the order and, where fills may be missing, for its trades.
    case queryRequested(OrderRow, nextAt: Timestamp)
    /// The venue did not find the order, long enough after its deadline and the last time.
    case absenceNoted(OrderRow, askedAt: Timestamp)
    /// The venue's trades hold none of the order's, long enough after its deadline.
    case tradesConsulted(OrderRow)

    /// The venue has the order; what it sets aside grows by `reserved` where it had been given up.
    case orderAccepted(OrderRow, VenueOrderID, reserved: Money)
    case orderRejected(OrderRow, ReasonCode, released: Money)
    /// The venue told a higher cumulative quantity than its fills add up to.
    case cumulativeReported(OrderRow, Quantity)
    case fillApplied(FillEffect)
    /// The order is final at the venue; `released` is no longer set aside.
    case orderClosed(OrderRow, VenueOrderState, cumulative: Quantity, released: Money)
    /// Something that must not happen happened; a person should look.
    case alarmRaised(Alarm, OrderReference)

    /// What may be traded in a scope changed; `isKilled` where the kill switch holds it.
    case tradingStateChanged(TradingRestriction)
    /// An input was not taken in: nothing changed by it.
    case inputRefused(InputRefusal, TradingScope)
    case limitsSet(RiskLimits)
    case valuationSet(Asset)
    case conversionRecorded(ConversionRate)
    /// A bracket of the instrument's maintenance table; the one in place 0 begins a table anew. One
    /// by one, since an event is copied often and so holds nothing that is elsewhere in memory.
    case marginBracketSet(InstrumentID, place: UInt8, MarginBracket)
    case marginTermsSet(MarginTerms)
    /// A strategy's share of a funding.
    case fundingApplied(FundingEffect)
    case allocationSet(CapitalAllocation)
    case capitalTransferred(CapitalTransfer)
    case accountConfirmed(AccountID, Timestamp)
    case differenceNoted(BalanceDifference)
    case foreignOrderNoted(ForeignOrder)
    /// The venue has a position that no fill explains: counted as nobody's.
    case positionAdjusted(PositionAdjustment)

    /// All orders of the scope up to the newest are to be canceled …
    case sweepBegan(TradingScope, upTo: OrderRow)
    /// … and those before this row were.
    case sweepAttended(upTo: OrderRow)

    /// The amendment is ours to send; what the order sets aside grows by `reserved`. The inputs are
    /// what the checks looked at, nothing where it makes no more of the order.
    case amendRequested(
        OrderRow, OrderTerms, reserved: Money, deadline: Timestamp, inputs: RiskInputs)
    case amendRefused(AmendDenial)
    /// The venue does not amend the order; `released` is no longer set aside.
    case amendRejected(OrderRow, ReasonCode, released: Money)
    /// The order has this price and quantity now; what it sets aside changes by `reserved`.
    case termsChanged(OrderRow, OrderTerms, reserved: Money)
    /// A trade was taken back: everything it changed is changed back.
    case fillBusted(FillEffect)
    /// A person said that the order is not at its venue: it is closed as absent.
    case absenceStated(OrderRow, AbsenceStatement, released: Money)
}

/// The number of an order's row in the trading core.
@frozen
public struct OrderRow: Sendable, Hashable, BitwiseCopyable {
    /// From 0 in the order of intents.
    public let index: UInt32

    @inlinable
    public init(_ index: Int) { self.index = UInt32(index) }

    /// The row of no order of ours.
    @inlinable public static var none: OrderRow { OrderRow(Int(UInt32.max)) }
}

/// An order decided on.
public struct OrderIntent: Sendable, Equatable {
    public var request: OrderRequest
    /// The instrument's version by its row.
    public var instrumentRow: UInt32
    /// What one unit sets aside.
    public var reservePrice: MarkPrice
    /// What is set aside.
    public var reserved: Money
    /// When the venue no longer takes it.
    public var deadline: Timestamp
    /// Whose capital it sets aside.
    public var owner: StrategyID
    /// By which the margin of a contract was divided; 1 for spot.
    public var leverage: UInt16
    /// What the checks looked at.
    public var inputs: RiskInputs

    public init(
        request: OrderRequest, instrumentRow: UInt32, reservePrice: MarkPrice, reserved: Money,
        deadline: Timestamp, owner: StrategyID = .external, leverage: UInt16 = 1,
        inputs: RiskInputs = RiskInputs()
    ) {
        self.request = request
        self.instrumentRow = instrumentRow
        self.reservePrice = reservePrice
        self.reserved = reserved
        self.deadline = deadline
        self.owner = owner
        self.leverage = leverage
        self.inputs = inputs
    }
}

/// An order refused, with the numbers that decided it.
public struct OrderDenial: Sendable, Equatable {
    public var request: OrderRequest
    public var code: DenialCode
    /// The value that was looked at, in the unit of the check.
    public var observed: Int128
    /// The bound it violates, in the same unit.
    public var bound: Int128
    /// What the checks looked at until one of them denied.
    public var inputs: RiskInputs

    public init(
        request: OrderRequest, code: DenialCode, observed: Int128, bound: Int128,
        inputs: RiskInputs = RiskInputs()
    ) {
        self.request = request
        self.code = code
        self.observed = observed
        self.bound = bound
        self.inputs = inputs
    }
}

/// A fill with everything it changes.
public struct FillEffect: Sendable, Equatable {
    public var fill: FillReport
    /// ``OrderRow/none`` for a fill of an order that is not ours.
    public var order: OrderRow
    /// Whose position it is; ``StrategyID/external`` for nobody's here.
    public var strategy: StrategyID
    /// Whose capital it moves.
    public var owner: StrategyID
    public var contract: ContractKind
    /// What is bought or sold.
    public var base: Asset
    /// What it is paid with: for a contract, what it is settled in.
    public var quote: Asset
    /// Signed quantity that was traded, before fees: for spot the change of the base balance.
    public var baseChange: Money
    /// What it was worth, of the opposite sign: for spot the change of the quote balance, before
    /// fees.
    public var quoteChange: Money
    /// What is no longer set aside for the order.
    public var released: Money
    /// Signed change of the position's cost.
    public var costChange: Money
    /// Profit or loss realised, before fees: for a contract the change of the wallet.
    public var realised: Money
    /// Signed change of the initial margin that the position holds; zero for spot.
    public var marginChange: Money

    public init(
        fill: FillReport, order: OrderRow, strategy: StrategyID, owner: StrategyID = .external,
        contract: ContractKind = .spot, base: Asset, quote: Asset, baseChange: Money,
        quoteChange: Money, released: Money, costChange: Money, realised: Money,
        marginChange: Money = .zero
    ) {
        self.fill = fill
        self.order = order
        self.strategy = strategy
        self.owner = owner
        self.contract = contract
        self.base = base
        self.quote = quote
        self.baseChange = baseChange
        self.quoteChange = quoteChange
        self.released = released
        self.costChange = costChange
        self.realised = realised
        self.marginChange = marginChange
    }
}

/// A change of a position that no fill of ours explains, or of the margin that it holds.
public struct PositionAdjustment: Sendable, Equatable {
    /// What the venue has.
    public var venue: VenuePosition
    /// Whose position changes; ``StrategyID/external`` for what the venue has beside our fills.
    public var strategy: StrategyID
    /// Signed change of the position.
    public var quantityChange: Money
    /// Signed change of its cost.
    public var costChange: Money
    /// Signed change of the initial margin that it holds.
    public var marginChange: Money

    public init(
        venue: VenuePosition, strategy: StrategyID = .external, quantityChange: Money,
        costChange: Money, marginChange: Money
    ) {
        self.venue = venue
        self.strategy = strategy
        self.quantityChange = quantityChange
        self.costChange = costChange
        self.marginChange = marginChange
    }
}

extension StrategyID {
    /// Whatever happens at the venue that no strategy of ours asked for.
    public static let external = StrategyID(0)
}

/// Why a cancel is not sent.
public enum CancelRefusal: UInt8, Sendable, CaseIterable {
    /// The account has no order of this identifier.
    case orderUnknown = 1
    /// The order is final, or was never sent.
    case orderClosed = 2
    /// A cancel is on its way already.
    case alreadyRequested = 3
}

/// Why an amendment is not sent.
public enum AmendRefusal: UInt8, Sendable, CaseIterable {
    /// The account has no order of this identifier.
    case orderUnknown = 1
    /// The order is final, or was never sent.
    case orderClosed = 2
    /// Another request for it is on its way, or its outcome is not known.
    case requestOutstanding = 3
    /// It asks for what the order is already.
    case nothingChanges = 4
    /// The new price or quantity would not pass the checks.
    case checksFailed = 5
}

/// An amendment refused, with the numbers that decided it.
public struct AmendDenial: Sendable, Equatable {
    public var order: OrderReference
    public var refusal: AmendRefusal
    /// The check that it did not pass; ``DenialCode/none`` where that is not why.
    public var code: DenialCode
    /// The value that was looked at, in the unit of the check.
    public var observed: Int128
    /// The bound it violates, in the same unit.
    public var bound: Int128
    /// What the checks looked at.
    public var inputs: RiskInputs

    public init(
        order: OrderReference, refusal: AmendRefusal, code: DenialCode = .none,
        observed: Int128 = 0, bound: Int128 = 0, inputs: RiskInputs = RiskInputs()
    ) {
        self.order = order
        self.refusal = refusal
        self.code = code
        self.observed = observed
        self.bound = bound
        self.inputs = inputs
    }
}

/// Why an input was not taken in.
public enum InputRefusal: UInt8, Sendable, CaseIterable {
    /// The kill switch holds the scope: lift it first.
    case scopeKilled = 1
    /// There is no kill switch to lift there.
    case notKilled = 2
    /// Limits that contradict themselves.
    case limitsUnsound = 3
    /// A maintenance table with a gap, an overlap or a jump.
    case marginTableUnsound = 4
    /// A leverage of nothing or beyond any venue's.
    case marginTermsUnsound = 5
    /// The instrument is not listed, or is no contract.
    case instrumentUnfit = 6
    /// An amount that is nothing, negative or out of range.
    case amountUnfit = 7
    /// The sub-account has less than is to be transferred.
    case capitalInsufficient = 8
    /// The strategy has no allocation, or it is full.
    case allocationExceeded = 9
    /// An identifier that was used before.
    case repeated = 10
    /// There is other evidence of the order, or not yet enough of its absence.
    case evidenceStands = 11
    /// There is no such order, or it is closed.
    case orderClosed = 12
    /// The price is not more than zero, or older than the one that is known.
    case priceUnfit = 13
    /// The kill switch holds the scope already; its orders are taken back once more.
    case alreadyKilled = 14
    /// No instrument is of the asset, and no account ever held any.
    case assetUnknown = 15
}

/// What must not happen. Each is told to people; none stops a fact from being counted.
public enum Alarm: UInt8, Sendable, CaseIterable {
    /// A report names an order that is not ours.
    case orderForeign = 1
    /// The venue contradicts what it said before.
    case evidenceContradictory = 2
    /// A fill came after the order was closed with all its fills.
    case fillAfterClose = 3
    /// More was filled than ordered.
    case overfill = 4
    /// The same trade was reported with other content. Its instrument is halted.
    case fillConflict = 5
    /// A fill could not be counted: its instrument is unknown or its amount out of range.
    case fillUncountable = 6
    /// The venue reports a second order under one identifier.
    case orderSibling = 7
    /// A balance is negative: the venue took more than we had allowed.
    case balanceNegative = 8
    /// The journal was cut at its end when the process died.
    case journalCut = 9
    /// The venue closed a position for want of margin, or against somebody else's.
    case positionLiquidated = 10
    /// The venue has a position that no fill explains.
    case positionForeign = 11
    /// The venue took a trade back.
    case tradeBusted = 12
    /// A strategy's losses or a drawdown went beyond their bound: it may only reduce.
    case lossOverLimit = 13
    /// An order has another price or quantity at the venue than we ever asked for.
    case termsForeign = 14
    /// A journal was continued from an older state than the venue knows of.
    case stateOutdated = 15
    /// An order was closed on a person's word and not on the venue's.
    case absenceStated = 16
}
