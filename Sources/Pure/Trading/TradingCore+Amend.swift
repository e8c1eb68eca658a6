internal import Containers
internal import Domain

// What is decided about changes of open orders. Until the venue has said which of the two it works,
// an order sets aside the larger of what its old and its new terms need.
extension TradingCore {
    mutating func decideAmend(_ request: AmendRequest) {
        func refuse(_ refusal: AmendRefusal) {
            emit(.amendRefused(AmendDenial(order: request.order, refusal: refusal)))
        }
        guard let index = state.orderRow(request.order) else { return refuse(.orderUnknown) }
        let order = state.orders[index]
        guard order.isOpen else { return refuse(.orderClosed) }
        guard order.placement.phase == .idle, order.amendment.phase == .idle,
            order.cancellation.phase == .idle
        else { return refuse(.requestOutstanding) }
        guard order.price != request.price || order.quantity != request.quantity else {
            return refuse(.nothingChanges)
        }
        var amendment = Amendment()
        if let denial = check(request, of: order, &amendment) {
            return emit(
                .amendRefused(
                    AmendDenial(
                        order: request.order, refusal: .checksFailed, code: denial.code,
                        observed: denial.observed, bound: denial.bound,
                        inputs: amendment.inputs)))
        }
        emit(
            .amendRequested(
                OrderRow(index), amendment.terms, reserved: amendment.reserved,
                deadline: requestDeadline(), inputs: amendment.inputs))
    }

    /// A change in the making.
    private struct Amendment {
        var terms = OrderTerms(price: .zero, quantity: .zero, reservePrice: MarkPrice(raw: 0))
        /// What it sets aside beside what the order does.
        var reserved = Money.zero
        /// What the checks looked at; nothing where none had to.
        var inputs = RiskInputs()
    }

    /// The numbers by the rules of the version that the order's own are of; then, where it makes
    /// more of the order, every check that a new order of the new terms would have to pass.
    ///
    /// What only makes less of it is held up by no state, limit, price or balance.
    private mutating func check(
        _ request: AmendRequest, of order: Order, _ amendment: inout Amendment
    ) -> Denial? {
        let instrument = state.instruments[Int(order.instrumentRow)]
        var changed = order.request
        changed.price = request.price
        changed.quantity = request.quantity
        if let denial = checkForm(changed, instrument) ?? checkSize(changed, instrument) {
            return denial
        }
        let traded = max(order.filled, order.reportedFilled)
        guard request.quantity > traded else {
            return Denial(
                code: .quantityTooSmall, observed: Int128(request.quantity.mantissa),
                bound: Int128(traded.mantissa))
        }
        guard let terms = terms(request.price, request.quantity, of: order),
            let needed = needed(terms, filled: order.filled, of: order)
        else { return tooLarge(Money.Limits.amountMax) }
        if let denial = checkNotional(terms, instrument) { return denial }
        amendment.terms = terms
        amendment.reserved = max(.zero, needed - order.reserved)
        guard isMore(terms, than: order) || amendment.reserved > .zero else { return nil }
        return checkGrowth(changed, of: order, &amendment)
    }

    private func checkNotional(_ terms: OrderTerms, _ instrument: Instrument) -> Denial? {
        guard let mark = terms.price == .zero ? terms.reservePrice : instrument.mark(terms.price),
            let notional = instrument.notionalRoundedUp(mark, terms.quantity)
        else { return tooLarge(Money.Limits.amountMax) }
        return notional < instrument.notionalMin
            ? Denial(.notionalTooSmall, notional, bound: instrument.notionalMin) : nil
    }

    /// Whether the order may trade more than it may now, or at a price that is worse for us.
    private func isMore(_ terms: OrderTerms, than order: Order) -> Bool {
        guard terms.quantity <= order.quantity else { return true }
        return order.request.side == .buy ? terms.price > order.price : terms.price < order.price
    }

    private mutating func checkGrowth(
        _ changed: OrderRequest, of order: Order, _ amendment: inout Amendment
    ) -> Denial? {
        let own = state.instruments[Int(order.instrumentRow)]
        // What is known of the book is told in numbers of the newest version.
        guard let condition = state.condition(changed.instrument),
            let row = state.instrumentRow(changed.instrument),
            let units = own.baseAmount(order.quantity)
        else { return Denial(code: .instrumentUnknown) }
        let newest = state.instruments[row]
        guard newest.isTradable, newest.fault == nil, newest.priceDecimals == own.priceDecimals,
            newest.quantityDecimals == own.quantityDecimals
        else { return Denial(code: .instrumentNotTradable) }
        var larger = OrderCheck(
            changed, own, row: order.instrumentRow, condition,
            standing: OrderCheck.Standing(
                units: units, filled: order.filled, reserved: order.reserved,
                leverage: order.leverage, owner: order.owner))
        let denial = check(&larger)
        amendment.inputs = larger.inputs
        guard denial == nil else { return denial }
        if !larger.isReducing { amendment.terms.reservePrice = larger.reservePrice }
        amendment.reserved = max(.zero, larger.reserved - order.reserved)
        return nil
    }
}

// MARK: - What terms need

extension TradingCore {
    /// Price and quantity with the most that they may have to set aside, nil where that exceeds the
    /// range of marks.
    ///
    /// It goes with the price, buffers included; for a contract, whose margin is by the mark where
    /// that is dearer, it never becomes less by it.
    func terms(_ price: Price, _ quantity: Quantity, of order: Order) -> OrderTerms? {
        var terms = OrderTerms(
            price: order.request.type.hasPrice ? price : order.price, quantity: quantity,
            reservePrice: order.reservePrice)
        // What sets nothing aside goes on doing so: it only closes.
        guard terms.price != order.price, order.reservePrice.raw > 0 else { return terms }
        let isInverse =
            state.instruments[Int(order.instrumentRow)].contract == .inverse
        guard
            let scaled = FullWidth.multiplyDivide(
                order.reservePrice.raw, Int128(terms.price.mantissa),
                Int128(order.price.mantissa), rounding: isInverse ? .towardZero : .awayFromZero)
        else { return nil }
        terms.reservePrice =
            switch state.instruments[Int(order.instrumentRow)].contract {
            case .spot: MarkPrice(raw: scaled)
            case .linear: max(order.reservePrice, MarkPrice(raw: scaled))
            case .inverse: min(order.reservePrice, MarkPrice(raw: scaled))
            }
        return terms
    }

    /// What an order of these terms sets aside once so much of it has traded; nil where that
    /// exceeds the range of amounts.
    func needed(_ terms: OrderTerms, filled: Quantity, of order: Order) -> Money? {
        let leaves = Quantity(mantissa: max(0, terms.quantity.mantissa &- filled.mantissa))
        guard leaves > .zero else { return .zero }
        return Self.reservation(
            state.instruments[Int(order.instrumentRow)], order.request.side, terms.reservePrice,
            leaves, leverage: order.leverage)
    }

    /// What the order sets aside once so much of it has traded: for the larger of its terms and
    /// those that an amendment asks for.
    func needed(filled: Quantity, of order: Order) -> Money? {
        guard let own = needed(order.terms, filled: filled, of: order) else { return nil }
        guard let amended = order.amendedTerms else { return own }
        return needed(amended, filled: filled, of: order).map { max(own, $0) }
    }
}

// MARK: - What the venue says of it

extension TradingCore {
    /// The venue works the order at this price and quantity. The newest fact: the books follow it,
    /// with an alarm where nobody here asked for it.
    mutating func decideTerms(
        _ row: OrderRow, _ price: Price, _ quantity: Quantity, _ venueOrderID: VenueOrderID,
        _ askedAt: Timestamp
    ) {
        guard !isOfSibling(row, venueOrderID) else {
            return noteSibling(row, venueOrderID, leaves: quantity)
        }
        decideAcceptance(row, venueOrderID)
        let order = state.orders[Int(row.index)]
        guard order.isOpen, quantity > .zero, !isOlder(askedAt, than: order.amendment) else {
            return
        }
        if let amended = order.amendedTerms, isAt(amended, price, quantity, order) {
            change(row, to: amended)
        } else if isAt(order.terms, price, quantity, order) {
            giveUpAmendment(row, askedAt)
        } else if askedAt != .none && askedAt < order.updatedAt
            || quantity < max(order.filled, order.reportedFilled)
        {
            // It may be an old answer: something happened since it was asked for. And no order is
            // for less than has traded.
            query(row)
        } else if let terms = terms(price, quantity, of: order) {
            emit(.alarmRaised(.termsForeign, order.request.reference))
            change(row, to: terms)
            // It may have been an old answer.
            query(row)
        }
        concludeTerms(row)
    }

    /// Whether it was asked before the amendment left, which it cannot tell of. While that is not
    /// settled it is asked for again.
    private func isOlder(_ askedAt: Timestamp, than amendment: RequestState) -> Bool {
        guard amendment.phase != .idle, askedAt != .none else { return false }
        return amendment.deadline.since(askedAt) > Limits.requestWindow
    }

    private func isAt(
        _ terms: OrderTerms, _ price: Price, _ quantity: Quantity, _ order: Order
    ) -> Bool {
        terms.quantity == quantity && (!order.request.type.hasPrice || terms.price == price)
    }

    mutating func change(_ row: OrderRow, to terms: OrderTerms) {
        var order = state.orders[Int(row.index)]
        if terms == order.amendedTerms { order.amendment = .idle }
        order.price = terms.price
        order.quantity = terms.quantity
        order.reservePrice = terms.reservePrice
        let needed = needed(filled: order.filled, of: order) ?? order.reserved
        emit(.termsChanged(row, terms, reserved: needed - order.reserved))
    }

    /// The venue says that more has traded than the order was for: it has done the amendment.
    mutating func noteAmended(_ row: OrderRow, _ told: Quantity) {
        let order = state.orders[Int(row.index)]
        guard order.isOpen, let amended = order.amendedTerms, told > order.quantity,
            told <= amended.quantity
        else { return }
        change(row, to: amended)
    }

    /// The venue says that all of it has traded, and that is not the quantity that it has here.
    mutating func takeOverFilled(_ row: OrderRow, _ cumulative: Quantity) {
        let order = state.orders[Int(row.index)]
        guard order.isOpen, cumulative > .zero, cumulative >= order.filled else { return }
        if let amended = order.amendedTerms, amended.quantity == cumulative {
            change(row, to: amended)
        } else if cumulative == order.quantity {
            guard order.amendment.phase != .idle else { return }
            emit(.amendRejected(row, .none, released: releasedWithoutAmendment(order)))
        } else if cumulative < order.quantity,
            let terms = terms(order.price, cumulative, of: order)
        {
            emit(.alarmRaised(.termsForeign, order.request.reference))
            change(row, to: terms)
        }
    }

    /// The venue works the order as it was, and its amendment could no longer arrive when that was
    /// asked for: it got lost. It is not sent again, since an order at other terms than its bot
    /// expects may do harm.
    private mutating func giveUpAmendment(_ row: OrderRow, _ askedAt: Timestamp) {
        let order = state.orders[Int(row.index)]
        guard order.amendment.phase == .unknown, askedAt <= stamp.time,
            askedAt.since(order.amendment.deadline) >= Limits.absenceLag
        else { return }
        emit(.amendRejected(row, .none, released: releasedWithoutAmendment(order)))
    }

    mutating func decideAmendRejection(_ row: OrderRow, _ reason: ReasonCode) {
        let order = state.orders[Int(row.index)]
        guard order.isOpen && order.amendment.phase != .idle else { return }
        emit(.amendRejected(row, reason, released: releasedWithoutAmendment(order)))
        concludeTerms(row)
        // It may have been filled, or be one that the venue never got.
        if state.orders[Int(row.index)].isOpen { query(row) }
    }

    private func releasedWithoutAmendment(_ order: Order) -> Money {
        guard let kept = needed(order.terms, filled: order.filled, of: order) else { return .zero }
        return max(.zero, order.reserved - kept)
    }

    /// All of the quantity that the order has by now may have traded before it was known.
    mutating func concludeTerms(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        guard order.isOpen, order.isFilled else { return }
        close(row, .filled, cumulative: order.filled)
    }
}

extension Order {
    /// Whether all of it has traded, whichever of its terms the venue works.
    var isFilled: Bool {
        leaves == .zero && (amendment.phase == .idle || amendedQuantity <= filled)
    }
}
