internal import Containers
internal import Domain
internal import Host
internal import Wire

/// Changes of open orders: amendments, the taking back of many, and a person's word on one.
extension EdgeDesk {
    private static let amendKeys: [JSONKey] = ["price", "quantity"]

    func amendOrder(
        _ id: String, _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        let reference = try reference(id, Query(request, ["account"])["account"])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(document.root, in: document, text, Self.amendKeys)
        try amend(reference, object, firstPlace: 0, text, .exchange(exchange, .order))
        return nil
    }

    /// - Parameter firstPlace: of `price` in the object; `quantity` follows.
    func amend(
        _ reference: OrderReference, _ object: StrictObject, firstPlace: Int, _ text: Span<UInt8>,
        _ asker: Question.Asker
    ) throws(Problem) {
        guard let row = views.trading.orderRow(reference) else {
            throw .orderUnknown(reference.clientOrderID.description)
        }
        let order = views.trading.orders[row]
        // By the version that all of the order's numbers are of.
        guard Int(order.instrumentRow) < views.trading.instruments.count else {
            throw .alreadyClosed
        }
        let rules = views.trading.instruments[Int(order.instrumentRow)]
        let price = try object.decimal(
            firstPlace, decimals: Int(rules.priceDecimals),
            step: rules.tick.text(decimals: Int(rules.priceDecimals)), of: rules.symbol, in: text)
        let quantity = try object.decimal(
            firstPlace + 1, decimals: Int(rules.quantityDecimals),
            step: rules.lot.text(decimals: Int(rules.quantityDecimals)), of: rules.symbol,
            in: text)
        guard price != nil || quantity != nil else {
            throw .missingField("quantity", fix: "write a new price, a new quantity, or both")
        }
        let request = AmendRequest(
            order: reference, price: price.map { Price(mantissa: $0) } ?? order.price,
            quantity: quantity.map { Quantity(mantissa: $0) } ?? order.quantity)
        try ask(Question(subject: .amendment(reference), asker: asker), .amend(request))
    }

    func cancelAll(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        try cancelAll(try scope(of: request), .exchange(exchange, .sweep))
        return nil
    }

    func cancelAll(_ scope: TradingScope, _ asker: Question.Asker) throws(Problem) {
        try ask(Question(subject: .sweep(scope), asker: asker), .cancelAll(scope))
    }

    func stateAbsent(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        let path = request.path.dropFirst(Route.orderPrefix.count)
        let id = String(path.dropLast(Route.absenceSuffix.count))
        let reference = try reference(id, Query(request, ["account"])["account"])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(document.root, in: document, text, ["because"])
        guard let because = try object.text(0, in: text), !because.isEmpty else {
            throw .missingField("because", fix: "write how you know that the order is not there")
        }
        let statement = AbsenceStatement(
            order: reference, by: ReasonCode(asWritten: "api") ?? .none,
            because: try Self.reason(because))
        try ask(
            Question(subject: .absence(reference), asker: .exchange(exchange, .absence)),
            .stateAbsent(statement))
        return nil
    }

    /// A text as a record has room for it. What would not be kept as it is, is not taken: somebody
    /// will look for it when money is missing.
    private static func reason(_ text: String) throws(Problem) -> ReasonCode {
        guard let reason = ReasonCode(asWritten: text) else {
            throw .invalid(
                "because", "because has \(text.utf8.count) bytes, or letters beyond plain ones",
                fix: "write at most \(ReasonCode.countMax) of A-Z a-z 0-9, blanks and signs such "
                    + "as - . : /; a longer story belongs elsewhere, with its place named here")
        }
        return reason
    }
}

extension ReasonCode {
    /// Plain letters and signs, blanks as `_`; nil for what cannot be kept as it is written.
    fileprivate init?(asWritten text: String) {
        let bytes = text.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "_") : $0 }
        guard bytes.count <= ReasonCode.countMax,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) }),
            let reason = try? ReasonCode(bytes.span)
        else { return nil }
        self = reason
    }
}

/// What became of them.
extension EdgeDesk {
    func answerAmendment(
        _ asker: Question.Asker, _ reference: OrderReference, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        guard let row = views.trading.orderRow(reference) else { throw .internalError }
        for event in events {
            switch event.event {
            case .amendRequested(let requested, _, _, _, _) where Int(requested.index) == row:
                return answer(asker, 202, order: row)
            case .amendRefused(let denial) where denial.order == reference:
                switch denial.refusal {
                case .orderUnknown: throw .orderUnknown(reference.clientOrderID.description)
                case .orderClosed: throw .alreadyClosed
                case .requestOutstanding: throw .requestOutstanding
                case .nothingChanges: return answer(asker, 200, order: row)
                case .checksFailed:
                    let order = views.trading.orders[row]
                    throw .denied(
                        denial.code,
                        OrderDenial(
                            request: order.request, code: denial.code, observed: denial.observed,
                            bound: denial.bound),
                        views.trading.instruments[Int(order.instrumentRow)])
                }
            case _: continue
            }
        }
        throw .internalError
    }

    func answerSweep(_ asker: Question.Asker, _ events: ArraySlice<ReleasedEvent>) {
        answer(asker, 202) { desk, writer in
            writer.beginObject()
            writer.member("sequence", events.last?.stamp.sequence ?? desk.views.trading.sequence)
            writer.endObject()
        }
    }

    func answerAbsence(
        _ asker: Question.Asker, _ reference: OrderReference, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        guard let row = views.trading.orderRow(reference) else {
            throw .orderUnknown(reference.clientOrderID.description)
        }
        for event in events {
            switch event.event {
            case .alarmRaised(.absenceStated, let order) where order == reference:
                return answer(asker, 200, order: row)
            case .inputRefused(.orderClosed, _): throw .alreadyClosed
            case .inputRefused(.evidenceStands, _): throw .evidenceStands
            case _: continue
            }
        }
        throw .internalError
    }
}

extension Problem {
    static let requestOutstanding = Problem(
        409, "REQUEST_OUTSTANDING", "Another request is on its way",
        "what became of an earlier request for the order is not known yet", field: "clientOrderId",
        fix: "wait until the order has no request under way")

    static let evidenceStands = Problem(
        409, "EVIDENCE_STANDS", "The venue's evidence stands",
        "the venue has told of the order, or has not yet failed to find it", field: "clientOrderId",
        fix: "wait until the venue was asked again and did not find it")
}
