internal import Containers
internal import Domain
internal import Host
internal import Wire

/// What is handed in to be decided.
extension EdgeDesk {
    func placeOrder(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        _ = try Query(request, [])
        try parse(request.body)
        let order = try readOrder(document.root, request.body.span)
        try submit(order, .exchange(exchange, .orders))
        return nil
    }

    func readOrder(
        _ node: JSONDocument.Node, _ text: Span<UInt8>
    ) throws(Problem) -> OrderRequest {
        names.take(views.trading.instruments)
        return try OrderReader.request(node, in: document, text, names, newest: newest)
    }

    func submit(_ order: OrderRequest, _ asker: Question.Asker) throws(Problem) {
        guard !isDraining else { throw Problem(.draining) }
        try ask(Question(subject: .order(order.reference), asker: asker), .submit(order))
    }

    func cancelOrder(
        _ id: String, _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        let reference = try reference(id, Query(request, ["account"])["account"])
        try cancel(reference, .exchange(exchange, .order))
        return nil
    }

    func cancel(_ reference: OrderReference, _ asker: Question.Asker) throws(Problem) {
        try ask(Question(subject: .cancel(reference), asker: asker), .cancel(reference))
    }

    func reference(_ id: String, _ account: String?) throws(Problem) -> OrderReference {
        OrderReference(
            account: try names.account(account).id,
            clientOrderID: try OrderReader.clientOrderID(id))
    }

    func setMode(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(document.root, in: document, text, ["mode"])
        let modes: [(JSONKey, TradingMode)] = [
            ("active", .active), ("reducing", .reducing), ("halted", .halted),
        ]
        guard let mode = try object.word(0, modes, in: text) else {
            throw .missingField("mode", fix: "write \"active\", \"reducing\" or \"halted\"")
        }
        let question = Question(subject: .mode(mode), asker: .exchange(exchange, .tradingMode))
        try ask(question, .setTradingMode(mode))
        return nil
    }

    func acceptDifferences(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(document.root, in: document, text, ["account"])
        let account = try names.account(object.text(0, in: text)).id
        let question = Question(
            subject: .acceptance(account), asker: .exchange(exchange, .reconciliation))
        try ask(question, .acceptDifferences(account))
        return nil
    }

    func parse(_ body: [UInt8]) throws(Problem) {
        guard !body.isEmpty else { throw .bodyMissing }
        do throws(JSONFault) {
            try document.parse(body.span)
        } catch {
            throw .malformed(error)
        }
    }

    /// Hands an input in, and waits for what becomes of it.
    func ask(_ question: Question, _ input: EdgeInput) throws(Problem) {
        let deadline = time.monotonicNanoseconds() + options.answerNanosecondsMax
        guard let ticket = pending.add(question, until: deadline) else { throw Problem(.busy) }
        if let refusal = door.take(input, ticket: ticket) {
            _ = pending.take(ticket)
            throw Problem(refusal)
        }
    }
}

/// What became of it.
extension EdgeDesk {
    func released(_ events: [ReleasedEvent], _ answers: [TicketAnswer]) {
        for event in events {
            note(event)
        }
        for answer in answers {
            guard let question = pending.take(answer.ticket) else { continue }
            let start = events.partitioningIndex { $0.stamp.sequence >= answer.sequence }
            let own = events[start...].prefix { $0.stamp.sequence == answer.sequence }
            do throws(Problem) {
                try self.answer(question, own)
            } catch {
                refuse(question.asker, error)
            }
        }
        flushAnswers()
        noteChanges(events)
        finishDrain()
    }

    /// Keeps what an event says that the tables do not.
    private func note(_ released: ReleasedEvent) {
        func order(_ row: OrderRow) -> Order { views.trading.orders[Int(row.index)] }
        switch released.event {
        case .orderRejected(let row, let reason, _):
            memory.reject(order(row).request.reference, reason)
            memory.close(order(row))
        case .amendRequested(let row, let terms, _, _, _):
            memory.amend(order(row).request.reference, to: terms)
        case .termsChanged(let row, let terms, _):
            memory.learn(terms, of: order(row))
        case .amendRejected(let row, let reason, _):
            memory.refuseAmendment(of: order(row), reason)
        case .orderClosed(let row, _, _, _), .absenceStated(let row, _, _):
            memory.close(order(row))
        case _: break
        }
    }

    private func answer(
        _ question: Question, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        switch question.subject {
        case .order(let reference): try answerOrder(question.asker, reference, events)
        case .cancel(let reference): try answerCancel(question.asker, reference, events)
        case .state(let scope): try answerState(question.asker, scope, events)
        case .allocation(let allocation):
            try answerAllocation(question.asker, allocation, events)
        case .transfer(let transfer): try answerTransfer(question.asker, transfer, events)
        case .amendment(let reference): try answerAmendment(question.asker, reference, events)
        case .sweep: answerSweep(question.asker, events)
        case .absence(let reference): try answerAbsence(question.asker, reference, events)
        case .mode:
            for case .inputRefused(let refusal, .global) in events.map(\.event) {
                throw .refused(refusal, "global")
            }
            answer(question.asker, 200) { desk, writer in
                writer.beginObject()
                writer.member("mode", desk.views.trading.mode.word)
                writer.member("sequence", desk.views.trading.sequence)
                writer.endObject()
            }
        case .acceptance(let account):
            answer(question.asker, 200) { desk, writer in
                writer.beginObject()
                writer.member("account", desk.names.name(of: account))
                writer.member("sequence", desk.views.trading.sequence)
                writer.endObject()
            }
        }
    }

    private func answerOrder(
        _ asker: Question.Asker, _ reference: OrderReference, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        guard let row = views.trading.orderRow(reference) else { throw .internalError }
        for event in events {
            switch event.event {
            case .orderIntended(let intent) where intent.request.reference == reference:
                return answer(asker, 201, order: row)
            case .orderDenied(let denial) where denial.request.reference == reference:
                throw .denied(denial.code, denial, newest(denial.request.instrument))
            case .orderRepeated:
                let order = views.trading.orders[row]
                guard order.denial == .none else {
                    var problem = Problem.denied(
                        order.denial, nil, newest(order.request.instrument))
                    problem.isRepeated = true
                    throw problem
                }
                return answer(asker, 200, order: row, isRepeated: true)
            case .orderConflicted: throw .conflict(reference.clientOrderID)
            case _: continue
            }
        }
        throw .internalError
    }

    private func answerCancel(
        _ asker: Question.Asker, _ reference: OrderReference, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        let row = views.trading.orderRow(reference)
        for event in events {
            switch event.event {
            case .cancelRequested(let requested, _) where Int(requested.index) == row:
                return answer(asker, 202, order: Int(requested.index))
            case .cancelRefused(let refused, let why) where refused == reference:
                switch why {
                case .orderUnknown: throw .orderUnknown(reference.clientOrderID.description)
                case .orderClosed: throw .alreadyClosed
                case .alreadyRequested:
                    guard let row else { throw .internalError }
                    return answer(asker, 202, order: row)
                }
            case _: continue
            }
        }
        throw .internalError
    }

    func answer(
        _ asker: Question.Asker, _ status: Int, order row: Int, isRepeated: Bool = false
    ) {
        let order = views.trading.orders[row]
        answer(asker, status) { desk, writer in
            desk.rows().write(order, to: &writer, isRepeated: isRepeated)
        }
    }

    /// Answers with what `body` writes.
    func answer(
        _ asker: Question.Asker, _ status: Int, _ body: (EdgeDesk, inout JSONWriter) -> Void
    ) {
        switch asker {
        case .exchange(let exchange, let route):
            counters.answered(route.rawValue, status)
            server?.answer(exchange, with: json(status, body))
        case .socket(let socket, let id):
            counters.answered(Route.socket.rawValue, status)
            sayAnswer(status, id, to: socket, body)
        }
    }
}
