internal import Containers
internal import Domain
internal import Host
internal import Wire

/// Orders: those that changed, whole.
final class OrdersContent: LiveContent {
    private var rowsSeen: Int?
    /// Rows that changed and were not sent; a row may stand here twice.
    private var changed: [Int] = []
    private var found: ArraySlice<Int> = []

    func note(_ row: Int) { changed.append(row) }

    func look(_ desk: EdgeDesk) -> LiveChange {
        let count = desk.views.trading.orders.count
        changed += (rowsSeen ?? count)..<count
        rowsSeen = count
        guard !changed.isEmpty else { return .nothing }
        changed.sort()
        var last = -1
        changed.removeAll { row in
            defer { last = row }
            return row == last
        }
        found = changed.prefix(LiveLimits.deltaRowsMax)
        changed.removeFirst(found.count)
        return .rows
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(found, desk, to: &writer)
    }

    /// The newest of all, and of the older ones those that are open, newest first.
    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        let count = desk.views.trading.orders.count
        let newest = max(0, count - LiveLimits.snapshotRowsMax)..<count
        let open = desk.openOrders.rows
        let older = open[..<open.partitioningIndex { $0 >= newest.lowerBound }]
        let rows = newest.reversed() + older.suffix(LiveLimits.openOrdersMax).reversed()
        write(rows, desk, to: &writer)
    }

    private func write(_ rows: some Sequence<Int>, _ desk: EdgeDesk, to writer: inout JSONWriter) {
        let table = desk.rows()
        let orders = desk.views.trading.orders
        writer.beginArray()
        for row in rows { table.write(orders[row], to: &writer) }
        writer.endArray()
    }
}

/// Fills: those that are new.
final class FillsContent: LiveContent {
    private var rowsSeen: Int?
    private var found = 0..<0

    func look(_ desk: EdgeDesk) -> LiveChange {
        let count = desk.views.trading.fills.count
        let start = rowsSeen ?? count
        found = start..<min(count, start + LiveLimits.deltaRowsMax)
        rowsSeen = found.upperBound
        return found.isEmpty ? .nothing : .rows
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(found, desk, to: &writer)
    }

    /// The newest, newest first.
    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        let count = desk.views.trading.fills.count
        write((max(0, count - LiveLimits.snapshotRowsMax)..<count).reversed(), desk, to: &writer)
    }

    private func write(_ rows: some Sequence<Int>, _ desk: EdgeDesk, to writer: inout JSONWriter) {
        let table = desk.rows()
        let fills = desk.views.trading.fills
        writer.beginArray()
        for row in rows { table.write(fills[row], row, to: &writer) }
        writer.endArray()
    }
}

/// A table of few rows: those that are not as they were sent.
final class TableContent<Row: TableRow & Equatable>: LiveContent {
    private let table: (any TradingView) -> ChunkedTable<Row>
    private let write: (RowWriter, Row, inout JSONWriter) -> Void
    private var known: [Row] = []
    private var found: [Int] = []

    init(
        _ table: @escaping (any TradingView) -> ChunkedTable<Row>,
        _ write: @escaping (RowWriter, Row, inout JSONWriter) -> Void
    ) {
        self.table = table
        self.write = write
    }

    func look(_ desk: EdgeDesk) -> LiveChange {
        let rows = table(desk.views.trading)
        found.removeAll(keepingCapacity: true)
        for row in 0..<rows.count {
            if row == known.count {
                known.append(rows[row])
            } else if known[row] != rows[row] {
                known[row] = rows[row]
            } else {
                continue
            }
            found.append(row)
        }
        return found.isEmpty ? .nothing : .rows
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        let table = desk.rows()
        writer.beginArray()
        for row in found { write(table, known[row], &writer) }
        writer.endArray()
    }

    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        let table = desk.rows()
        writer.beginArray()
        for row in known { write(table, row, &writer) }
        writer.endArray()
    }
}

/// How the house is, whole, at most once a second.
final class HealthContent: LiveContent {
    private var known: HouseReport?
    private var mode = TradingMode.active
    private var isDueAt: Int64 = 0

    func look(_ desk: EdgeDesk) -> LiveChange {
        let now = desk.time.monotonicNanoseconds()
        guard now >= isDueAt else { return .nothing }
        let report = desk.views.house.report
        guard report != known || desk.views.trading.mode != mode else { return .nothing }
        known = report
        mode = desk.views.trading.mode
        isDueAt = now + LiveLimits.healthNanoseconds
        return .rows
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        writer.health(desk)
    }

    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        writer.health(desk)
    }
}
