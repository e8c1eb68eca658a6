public import Domain
public import Host
public import Markets
public import VenueKit

/// A venue's market data on real sockets: carries out what a ``MarketDriver`` says, and tells the
/// observer. On the loop only.
public final class LiveMarket<Session: MarketSession> {
    /// The venue's number.
    public let venue: VenueID
    private var driver: MarketDriver<Session>
    private let gate: VenueGate
    private let observer: any GatewayObserver
    private let alarm: Alarm
    private var socket = NumberedSocket()
    private var isSettling = false
    private var doubts: [(instrument: InstrumentID, doubt: BookDoubt)] = []

    /// A link that does nothing before ``start()``.
    ///
    /// - Parameter seed: of the random part of its waiting; a number that others do not have.
    public init(
        _ session: Session, of venue: VenueID, through gate: VenueGate, seed: UInt64,
        observer: any GatewayObserver
    ) {
        self.venue = venue
        self.gate = gate
        self.observer = observer
        driver = MarketDriver(session, gate.endpoints, seed: seed)
        alarm = Alarm(gate)
        gate.join(holds: { [weak self] time, isBanned in
            self?.driver.hold(until: time, isBanned: isBanned)
        })
    }

    /// Begins: the listing, then the connection, which is made again whenever it is lost.
    public func start() {
        let now = gate.now()
        driver.start(at: now)
        settle(now)
    }

    /// Ends, at once and for good.
    public func stop() {
        let now = gate.now()
        driver.stop(at: now)
        settle(now)
    }

    /// Somebody proved a book wrong. May be called from within what the observer is told.
    public func distrust(_ instrument: InstrumentID, _ doubt: BookDoubt) {
        doubts.append((instrument, doubt))
        settle(gate.now())
    }

    /// What happened so far, in numbers.
    public var counts: SessionCounts { driver.session.counts }
    /// The instruments it knows.
    public var symbols: SymbolMap { driver.session.symbols }
    /// Connections made anew since the start.
    public var reconnects: Int64 { max(0, driver.openings - 1) }
    /// When the last message came; ``Timestamp/none`` before the first.
    public var lastMessageAt: Timestamp { driver.lastMessageAt }

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
        repeat {
            rounds += 1
            for entry in doubts { driver.distrust(entry.instrument, entry.doubt, at: now) }
            doubts.removeAll(keepingCapacity: true)
            if !driver.output.batch.events.isEmpty {
                observer.received(driver.output.batch, from: venue, at: now)
            }
            let actions = driver.actions
            driver.removeAll()
            for action in actions { perform(action, now) }
        } while rounds < VenueGate.Limits.roundsMax && hasMore
        isSettling = false
        if hasMore { gate.loop.after(nanoseconds: 0) { self.settle(self.gate.now()) } }
        alarm.set(driver.nextWake) { [weak self] in self?.wake() }
    }

    private var hasMore: Bool {
        !doubts.isEmpty || !driver.actions.isEmpty || !driver.output.batch.events.isEmpty
    }

    private func perform(_ action: GatewayAction, _ now: Timestamp) {
        switch action {
        case .connect(let number, let url):
            socket.connect(number, to: url, through: gate, observer: self)
        case .close(let number): socket.close(number)
        case .send(let frame, _):
            // One that finds no room is asked for again when its answer does not come.
            _ = socket.client?.send(frame.bytes)
        case .call(let call):
            gate.http.send(call) { self.ended(call.id, $0) }
        case .linkChanged(let state):
            observer.marketLinkChanged(state, of: venue, at: now)
        case .listed(let instruments):
            gate.list(instruments)
            observer.listed(instruments, by: venue, at: now)
        case .troubled(let why): observer.troubled(why, at: venue, at: now)
        case .paperProved(let isPaper): observer.paperProved(isPaper, of: venue, at: now)
        case .hold(let until, let isBanned): gate.hold(until: until, isBanned: isBanned)
        }
    }

    private func ended(_ call: UInt64, _ outcome: HTTPOutcome) {
        let now = gate.now()
        switch outcome {
        case .answered(let answer):
            driver.answered(
                call, VenueAnswer(status: answer.status, retryAfter: answer.retryAfter),
                answer.body.span, at: now)
        case .neverSent(let fault), .lost(let fault):
            driver.failed(call, why: fault.explanation.description, at: now)
        }
        settle(now)
    }
}

extension LiveMarket: WebSocketClientObserver {
    /// The connection stands.
    public func opened(_ client: WebSocketClient) {
        guard let number = socket.number(of: client) else { return }
        let now = gate.now()
        driver.opened(number, at: now)
        settle(now)
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
        let now = gate.now()
        driver.pinged(number, at: now)
        settle(now)
    }

    /// The connection, or the attempt, is over.
    public func closed(_ client: WebSocketClient, because fault: NetworkFault?) {
        guard let number = socket.number(of: client) else { return }
        socket.forget()
        let now = gate.now()
        driver.closed(number, why: fault?.explanation.description ?? "it was closed", at: now)
        settle(now)
    }
}
