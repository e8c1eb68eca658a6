internal import Containers
internal import Domain
internal import Host
internal import Wire

/// Answers from the trading view.
extension EdgeDesk {
    func showOrder(_ id: String, _ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let reference = try reference(id, Query(request, ["account"])["account"])
        guard let row = views.trading.orderRow(reference) else { throw .orderUnknown(id) }
        let order = views.trading.orders[row]
        return json { desk, writer in desk.rows().write(order, to: &writer) }
    }

    /// The instrument that a question is limited to; nil for none.
    private func instrument(_ query: Query) throws(Problem) -> InstrumentID? {
        names.take(views.trading.instruments)
        guard let symbol = query["symbol"] else { return nil }
        return try names.instrument(named: symbol, at: nil)
    }

    func listOrders(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(
            request, ["status", "symbol", "limit", "cursor", "clientOrderId", "account"])
        if let id = query["clientOrderId"] {
            // The way for identifiers that a path cannot hold, such as those with two slashes.
            let row = views.trading.orderRow(try reference(id, query["account"]))
            return list("orders", rows: row.map { [$0] } ?? [], next: nil)
        }
        let account = try query["account"].map(names.account)?.id
        let symbol = try instrument(query)
        let limit = try query.count("limit", standard: 100)
        let orders = views.trading.orders
        let start = try query.cursor(of: orders.count)
        let isWanted = { (row: Int) -> Bool in
            let request = orders[row].request
            return (symbol == nil || request.instrument == symbol)
                && (account == nil || request.account == account)
        }
        switch query["status"] ?? "open" {
        case "open":
            openOrders.take(orders)
            let end = openOrders.rows.partitioningIndex { $0 >= start }
            let page = Page(
                openOrders.rows[..<end].reversed(), limit: limit, where: isWanted)
            return list("orders", rows: page.rows, next: page.next)
        case "all":
            let page = Page((0..<start).reversed(), limit: limit, where: isWanted)
            return list("orders", rows: page.rows, next: page.next)
        case let other:
            throw .invalid(
                "status", "status is \"\(Problem.visible(other))\"",
                fix: "ask for open or all")
        }
    }

    private func list(_ name: String, rows: [Int], next: Int?) -> HTTPResponse {
        json { desk, writer in
            let table = desk.rows()
            let orders = desk.views.trading.orders
            writer.beginObject()
            writer.name(name)
            writer.beginArray()
            for row in rows { table.write(orders[row], to: &writer) }
            writer.endArray()
            writer.end(desk.views.trading.sequence, next: next)
        }
    }

    func listFills(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(
            request, ["symbol", "clientOrderId", "limit", "cursor", "account"])
        let account = try query["account"].map(names.account)?.id
        let symbol = try instrument(query)
        let id = try query["clientOrderId"].map(OrderReader.clientOrderID)
        let limit = try query.count("limit", standard: 100)
        let fills = views.trading.fills
        let start = try query.cursor(of: fills.count)
        let page = Page((0..<start).reversed(), limit: limit) { row in
            let fill = fills[row]
            return (symbol == nil || fill.instrument == symbol)
                && (id == nil || fill.order.clientOrderID == id)
                && (account == nil || fill.order.account == account)
        }
        return json { desk, writer in
            let table = desk.rows()
            writer.beginObject()
            writer.name("fills")
            writer.beginArray()
            for row in page.rows { table.write(fills[row], row, to: &writer) }
            writer.endArray()
            writer.end(desk.views.trading.sequence, next: page.next)
        }
    }

    func listPositions(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["symbol", "account"])
        let account = try query["account"].map(names.account)?.id
        let symbol = try instrument(query)
        return json { desk, writer in
            let table = desk.rows()
            writer.beginObject()
            writer.name("positions")
            writer.beginArray()
            let positions = desk.views.trading.positions
            for row in 0..<positions.count {
                let position = positions[row]
                let isWanted =
                    (symbol == nil || position.instrument == symbol)
                    && (account == nil || position.account == account)
                if isWanted { table.write(position, to: &writer) }
            }
            writer.endArray()
            writer.end(desk.views.trading.sequence, next: nil)
        }
    }

    func listBalances(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["account"])
        let account = try query["account"].map(names.account)?.id
        return json { desk, writer in
            let table = desk.rows()
            writer.beginObject()
            writer.name("balances")
            writer.beginArray()
            let balances = desk.views.trading.balances
            for row in 0..<balances.count {
                let balance = balances[row]
                if account == nil || balance.account == account {
                    table.write(balance, to: &writer)
                }
            }
            writer.endArray()
            writer.end(desk.views.trading.sequence, next: nil)
        }
    }

    func listInstruments(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        _ = try Query(request, [])
        return json { desk, writer in
            let table = desk.rows()
            writer.beginObject()
            writer.name("instruments")
            writer.beginArray()
            let instruments = table.instruments
            for row in 0..<instruments.count {
                let isNewest = desk.views.trading.instrumentRow(instruments[row].id) == row
                if isNewest { table.write(instruments[row], to: &writer) }
            }
            writer.endArray()
            writer.end(desk.views.trading.sequence, next: nil)
        }
    }
}

/// The rows of one page, and where the next begins.
private struct Page {
    var rows: [Int] = []
    /// The row before which the next page begins; nil at the end.
    var next: Int?

    /// - Parameter all: newest first.
    init(_ all: some Collection<Int>, limit: Int, where isWanted: (Int) -> Bool) {
        var scanned = 0
        var last: Int?
        for row in all {
            guard rows.count < limit, scanned < EdgeLimits.rowsScannedMax else {
                next = last
                return
            }
            scanned += 1
            last = row
            if isWanted(row) { rows.append(row) }
        }
    }
}

extension JSONWriter {
    /// Ends a list.
    fileprivate mutating func end(_ sequence: UInt64, next: Int?) {
        if let next { member("nextCursor", "\(next)") }
        member("sequence", sequence)
        endObject()
    }
}
