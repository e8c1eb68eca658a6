public import Domain
public import Host
public import VenueKit

/// One account at a venue on real sockets: carries out what an ``OrderDriver`` says, and tells the
/// observer. On the loop only; every call may be made from within what the observer is told.
public final class LiveAccount<Session: OrderSession> {
    /// Whose orders.
    public var account: AccountID { driver.session.account }
    /// The venue's number.
    public let venue: VenueID
    private var driver: OrderDriver<Session>
    private let gate: VenueGate
    private let observer: any GatewayObserver
    private let alarm: Alarm
    private var socket = NumberedSocket()
    private var isSettling = false
    /// Called once when it has ended.
    private var whenStopped: (() -> Void)?

    /// A link that does nothing before ``start()``.
    ///
    /// - Parameters:
    ///   - signer: holds the account's key.
    ///   - seed: of the random part of its waiting; a number that others do not have.
    /// - Throws: where the key's public name cannot be one.
    public init(
        _ session: Session, at venue: VenueID, through gate: VenueGate,
        signer: any RequestSigner, seed: UInt64, observer: any GatewayObserver
    ) throws(SigningFault) {
        self.venue = venue
        self.gate = gate
        self.observer = observer
        driver = try OrderDriver(session, gate.endpoints, signer, seed: seed)
        alarm = Alarm(gate)
        gate.join(
            holds: { [weak self] time, isBanned in
                self?.driver.hold(until: time, isBanned: isBanned)
            }, lists: { [weak self] instrument in self?.driver.list(instrument) })
    }

    /// Begins: the venue's clock, then the private connection, which is made again whenever it is
    /// lost.
    public func start() { call { $0.start(at: $1) } }

    /// Ends: no order is placed from now on; what is under way may still be answered.
    ///
    /// - Parameters:
    ///   - nanoseconds: how long answers are waited for.
    ///   - then: called once, when nothing is sent any more.
    public func stop(drain nanoseconds: Int64, then: @escaping () -> Void) {
        precondition(whenStopped == nil, "it is stopped once")
        whenStopped = then
        driver.drain()
        gate.loop.after(nanoseconds: nanoseconds) { self.end() }
        settle(gate.now())
    }

    private func end() {
        guard let then = whenStopped else { return }
        whenStopped = nil
        call { $0.stop(at: $1) }
        then()
    }

    /// Takes in an instrument of an earlier run. Those that the venue lists come by themselves.
    public func list(_ instrument: Instrument) { driver.list(instrument) }

    /// Takes in an order of an earlier run, so that its trades need not be asked about.
    public func recall(_ order: OrderReference, as venueOrderID: VenueOrderID) {
        driver.recall(order, as: venueOrderID)
    }

    /// Places an order that is in the journal, and was never sent.
    public func place(_ intent: PlacementIntent) { call { $0.place(intent, at: $1) } }
    /// Cancels an order.
    public func cancel(_ intent: CancelIntent) { call { $0.cancel(intent, at: $1) } }
    /// Gives an order another price or quantity.
    public func amend(_ intent: AmendIntent) { call { $0.amend(intent, at: $1) } }
    /// Asks where an order stands.
    public func query(_ intent: QueryIntent) { call { $0.query(intent, at: $1) } }
    /// Asks for all orders that work.
    public func listOpenOrders() { call { $0.listOpenOrders(at: $1) } }
    /// Asks for trades of an instrument.
    public func listTrades(_ intent: TradeListIntent) { call { $0.listTrades(intent, at: $1) } }
    /// Asks for what the account holds.
    public func listBalances() { call { $0.listBalances(at: $1) } }
    /// Asks for what the account has open of each instrument.
    public func listPositions() { call { $0.listPositions(at: $1) } }
    /// Asks for the rules of margin.
    public func listMarginRules() { call { $0.listMarginRules(at: $1) } }
    /// Asks for what was paid and received as funding.
    public func listFunding(since start: Timestamp) {
        call { $0.listFunding(since: start, at: $1) }
    }

    /// What happened so far, in numbers.
    public var counts: OrderCounts { driver.session.counts }
    /// Private connections made anew since the start.
    public var reconnects: Int64 { max(0, driver.openings - 1) }

    private func call(_ body: (inout OrderDriver<Session>, Timestamp) -> Void) {
        let now = gate.now()
        body(&driver, now)
        settle(now)
    }

    private func wake() {
        let now = gate.now()
        if let wake = driver.nextWake, wake <= now { driver.wake(at: now) }
        settle(now)
    }

    /// Hands out what came of a call, and carries out what is to be done. That may lead to more.
    private func settle(_ now: Timestamp) {
        guard !isSettling else { return }
        isSettling = true
        var rounds = 0
        while hasMore, rounds < VenueGate.Limits.roundsMax {
            rounds += 1
            let (reports, notices, actions) = (driver.reports, driver.notices, driver.actions)
            driver.removeAll()
            // Requests first: an order that waits is worth more than a word about another.
            for action in actions { perform(action, now) }
            if !reports.isEmpty { observer.reported(reports, by: account, at: now) }
            for notice in notices { observer.noticed(notice, of: account, at: now) }
        }
        isSettling = false
        if hasMore { gate.loop.after(nanoseconds: 0) { self.settle(self.gate.now()) } }
        alarm.set(driver.nextWake) { [weak self] in self?.wake() }
        if whenStopped != nil, driver.outstandingCount == 0 { end() }
    }

    private var hasMore: Bool {
        !driver.actions.isEmpty || !driver.reports.isEmpty || !driver.notices.isEmpty
    }

    private func perform(_ action: GatewayAction, _ now: Timestamp) {
        switch action {
        case .connect(let number, let url):
            socket.connect(number, to: url, through: gate, observer: self)
        case .close(let number): socket.close(number)
        case .send(let frame, let request):
            let isSent = socket.client?.send(frame.bytes) ?? false
            if !isSent, let request { driver.unsent(request, at: now) }
        case .call(let call):
            let isCancel = call.method == "DELETE"
            (isCancel ? gate.urgent : gate.http).send(call) { self.ended(call.id, $0) }
        case .linkChanged(let state):
            observer.orderLinkChanged(state, of: account, at: now)
        case .troubled(let why): observer.troubled(why, at: venue, at: now)
        case .hold(let until, let isBanned): gate.hold(until: until, isBanned: isBanned)
        case .listed, .paperProved:
            preconditionFailure("an account lists nothing and proves nothing")
        }
    }

    private func ended(_ id: UInt64, _ outcome: HTTPOutcome) {
        call { driver, now in
            switch outcome {
            case .answered(let answer):
                driver.answered(
                    id, VenueAnswer(status: answer.status, retryAfter: answer.retryAfter),
                    answer.body.span, at: now)
            case .neverSent: driver.failed(id, .neverSent, at: now)
            case .lost: driver.failed(id, .lost, at: now)
            }
        }
    }
}

extension LiveAccount: WebSocketClientObserver {
    /// The private connection stands.
    public func opened(_ client: WebSocketClient) {
        guard let number = socket.number(of: client) else { return }
        call { $0.opened(number, at: $1) }
    }

    /// A message came.
    public func received(_ client: WebSocketClient, _ message: Span<UInt8>) {
        guard let number = socket.number(of: client) else { return }
        let now = gate.now()
        driver.received(message, on: number, at: now)
        settle(now)
    }

    /// The venue lives.
    public func pinged(_ client: WebSocketClient) {
        guard let number = socket.number(of: client) else { return }
        call { $0.pinged(number, at: $1) }
    }

    /// The private connection, or the attempt, is over.
    public func closed(_ client: WebSocketClient, because fault: NetworkFault?) {
        guard let number = socket.number(of: client) else { return }
        socket.forget()
        call {
            $0.closed(number, why: fault?.explanation.description ?? "it was closed", at: $1)
        }
    }
}
