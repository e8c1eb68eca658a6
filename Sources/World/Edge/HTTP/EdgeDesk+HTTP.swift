internal import Domain
internal import Host
internal import Wire

/// Requests.
extension EdgeDesk {
    func received(_ request: HTTPRequest, _ exchange: ExchangeID, _ server: WebServer) {
        self.server = server
        let route = Route(path: request.path)
        do throws(Problem) {
            if let objection = LocalNames.objection(to: request) { throw objection }
            guard let route else { throw .routeUnknown(request.path) }
            guard route.methods.contains(request.method) else {
                throw .methodUnknown(request.method, route)
            }
            if let response = try response(to: request, route, exchange) {
                counters.answered(route.rawValue, response.status)
                server.answer(exchange, with: response)
            }
        } catch {
            refuse(.exchange(exchange, route ?? .files), error)
        }
    }

    /// Answers with a problem.
    func refuse(_ asker: Question.Asker, _ problem: Problem) {
        switch asker {
        case .exchange(let exchange, let route):
            counters.answered(route.rawValue, problem.status)
            var response = problem.response
            if problem.status == 405 {
                response.headers.append(
                    HTTPHeader("allow", route.methods.joined(separator: ", ")))
            }
            server?.answer(exchange, with: response)
        case .socket(let socket, let id):
            counters.answered(Route.socket.rawValue, problem.status)
            sayError(problem, id, to: socket)
        }
    }

    /// Nil where the answer comes later.
    private func response(
        to request: HTTPRequest, _ route: Route, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        switch route {
        case .orders:
            if request.method == "POST" { return try placeOrder(request, exchange) }
            return try listOrders(request)
        case .order:
            let id = String(request.path.dropFirst(Route.orderPrefix.count))
            switch request.method {
            case "DELETE": return try cancelOrder(id, request, exchange)
            case "PATCH": return try amendOrder(id, request, exchange)
            case _: return try showOrder(id, request)
            }
        case .sweep: return try cancelAll(request, exchange)
        case .absence: return try stateAbsent(request, exchange)
        case .fills: return try listFills(request)
        case .positions: return try listPositions(request)
        case .balances: return try listBalances(request)
        case .instruments: return try listInstruments(request)
        case .book: return try showBook(request)
        case .candles: return try listCandles(request)
        case .trades: return try listTrades(request)
        case .health:
            _ = try Query(request, [])
            return json { desk, writer in writer.health(desk) }
        case .tradingMode: return try setMode(request, exchange)
        case .tradingStates: return try setState(request, exchange)
        case .kill: return try kill(request, exchange)
        case .killLift: return try liftKill(request, exchange)
        case .risk: return try showRisk(request)
        case .capital: return try showCapital(request)
        case .allocations: return try allocate(request, exchange)
        case .transfers: return try transfer(request, exchange)
        case .margin: return try showMargin(request)
        case .reconciliation: return try acceptDifferences(request, exchange)
        case .live: return HTTPResponse(status: 200, text: "alive\n")
        case .ready: return readiness()
        case .metrics: return metrics()
        case .socket:
            var response = Problem.upgradeRequired.response
            response.headers.append(HTTPHeader("upgrade", "websocket"))
            return response
        case .files:
            guard let response = files.response(to: request) else {
                throw .routeUnknown(request.path)
            }
            return response
        }
    }

    /// An answer of 200 with one JSON document.
    func json(
        _ status: Int = 200, _ body: (EdgeDesk, inout JSONWriter) -> Void
    ) -> HTTPResponse {
        writer.removeAll()
        body(self, &writer)
        precondition(writer.isComplete, "an answer is one document")
        return HTTPResponse(
            status: status, contentType: "application/json",
            headers: [HTTPHeader("cache-control", "no-store")], body: writer.bytes)
    }

    private func readiness() -> HTTPResponse {
        let report = views.house.report
        guard !isDraining, report.phase == .ready else {
            let phase = isDraining ? HouseReport.Phase.draining : report.phase
            let trouble = report.venues.compactMap { venue in
                venue.trouble.map { "\(venue.name): \($0)\n" }
            }
            return HTTPResponse(
                status: 503, contentType: "text/plain",
                headers: [HTTPHeader("retry-after", "1")],
                body: Array((phase.rawValue + "\n" + trouble.joined()).utf8))
        }
        return HTTPResponse(status: 200, text: "ready\n")
    }

    private func metrics() -> HTTPResponse {
        var writer = OpenMetricsWriter()
        counters.write(to: &writer, pending: pending.count)
        writer.append(views.house.metrics())
        writer.end()
        return HTTPResponse(
            status: 200, contentType: OpenMetricsWriter.contentType, body: writer.bytes)
    }
}
