internal import Containers
public import Domain

/// The deterministic heart: inputs in, events out, and state that only events change.
///
/// It has no clock, disk, socket or randomness. The same inputs give the same events, and the same
/// events the same state, on every machine; so a replay is an audit and a bug report is a journal.
///
/// Whoever drives it journals the events before acting on any of them (see Operations' Turn). An
/// event that asks for something to be sent, ``Event/orderIntended(_:)`` first of all, is the only
/// permission to send it.
public struct TradingCore: Sendable {
    /// Bounds and waiting times. Part of the code and not of the configuration, so that the same
    /// inputs give the same events everywhere.
    public enum Limits {
        /// Alarms that are remembered with what they are about; the journal has all of them.
        public static let alarmsKept = 20
        /// How long the venue may take an order or a cancel after its intent (Binance: recvWindow).
        public static let requestWindow: Int64 = 5_000_000_000
        /// How long after the deadline an order may still turn up: clock skew and the venue's own
        /// lag.
        public static let absenceLag: Int64 = 5_000_000_000
        /// How far apart two answers of absence count as two.
        public static let absenceSpacing: Int64 = 1_000_000_000
        /// How many of them prove it.
        public static let absencesRequired: UInt8 = 2
        /// The first wait between two queries for an order; it doubles each time.
        public static let queryInterval: Int64 = 500_000_000
        /// The longest wait between two queries.
        public static let queryIntervalMax: Int64 = 30_000_000_000
        /// How far apart orders of which nothing was heard are asked for …
        public static let assuranceSpread: Int64 = 125_000_000
        /// … before the next is asked for together with the first.
        public static let assurancePlaces: Int64 = 64
        /// The oldest mark by which a market order is sized.
        public static let markAgeMax: Int64 = 5_000_000_000
        /// What a market buy sets aside above the mark.
        public static let marketReserve = Rate.basisPoints(500)
        /// How many orders one input attends to, by their deadlines or after a restart; the others
        /// wait for the next input. Bounds what one input may decide, and so the size of a record.
        public static let attentionsPerInput = 64
        /// How many orders one input looks at in a sweep of cancels, those of other scopes
        /// included; the others wait for the next input.
        public static let sweepLooksPerInput = 4096
        /// The highest instrument number; a listing beyond it is refused.
        public static let instrumentsMax: UInt32 = 1 << 20
    }

    /// What is known. To be read by whoever audits; views for people are fed by released events.
    public internal(set) var state = TradingState()
    /// Where decided events go while an input is being decided on.
    var decided: [Event] = []
    var stamp = Stamp(sequence: 0, time: .none)

    /// A core that knows nothing.
    public init() {}

    /// Decides on one input: emits events, each applied at once, so that what follows sees it.
    ///
    /// Never refuses an input and never traps on one: what is wrong with it is an event.
    ///
    /// - Parameters:
    ///   - input: what happened.
    ///   - stamp: its number, one more than the last, and its time, never before the last.
    ///   - events: gets the events appended in their order. May stay as it is: a trade that was
    ///     counted before changes nothing.
    /// - Complexity: constant in the number of orders: one input attends to at most
    ///   ``Limits/attentionsPerInput`` of them beside its own. No allocation but for new rows.
    public mutating func decide(_ input: Input, at stamp: Stamp, into events: inout [Event]) {
        precondition(stamp.sequence == state.globals.sequence + 1, "inputs are numbered one by one")
        precondition(stamp.time >= state.globals.time, "time does not go back")
        precondition(!state.isReplaying, "a replay ends before anything is decided")
        self.stamp = stamp
        swap(&decided, &events)
        let first = decided.count
        attendRestart()
        attendDeadlines()
        switch input {
        case .clock: break
        case .started(let start): decideStart(start)
        case .listing(let instrument): decideListing(instrument)
        case .flow(let flow): decideFlow(flow)
        case .mark(let mark): decideMark(mark)
        case .submit(let request): decideSubmission(request)
        case .cancel(let reference): decideCancel(reference)
        case .setTradingMode(let mode): decideMode(mode)
        case .report(let report): decideReport(report)
        case .amend(let request): decideAmend(request)
        case .stateAbsent(let statement): decideAbsenceStatement(statement)
        case .cancelAll, .setTradingState, .kill, .liftKill, .limits, .valuation, .conversion,
            .marginTable, .marginTerms, .funding, .allocate, .transfer, .accountConfirmed,
            .difference, .foreignOrder, .venuePosition:
            decideHouse(input)
        }
        attendSweeps()
        stopLosses(since: first)
        swap(&decided, &events)
        advance(to: stamp)
    }

    /// Says that events of a journal follow, one after the other, and nothing else until
    /// ``endReplay()``: what is only needed to decide is left for then.
    public mutating func beginReplay() { state.isReplaying = true }

    /// Ends what ``beginReplay()`` began.
    ///
    /// - Complexity: linear in the orders, and in the fills that were replayed.
    public mutating func endReplay() { state.deriveFromOrdersAndFills() }

    /// Whether more would be attended to now, had one input no bound: feed another one soon.
    public var hasPendingAttention: Bool {
        state.globals.restartNext < state.globals.restartEnd
            || Int(state.globals.sweepFirst) < state.sweeps.count
            || (state.deadlines.first?.time ?? .max) <= state.globals.time.nanoseconds
    }

    /// When time itself will have the core do something, nil for never: feed ``Input/clock`` then.
    public var wakeAt: Timestamp? {
        state.deadlines.first.map { Timestamp(nanoseconds: $0.time) }
    }

    /// Notes that all events of an input have been applied.
    public mutating func advance(to stamp: Stamp) {
        state.globals.sequence = stamp.sequence
        state.globals.time = stamp.time
    }

    mutating func emit(_ event: consuming Event) {
        apply(event, at: stamp)
        decided.append(event)
    }

    /// One number for all of the state: equal in two cores that know the same.
    ///
    /// - Complexity: linear in the chunks written since the last call.
    public mutating func fingerprint() -> UInt64 {
        var scratch = ByteWriter(capacity: 1024)
        var hash = StateHash(seed: state.globals.sequence)
        hash.combine(state.orders.fingerprint(scratch: &scratch))
        hash.combine(state.fills.fingerprint(scratch: &scratch))
        hash.combine(state.balances.fingerprint(scratch: &scratch))
        hash.combine(state.positions.fingerprint(scratch: &scratch))
        hash.combine(state.instruments.fingerprint(scratch: &scratch))
        hash.combine(state.flows.fingerprint(scratch: &scratch))
        hash.combine(state.conditions.fingerprint(scratch: &scratch))
        hash.combine(state.capitals.fingerprint(scratch: &scratch))
        hash.combine(state.transfers.fingerprint(scratch: &scratch))
        hash.combine(state.fundings.fingerprint(scratch: &scratch))
        hash.combine(state.allocations.fingerprint(scratch: &scratch))
        hash.combine(state.restrictions.fingerprint(scratch: &scratch))
        hash.combine(state.limits.fingerprint(scratch: &scratch))
        hash.combine(state.rates.fingerprint(scratch: &scratch))
        hash.combine(state.marginTables.fingerprint(scratch: &scratch))
        hash.combine(state.marginTerms.fingerprint(scratch: &scratch))
        hash.combine(state.conversions.fingerprint(scratch: &scratch))
        hash.combine(state.accounts.fingerprint(scratch: &scratch))
        hash.combine(state.foreignOrders.fingerprint(scratch: &scratch))
        hash.combine(state.sweeps.fingerprint(scratch: &scratch))
        hash.combine(state.busts.fingerprint(scratch: &scratch))
        hash.combine(state.alarms.fingerprint(scratch: &scratch))
        hash.combine(UInt64(state.globals.mode.rawValue))
        hash.combine(UInt64(state.globals.epoch))
        hash.combine(UInt64(bitPattern: state.globals.time.nanoseconds))
        hash.combine(state.globals.alarms)
        hash.combine(UInt64(state.globals.restartNext) << 32 | UInt64(state.globals.restartEnd))
        hash.combine(TradingState.assetHash(state.globals.valuation))
        hash.combine(UInt64(state.globals.sweepFirst))
        hash.combine(UInt64(bitPattern: state.globals.lastFillAt.nanoseconds))
        return hash.value
    }
}
