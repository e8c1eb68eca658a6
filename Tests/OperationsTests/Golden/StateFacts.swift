import Containers
import Domain
import Trading

/// What a trading core knows, as text: the same whatever the bytes are that it was read from.
enum StateFacts {
    /// One line a fact.
    static func text(of state: TradingState) -> String {
        let lines =
            globals(state) + table(state.orders, order) + table(state.fills, fill)
            + table(state.balances, balance) + table(state.positions, position)
            + table(state.instruments, instrument) + table(state.flows, flow)
            + table(state.conditions, condition) + contracts(state)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func table<Row>(
        _ rows: ChunkedTable<Row>, _ line: (Row) -> String
    ) -> [String] {
        (0..<rows.count).map { line(rows[$0]) }
    }

    /// What the second schema added; nothing of it is in a log of the first.
    private static func contracts(_ state: TradingState) -> [String] {
        let margins = table(state.positions) { position in
            position.margin == .zero
                ? "" : "margin of \(position.instrument) \(position.leg) \(position.margin)"
        }
        let foreign = table(state.foreignOrders) {
            "foreign \($0.venueOrderID) \($0.side) \($0.leaves) @ \($0.price)"
        }
        let allocations = table(state.allocations) {
            "allocation \($0.strategy) \($0.asset) \($0.limit)"
        }
        let busted = table(state.busts) { "busted \($0.tradeID)" }
        let amended = table(state.orders) { order in
            order.terms.price == order.request.price
                && order.terms.quantity == order.request.quantity
                ? "" : "order \(order.request.clientOrderID) is \(order.quantity) @ \(order.price)"
        }
        return (margins + amended).filter { !$0.isEmpty } + foreign + allocations + busted
    }

    private static func globals(_ state: TradingState) -> [String] {
        let globals = state.globals
        return [
            "sequence \(globals.sequence) time \(globals.time) epoch \(globals.epoch)",
            "mode \(globals.mode) alarms \(globals.alarms)",
        ]
    }

    private static func order(_ order: Order) -> String {
        let request = order.request
        return [
            "order \(request.clientOrderID) account \(request.account)",
            "strategy \(request.strategy) instrument \(request.instrument)",
            "\(request.side) \(request.type) \(request.timeInForce)",
            request.isPostOnly ? "post-only" : "-",
            "\(request.quantity) @ \(request.price) denial \(order.denial)",
            "venue \(order.venueState) \(order.venueOrderID)",
            "placement \(order.placement.phase) cancel \(order.cancellation.phase)",
            "filled \(order.filled) for \(order.filledNotional) of \(order.reportedFilled)",
            "reserved \(order.reserved) at \(order.reservePrice) seq \(order.sequence)",
            "intended \(order.intendedAt) updated \(order.updatedAt)",
            "absences \(order.absences) trades \(order.wereTradesConsulted)",
        ].joined(separator: " | ")
    }

    private static func fill(_ fill: FillReport) -> String {
        "fill \(fill.tradeID) of \(fill.order.clientOrderID) instrument \(fill.instrument)"
            + " \(fill.side) \(fill.quantity) @ \(fill.price) fee \(fill.fee) \(fill.feeAsset)"
            + " \(fill.isTaker ? "taker" : "maker") \(fill.venueOrderID) \(fill.venueTime)"
    }

    private static func balance(_ balance: Balance) -> String {
        "balance \(balance.account) \(balance.asset) \(balance.total) reserved \(balance.reserved)"
    }

    private static func position(_ position: Position) -> String {
        "position \(position.account) \(position.strategy) \(position.instrument)"
            + " \(position.quantity) cost \(position.cost) realised \(position.realised)"
            + " fees \(position.quoteFees) \(position.baseFees) fills \(position.fills)"
    }

    private static func instrument(_ instrument: Instrument) -> String {
        "instrument \(instrument.id) version \(instrument.version) \(instrument.symbol)"
            + " \(instrument.base) \(instrument.quote) tick \(instrument.tick)"
            + " lot \(instrument.lot) \(instrument.quantityMin) to \(instrument.quantityMax)"
            + " notional \(instrument.notionalMin) tradable \(instrument.isTradable)"
    }

    private static func flow(_ flow: ExternalFlow) -> String {
        "flow \(flow.id) \(flow.account) \(flow.asset) \(flow.amount)"
    }

    private static func condition(_ condition: InstrumentCondition) -> String {
        "condition \(condition.instrument) mark \(condition.mark) at \(condition.markedAt)"
            + " halted \(condition.isHalted)"
    }
}
