internal import Domain

/// What venues said about orders that the orders themselves do not keep: the newest of it, since
/// the process started. All of it stands in the journal.
struct OrderMemory {
    /// A change that was asked for, and what became of it.
    struct Amendment: Equatable {
        enum Outcome: Equatable {
            /// It is on its way.
            case pending
            /// No answer came in time: that is being found out.
            case unknown
            case done
            /// The order stayed as it was; the venue's own code, or ours.
            case refused(ReasonCode)
        }

        var price: Price
        var quantity: Quantity
        var outcome: Outcome
    }

    /// Why venues refused orders, in their own codes.
    private(set) var rejections = NewestByOrder<ReasonCode>()
    private var amendments = NewestByOrder<Amendment>()

    /// The newest change of an order, nil where none is known of.
    func amendment(of order: Order) -> Amendment? {
        let outcome: Amendment.Outcome
        switch order.amendment.phase {
        case .idle: return amendments[order.request.reference] ?? Self.settled(order)
        case .outstanding: outcome = .pending
        case .unknown: outcome = .unknown
        }
        return Amendment(
            price: order.amendedPrice, quantity: order.amendedQuantity, outcome: outcome)
    }

    /// What the order itself says of a change that was settled in an earlier run, or long ago: it
    /// is worked at those terms or at others.
    private static func settled(_ order: Order) -> Amendment? {
        guard order.wasAmended else { return nil }
        let isDone =
            order.price == order.amendedPrice && order.quantity == order.amendedQuantity
        return Amendment(
            price: order.amendedPrice, quantity: order.amendedQuantity,
            outcome: isDone ? .done : .refused(notDone))
    }

    mutating func reject(_ order: OrderReference, _ reason: ReasonCode) {
        guard reason != .none else { return }
        rejections.add(reason, of: order)
    }

    mutating func amend(_ order: OrderReference, to terms: OrderTerms) {
        amendments.set(
            Amendment(price: terms.price, quantity: terms.quantity, outcome: .pending), of: order)
    }

    /// The venue works an order at these terms: those of its last change, or others.
    mutating func learn(_ terms: OrderTerms, of order: Order) {
        guard terms.price == order.amendedPrice, terms.quantity == order.amendedQuantity else {
            return
        }
        settle(order, .done)
    }

    /// An order stays as it is, whatever its last change asked for.
    mutating func refuseAmendment(of order: Order, _ reason: ReasonCode) {
        settle(order, .refused(reason == .none ? Self.notDone : reason))
    }

    /// Nothing is left of an order to change.
    mutating func close(_ order: Order) {
        guard amendments[order.request.reference]?.outcome == .pending else { return }
        settle(order, .refused(Self.closed))
    }

    /// The terms are those of the order, since an earlier run may have asked for them.
    private mutating func settle(_ order: Order, _ outcome: Amendment.Outcome) {
        amendments.set(
            Amendment(
                price: order.amendedPrice, quantity: order.amendedQuantity, outcome: outcome),
            of: order.request.reference)
    }

    /// The venue works the order as it was: the change got lost, or came too late.
    private static let notDone = (try? ReasonCode("NOT_DONE")) ?? .none
    private static let closed = (try? ReasonCode("ORDER_CLOSED")) ?? .none
}

/// A word about each of many orders. At most ``EdgeLimits/reasonsMax``: the oldest are forgotten.
struct NewestByOrder<Word> {
    private var words: [OrderReference: Word] = [:]
    private var order: [OrderReference] = []

    subscript(order: OrderReference) -> Word? { words[order] }

    /// Notes the first word about an order; later ones change nothing.
    mutating func add(_ word: Word, of reference: OrderReference) {
        guard words[reference] == nil else { return }
        set(word, of: reference)
    }

    /// Notes a word in the place of an earlier one.
    mutating func set(_ word: Word, of reference: OrderReference) {
        guard words.updateValue(word, forKey: reference) == nil else { return }
        order.append(reference)
        guard order.count > EdgeLimits.reasonsMax else { return }
        // Half at once, so that it costs little each time.
        for old in order[..<(order.count / 2)] { words[old] = nil }
        order.removeFirst(order.count / 2)
    }
}
