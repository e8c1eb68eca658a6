public import Domain
internal import Host
public import VenueKit

/// Drives one account's orders at a venue as a machine without sockets: it is told what happened on
/// them and when, and says what is to be done with them.
///
/// It keeps one private connection, puts key and signature into what the session asks for, and
/// sends each request once at most: there is no retry and no hedge here. After every call its
/// ``reports``, ``notices`` and ``actions`` are to be taken, in this order, and ``removeAll()`` to
/// be called, and ``nextWake`` is to be looked at.
public struct OrderDriver<Session: OrderSession>: Sendable {
    /// The session it drives.
    public private(set) var session: Session
    /// For the core.
    public private(set) var reports: [VenueReport] = []
    /// For those who run the account.
    public private(set) var notices: [OrderNotice] = []
    /// What is to be done.
    public private(set) var actions: [GatewayAction] = []

    private let endpoints: VenueEndpoints
    private let signer: any RequestSigner
    private var output = OrderOutput()
    private var link: Link
    private var clock = ClockSchedule()
    private var hold = Hold()
    private var isStarted = false
    private var isDraining = false
    /// Requests that are out over HTTP, for the clock's sake.
    private var clockRequest: RequestID?

    /// A driver that does nothing before ``start(at:)``.
    ///
    /// - Parameter seed: of the random part of its waiting.
    /// - Throws: where the key's public name cannot be one; nothing could be sent with it.
    public init(
        _ session: Session, _ endpoints: VenueEndpoints, _ signer: any RequestSigner, seed: UInt64
    ) throws(SigningFault) {
        self.session = session
        self.endpoints = endpoints
        self.signer = signer
        link = Link(seed: seed)
        var name = SignedTemplate()
        name.leavePlace(for: .apiKey)
        _ = try name.filled(apiKey: signer.apiKey, signature: nil)
    }

    /// How often a connection stood.
    public var openings: Int64 { link.openings }
    /// Requests of which an answer would still count.
    public var outstandingCount: Int { session.outstandingCount }

    /// Forgets what has been taken; the memory is kept.
    public mutating func removeAll() {
        reports.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
        actions.removeAll(keepingCapacity: true)
    }

    /// Begins: the venue's clock first, and once that is known or cannot be had, the connection.
    public mutating func start(at now: Timestamp) {
        isStarted = true
        actions.append(.linkChanged(.connecting))
        measureClock(now)
        settle(now)
    }

    /// No order is placed from now on; cancels, questions and answers go on.
    public mutating func drain() { isDraining = true }

    /// Ends: nothing is sent any more.
    public mutating func stop(at now: Timestamp) {
        isStarted = false
        isDraining = true
        guard let number = link.stop() else { return }
        actions.append(.close(number))
        session.closed(at: now, into: &output)
        settle(now)
    }

    // MARK: - What the house wants

    /// Takes in an instrument, or a new version of one.
    public mutating func list(_ instrument: Instrument) { session.list(instrument) }

    /// Takes in an order of an earlier run, so that its trades need not be asked about.
    public mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID) {
        session.recall(order, as: venueOrderID)
    }

    /// Places an order that is in the journal, and was never sent.
    public mutating func place(_ intent: PlacementIntent, at now: Timestamp) {
        session.place(intent, at: now, into: &output)
        settle(now)
    }

    /// Cancels an order.
    public mutating func cancel(_ intent: CancelIntent, at now: Timestamp) {
        session.cancel(intent, at: now, into: &output)
        settle(now)
    }

    /// Gives an order another price or quantity.
    public mutating func amend(_ intent: AmendIntent, at now: Timestamp) {
        session.amend(intent, at: now, into: &output)
        settle(now)
    }

    /// Asks where an order stands.
    public mutating func query(_ intent: QueryIntent, at now: Timestamp) {
        session.query(intent, at: now, into: &output)
        settle(now)
    }

    /// Asks for all orders that work.
    public mutating func listOpenOrders(at now: Timestamp) {
        session.listOpenOrders(at: now, into: &output)
        settle(now)
    }

    /// Asks for trades of an instrument.
    public mutating func listTrades(_ intent: TradeListIntent, at now: Timestamp) {
        session.listTrades(intent, at: now, into: &output)
        settle(now)
    }

    /// Asks for what the account holds.
    public mutating func listBalances(at now: Timestamp) {
        session.listBalances(at: now, into: &output)
        settle(now)
    }

    /// Asks for what the account has open of each instrument.
    public mutating func listPositions(at now: Timestamp) {
        session.listPositions(at: now, into: &output)
        settle(now)
    }

    /// Asks for the rules of margin.
    public mutating func listMarginRules(at now: Timestamp) {
        session.listMarginRules(at: now, into: &output)
        settle(now)
    }

    /// Asks for what was paid and received as funding.
    public mutating func listFunding(since start: Timestamp, at now: Timestamp) {
        session.listFunding(since: start, at: now, into: &output)
        settle(now)
    }

    // MARK: - The connection

    /// The private connection stands.
    public mutating func opened(_ number: LinkNumber, at now: Timestamp) {
        guard link.opened(number, at: now) else { return }
        actions.append(.linkChanged(.stale))
        session.opened(at: now, into: &output)
        settle(now)
    }

    /// A frame came on it.
    public mutating func received(
        _ frame: Span<UInt8>, on number: LinkNumber, at now: Timestamp
    ) {
        guard link.standing == number else { return }
        session.received(frame, at: now, into: &output)
        settle(now)
    }

    /// The venue's ping came on it, and was answered.
    public mutating func pinged(_ number: LinkNumber, at now: Timestamp) {
        guard link.standing == number else { return }
        session.pinged(at: now, into: &output)
        settle(now)
    }

    /// The connection, or the attempt, is gone. - Parameter why: for people.
    public mutating func closed(_ number: LinkNumber, why: String, at now: Timestamp) {
        lose(number, why, now)
        settle(now)
    }

    private mutating func lose(_ number: LinkNumber, _ why: String, _ now: Timestamp) {
        let wasStanding = link.standing == number
        guard let retryAt = link.lost(number, at: now, held: hold.until) else { return }
        actions.append(.linkChanged(.down(retryAt: retryAt, why: why)))
        if wasStanding { session.closed(at: now, into: &output) }
    }

    private mutating func leave(_ number: LinkNumber, _ why: String, _ now: Timestamp) {
        actions.append(.close(number))
        lose(number, why, now)
    }

    /// The venue turns us away, as another driver heard.
    public mutating func hold(until time: Timestamp, isBanned: Bool) {
        guard hold.extend(to: time, isBanned: isBanned) else { return }
        link.hold(until: time)
    }

    // MARK: - Requests

    /// The answer to a request over HTTP came, as late as it may be.
    public mutating func answered(
        _ id: UInt64, _ answer: VenueAnswer, _ body: Span<UInt8>, at now: Timestamp
    ) {
        session.answered(RequestID(id), answer, body, at: now, into: &output)
        settle(now)
        endClock(RequestID(id), now)
    }

    /// No answer will come.
    public mutating func failed(_ id: UInt64, _ failure: RequestFailure, at now: Timestamp) {
        session.failed(RequestID(id), failure, at: now, into: &output)
        settle(now)
        endClock(RequestID(id), now)
    }

    /// There was no room for the frame: not a byte of it left.
    public mutating func unsent(_ request: RequestID, at now: Timestamp) {
        failed(request.raw, .neverSent, at: now)
    }

    /// Carries out what the session asks for; what cannot be leads to more.
    private mutating func settle(_ now: Timestamp) {
        while true {
            reports += output.reports
            let fresh = output.notices
            let requests = output.requests
            output.removeAll()
            for notice in fresh { attend(notice, now) }
            for request in requests where !issue(request, now) {
                session.failed(request.id, .neverSent, at: now, into: &output)
                if request.purpose == .clock { endClock(request.id, now) }
            }
            let isDone =
                output.reports.isEmpty && output.notices.isEmpty && output.requests.isEmpty
            if isDone { return }
        }
    }

    /// - Returns: false where not a byte of it may leave, or can.
    private mutating func issue(_ request: VenueRequest, _ now: Timestamp) -> Bool {
        guard now <= request.sendBefore, isStarted, hold.allows(request.purpose, at: now),
            !(isDraining && request.purpose.requestClass == .nonIdempotent),
            let text = fill(request)
        else { return false }
        switch request.route {
        case .frame:
            guard link.standing != nil else { return false }
            actions.append(.send(GatewayFrame(text), request.id))
        case .rest(let method, let path, let keyHeader):
            let query = String(decoding: text, as: UTF8.self)
            let key = String(decoding: signer.apiKey, as: UTF8.self)
            actions.append(
                .call(
                    GatewayCall(
                        id: request.id.raw, method: method.text,
                        url: endpoints.rest + path + (query.isEmpty ? "" : "?" + query),
                        headers: keyHeader.isEmpty ? [] : [HTTPHeader(keyHeader, key)],
                        timeout: Self.timeout(of: request, now),
                        bodyBytesMax: GatewayLimits.answerBytesMax)))
        }
        return true
    }

    /// - Returns: nil where it could not be completed; that has been said.
    private mutating func fill(_ request: VenueRequest) -> [UInt8]? {
        do throws(SigningFault) {
            let signature = try request.signing.map { slot throws(SigningFault) in
                let payload = try slot.payload.filled(apiKey: signer.apiKey, signature: nil)
                return signer.sign(payload, by: slot.algorithm)
            }
            return try request.template.filled(apiKey: signer.apiKey, signature: signature)
        } catch {
            actions.append(.troubled("a request could not be signed: check the account's key"))
            return nil
        }
    }

    /// An order or a cancel is worth an answer even when it is late.
    private static func timeout(of request: VenueRequest, _ now: Timestamp) -> Int64 {
        let left = max(1, request.sendBefore.since(now))
        return switch request.purpose {
        case .place, .cancel, .amend: left + GatewayLimits.lateAnswerTimeMax
        case .orderStatus, .openOrders, .trades, .subscribe, .balances, .clock, .positions,
            .marginRules, .funding:
            left
        }
    }

    private mutating func attend(_ notice: OrderNotice, _ now: Timestamp) {
        notices.append(notice)
        switch notice {
        case .streamLive:
            if link.standing != nil { actions.append(.linkChanged(.live)) }
        case .streamGap:
            if link.standing != nil { actions.append(.linkChanged(.stale)) }
        case .reconnect(let cause):
            if let number = link.standing { leave(number, cause.words, now) }
        case .backOff(let until, let isBanned):
            hold(until: until, isBanned: isBanned)
            actions.append(.hold(until: until, isBanned: isBanned))
        case .clockRefused:
            clock.doubt(at: now)
        case .clockMeasured:
            clock.measured(at: now)
        case .openOrdersListed, .tradesListed, .balances, .listingFailed, .credentialsRefused,
            .balance, .transfer, .balanceUnreadable, .tradesTooMany, .positions, .position,
            .funding, .marginCall, .marginTable, .marginTerms:
            break
        }
    }

    // MARK: - Time

    /// When ``wake(at:)`` is to be called next; nil if never.
    public var nextWake: Timestamp? {
        guard isStarted else { return session.nextWake }
        return earlier(session.nextWake, earlier(link.nextWake, clock.nextWake))
    }

    /// The time has come.
    public mutating func wake(at now: Timestamp) {
        if isStarted, let due = clock.nextWake, due <= now { measureClock(now) }
        switch link.wake(at: now) {
        case .nothing: break
        case .connect(let number):
            actions.append(.linkChanged(.connecting))
            actions.append(.connect(number, url: endpoints.orders))
        case .leave(let number): leave(number, "no connection stood in time", now)
        }
        if let wake = session.nextWake, wake <= now { session.wake(at: now, into: &output) }
        settle(now)
    }

    private mutating func measureClock(_ now: Timestamp) {
        clock.asked(at: now)
        session.measureClock(at: now, into: &output)
        clockRequest = output.requests.last?.id
    }

    /// The clock is known, or cannot be had now: the connection need not wait for it any longer.
    private mutating func endClock(_ id: RequestID, _ now: Timestamp) {
        guard clockRequest == id else { return }
        clockRequest = nil
        if isStarted { link.want(from: max(now, hold.until)) }
    }
}

/// When the venue's clock is measured: at the start, every ten minutes, soon after a failure, and
/// at once when the venue refuses what it stamps.
struct ClockSchedule: Sendable {
    private(set) var nextWake: Timestamp?
    private var askedAt = Timestamp(nanoseconds: .min)

    mutating func asked(at now: Timestamp) {
        askedAt = now
        nextWake = now.adding(nanoseconds: GatewayLimits.clockRetryInterval)
    }

    mutating func measured(at now: Timestamp) {
        nextWake = now.adding(nanoseconds: GatewayLimits.clockInterval)
    }

    /// Not more than once a second, however often it is refused.
    mutating func doubt(at now: Timestamp) {
        nextWake = max(now, askedAt.adding(nanoseconds: 1_000_000_000))
    }
}

extension StreamGapCause {
    fileprivate var words: String {
        switch self {
        case .closed: "the connection was closed"
        case .terminated: "the venue ended the stream"
        case .closingSoon: "the venue is about to close it"
        case .refused: "the venue did not begin the stream"
        case .unreadable: "something came that could not be read"
        case .silent: "nothing came for too long"
        }
    }
}
