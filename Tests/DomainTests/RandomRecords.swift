import Containers
import Domain

/// Inputs and events with random content; every case in its turn.
struct RandomRecords {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// How many cases there are. A new case breaks the switches below, which is to remind of these.
    static let inputCases = 27
    static let reportCases = 11
    static let eventCases = 47

    mutating func input(_ number: Int) -> Input {
        switch number % Self.inputCases {
        case 0: .clock
        case 1: .started(start())
        case 2: .listing(instrument())
        case 3: .flow(flow())
        case 4: .mark(mark())
        case 5: .submit(request())
        case 6: .cancel(reference())
        case 7: .setTradingMode(one(of: TradingMode.self))
        case 8: .report(report(number / Self.inputCases))
        case 9: .amend(AmendRequest(order: reference(), price: price(), quantity: quantity()))
        case 10: .cancelAll(scope())
        case 11: .setTradingState(scope(), one(of: TradingMode.self))
        case 12: .kill(scope(), because: reason())
        case 13: .liftKill(scope(), because: reason())
        case 14: .limits(limits())
        case 15: .valuation(asset())
        case 16: .conversion(conversion())
        case 17: .marginTable(marginTable())
        case 18: .marginTerms(marginTerms())
        case 19: .funding(funding())
        case 20: .allocate(allocation())
        case 21: .transfer(transfer())
        case 22: .accountConfirmed(AccountID(word()))
        case 23: .difference(difference())
        case 24: .foreignOrder(foreignOrder())
        case 25: .venuePosition(venuePosition())
        case _: .stateAbsent(statement())
        }
    }

    mutating func report(_ number: Int) -> VenueReport {
        let content: VenueReport.Content =
            switch number % Self.reportCases {
            case 0: .accepted(identifier())
            case 1: .rejected(identifier())
            case 2: .cancelRejected(identifier())
            case 3: .fill(fill())
            case 4: .status(one(of: VenueOrderState.self), cumulative: quantity(), identifier())
            case 5: .notFound(askedAt: time())
            case 6: .tradesListed(askedAt: time())
            case 7: .requestFailed(one(of: RequestKind.self), one(of: UnknownCause.self))
            case 8: .terms(price(), quantity(), identifier(), askedAt: time())
            case 9: .amendRejected(identifier())
            case _: .busted(fill())
            }
        return VenueReport(order: reference(), content: content)
    }

    mutating func event(_ number: Int) -> Event {
        switch number % Self.eventCases {
        case 0: .started(start())
        case 1: .instrumentListed(instrument())
        case 2: .listingRefused(InstrumentID(word()), UInt8(truncatingIfNeeded: word()))
        case 3: .flowRecorded(flow())
        case 4: .markRecorded(mark())
        case 5: .tradingModeChanged(one(of: TradingMode.self))
        case 6: .instrumentHalted(InstrumentID(word()), one(of: Alarm.self))
        case 7: .orderIntended(intent())
        case 8: .orderDenied(denial())
        case 9: .orderRepeated(row())
        case 10: .orderConflicted(row())
        case 11: .cancelRequested(row(), deadline: time())
        case 12: .cancelRefused(reference(), one(of: CancelRefusal.self))
        case 13: .cancelRejected(row(), identifier())
        case 14: .requestUnknown(row(), one(of: RequestKind.self), one(of: UnknownCause.self))
        case 15: .queryRequested(row(), nextAt: time())
        case 16: .absenceNoted(row(), askedAt: time())
        case 17: .tradesConsulted(row())
        case 18: .orderAccepted(row(), identifier(), reserved: money())
        case 19: .orderRejected(row(), identifier(), released: money())
        case 20: .cumulativeReported(row(), quantity())
        case 21: .fillApplied(effect())
        case 22: closed()
        case 23: .restartAttended(upTo: row())
        case 24: .alarmRaised(one(of: Alarm.self), reference())
        case let number: laterEvent(number)
        }
    }

    /// What the second layout added.
    private mutating func laterEvent(_ number: Int) -> Event {
        switch number {
        case 25: .tradingStateChanged(restriction())
        case 26: .inputRefused(one(of: InputRefusal.self), scope())
        case 27: .limitsSet(limits())
        case 28: .valuationSet(asset())
        case 29: .conversionRecorded(conversion())
        case 30:
            .marginBracketSet(
                InstrumentID(word()), place: UInt8(truncatingIfNeeded: word()), bracket())
        case 31: .marginTermsSet(marginTerms())
        case 32: .fundingApplied(fundingEffect())
        case 33: .allocationSet(allocation())
        case 34: .capitalTransferred(transfer())
        case 35: .accountConfirmed(AccountID(word()), time())
        case 36: .differenceNoted(difference())
        case 37: .foreignOrderNoted(foreignOrder())
        case 38: .positionAdjusted(adjustment())
        case 39: .sweepBegan(scope(), upTo: row())
        case 40: .sweepAttended(upTo: row())
        case 41:
            .amendRequested(
                row(), terms(), reserved: money(), deadline: time(), inputs: riskInputs())
        case 42: .amendRefused(amendDenial())
        case 43: .amendRejected(row(), identifier(), released: money())
        case 44: .termsChanged(row(), terms(), reserved: money())
        case 45: .fillBusted(effect())
        case _: .absenceStated(row(), statement(), released: money())
        }
    }

    // MARK: - Parts

    private mutating func closed() -> Event {
        .orderClosed(
            row(), one(of: VenueOrderState.self), cumulative: quantity(), released: money())
    }

    mutating func one<Case: CaseIterable>(of type: Case.Type) -> Case {
        let cases = Array(type.allCases)
        return cases[random.below(cases.count)]
    }

    mutating func identifier<Tag>() -> TextIdentifier<Tag> {
        let bytes = (0..<random.below(37)).map { _ in UInt8(0x21 + random.below(94)) }
        return (try? TextIdentifier<Tag>(bytes.span)) ?? .none
    }

    mutating func asset() -> Asset {
        let bytes = (0..<random.below(16)).map { _ in UInt8(0x21 + random.below(94)) }
        return (try? Asset(bytes.span)) ?? .none
    }

    mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }
    mutating func long() -> Int64 {
        random.chance(1, in: 10)
            ? [.min, -1, 0, 1, .max][random.below(5)] : Int64(bitPattern: random.next())
    }
    mutating func wide() -> Int128 {
        random.chance(1, in: 10)
            ? [.min, -1, 0, 1, .max][random.below(5)]
            : Int128(long()) << 64 | Int128(random.next())
    }
    mutating func money() -> Money { Money(raw: wide()) }
    mutating func quantity() -> Quantity { Quantity(mantissa: long()) }
    mutating func time() -> Timestamp { Timestamp(nanoseconds: long()) }
    mutating func row() -> OrderRow { random.chance(1, in: 5) ? .none : OrderRow(Int(word())) }
    mutating func flag() -> Bool { random.chance(1, in: 2) }

    mutating func start() -> ProcessStart { ProcessStart(epoch: word(), isAfterCut: flag()) }

    mutating func flow() -> ExternalFlow {
        ExternalFlow(id: identifier(), account: AccountID(word()), asset: asset(), amount: money())
    }

    mutating func mark() -> Mark {
        Mark(
            instrument: InstrumentID(word()), price: MarkPrice(raw: wide()), time: time(),
            bid: price(), ask: price(), bidDepth: quantity(), askDepth: quantity(),
            dayVolume: quantity())
    }

    mutating func reference() -> OrderReference {
        OrderReference(account: AccountID(word()), clientOrderID: identifier())
    }

    mutating func request() -> OrderRequest {
        OrderRequest(
            account: AccountID(word()), strategy: StrategyID(word()), clientOrderID: identifier(),
            instrument: InstrumentID(word()), side: one(of: Side.self),
            type: one(of: OrderType.self), timeInForce: one(of: TimeInForce.self),
            isPostOnly: flag(), price: price(), quantity: quantity(), triggerPrice: price(),
            expiresAt: time(), isReduceOnly: flag(), leg: one(of: PositionLeg.self))
    }

    mutating func fill() -> FillReport {
        FillReport(
            order: reference(), instrument: InstrumentID(word()), venueOrderID: identifier(),
            tradeID: identifier(), side: one(of: Side.self), price: Price(mantissa: long()),
            quantity: quantity(), fee: money(), feeAsset: asset(), isTaker: flag(),
            venueTime: time(), leg: one(of: PositionLeg.self), cause: one(of: FillCause.self))
    }

    mutating func effect() -> FillEffect {
        FillEffect(
            fill: fill(), order: row(), strategy: StrategyID(word()), owner: StrategyID(word()),
            contract: one(of: ContractKind.self), base: asset(), quote: asset(),
            baseChange: money(), quoteChange: money(), released: money(), costChange: money(),
            realised: money(), marginChange: money())
    }

    mutating func intent() -> OrderIntent {
        OrderIntent(
            request: request(), instrumentRow: word(), reservePrice: MarkPrice(raw: wide()),
            reserved: money(), deadline: time(), owner: StrategyID(word()),
            leverage: UInt16(truncatingIfNeeded: word()), inputs: riskInputs())
    }

    mutating func denial() -> OrderDenial {
        OrderDenial(
            request: request(), code: one(of: DenialCode.self), observed: wide(), bound: wide(),
            inputs: riskInputs())
    }

    mutating func instrument() -> Instrument {
        Instrument(
            id: InstrumentID(word()), version: UInt16(truncatingIfNeeded: word()),
            venue: VenueID(UInt16(truncatingIfNeeded: word())), symbol: identifier(),
            base: asset(), quote: asset(), priceDecimals: UInt8(truncatingIfNeeded: word()),
            quantityDecimals: UInt8(truncatingIfNeeded: word()), tick: Price(mantissa: long()),
            lot: quantity(), quantityMin: quantity(), quantityMax: quantity(),
            notionalMin: money(), feeReserve: Rate(raw: long()), isTradable: flag(),
            contract: one(of: ContractKind.self), multiplier: money(), settle: asset(),
            expiresAt: time())
    }

    mutating func terms() -> OrderTerms {
        OrderTerms(price: price(), quantity: quantity(), reservePrice: MarkPrice(raw: wide()))
    }

    mutating func amendDenial() -> AmendDenial {
        AmendDenial(
            order: reference(), refusal: one(of: AmendRefusal.self), code: one(of: DenialCode.self),
            observed: wide(), bound: wide(), inputs: riskInputs())
    }

    mutating func requestState() -> RequestState {
        RequestState(phase: one(of: RequestState.Phase.self), deadline: time())
    }

    mutating func order() -> Order {
        var order = Order(
            request: request(), instrumentRow: word(), sequence: random.next(), at: time())
        order.denial = one(of: DenialCode.self)
        order.venueState = one(of: VenueOrderState.self)
        order.venueOrderID = identifier()
        order.placement = requestState()
        order.cancellation = requestState()
        order.filled = quantity()
        order.filledNotional = money()
        order.reportedFilled = quantity()
        order.reservePrice = MarkPrice(raw: wide())
        order.reserved = money()
        order.updatedAt = time()
        order.queries = UInt16(truncatingIfNeeded: word())
        order.nextQueryAt = time()
        order.absences = UInt8(truncatingIfNeeded: word())
        order.lastAbsenceAt = time()
        order.wereTradesConsulted = flag()
        order.price = price()
        order.quantity = quantity()
        order.amendment = requestState()
        order.amendedPrice = price()
        order.amendedQuantity = quantity()
        order.amendedReservePrice = MarkPrice(raw: money().raw)
        order.isCancelEarly = flag()
        order.busted = quantity()
        order.owner = StrategyID(word())
        order.leverage = UInt16(truncatingIfNeeded: word())
        order.siblings = UInt8(truncatingIfNeeded: word())
        return order
    }

    mutating func balance() -> Balance {
        var balance = Balance(
            account: AccountID(word()), asset: asset(), total: money(), reserved: money())
        balance.margin = money()
        balance.external = money()
        balance.traded = money()
        balance.fees = money()
        balance.funding = money()
        balance.profit = money()
        balance.difference = money()
        return balance
    }

    mutating func position() -> Position {
        var position = Position(
            account: AccountID(word()), strategy: StrategyID(word()),
            instrument: InstrumentID(word()))
        position.quantity = money()
        position.cost = money()
        position.realised = money()
        position.quoteFees = money()
        position.baseFees = money()
        position.fills = random.next()
        position.leg = one(of: PositionLeg.self)
        position.fundingPaid = money()
        position.margin = money()
        position.owner = StrategyID(word())
        return position
    }
}

// The names of the cases, so that a case which is added here and there only does not compile.
extension Input {
    var name: String {
        switch self {
        case .clock: "clock"
        case .started: "started"
        case .listing: "listing"
        case .flow: "flow"
        case .mark: "mark"
        case .submit: "submit"
        case .cancel: "cancel"
        case .setTradingMode: "setTradingMode"
        case .report(let report): "report " + report.content.name
        case .amend: "amend"
        case .cancelAll: "cancelAll"
        case .setTradingState: "setTradingState"
        case .kill: "kill"
        case .liftKill: "liftKill"
        case .limits: "limits"
        case .valuation: "valuation"
        case .conversion: "conversion"
        case .marginTable: "marginTable"
        case .marginTerms: "marginTerms"
        case .funding: "funding"
        case .allocate: "allocate"
        case .transfer: "transfer"
        case .accountConfirmed: "accountConfirmed"
        case .difference: "difference"
        case .foreignOrder: "foreignOrder"
        case .venuePosition: "venuePosition"
        case .stateAbsent: "stateAbsent"
        }
    }
}

extension VenueReport.Content {
    var name: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .cancelRejected: "cancelRejected"
        case .fill: "fill"
        case .status: "status"
        case .notFound: "notFound"
        case .tradesListed: "tradesListed"
        case .requestFailed: "requestFailed"
        case .terms: "terms"
        case .amendRejected: "amendRejected"
        case .busted: "busted"
        }
    }
}

extension Event {
    var name: String {
        switch self {
        case .started: "started"
        case .restartAttended: "restartAttended"
        case .instrumentListed: "instrumentListed"
        case .listingRefused: "listingRefused"
        case .flowRecorded: "flowRecorded"
        case .markRecorded: "markRecorded"
        case .tradingModeChanged: "tradingModeChanged"
        case .instrumentHalted: "instrumentHalted"
        case .orderIntended: "orderIntended"
        case .orderDenied: "orderDenied"
        case .orderRepeated: "orderRepeated"
        case .orderConflicted: "orderConflicted"
        case .cancelRequested: "cancelRequested"
        case .cancelRefused: "cancelRefused"
        case .cancelRejected: "cancelRejected"
        case .requestUnknown: "requestUnknown"
        case .queryRequested: "queryRequested"
        case .absenceNoted: "absenceNoted"
        case .tradesConsulted: "tradesConsulted"
        case .orderAccepted: "orderAccepted"
        case .orderRejected: "orderRejected"
        case .cumulativeReported: "cumulativeReported"
        case .fillApplied: "fillApplied"
        case .orderClosed: "orderClosed"
        case .alarmRaised: "alarmRaised"
        case .tradingStateChanged: "tradingStateChanged"
        case .inputRefused: "inputRefused"
        case .limitsSet: "limitsSet"
        case .valuationSet: "valuationSet"
        case .conversionRecorded: "conversionRecorded"
        case .marginBracketSet: "marginBracketSet"
        case .marginTermsSet: "marginTermsSet"
        case .fundingApplied: "fundingApplied"
        case .allocationSet: "allocationSet"
        case .capitalTransferred: "capitalTransferred"
        case .accountConfirmed: "accountConfirmed"
        case .differenceNoted: "differenceNoted"
        case .foreignOrderNoted: "foreignOrderNoted"
        case .positionAdjusted: "positionAdjusted"
        case .sweepBegan: "sweepBegan"
        case .sweepAttended: "sweepAttended"
        case .amendRequested: "amendRequested"
        case .amendRefused: "amendRefused"
        case .amendRejected: "amendRejected"
        case .termsChanged: "termsChanged"
        case .fillBusted: "fillBusted"
        case .absenceStated: "absenceStated"
        }
    }
}
