public import Domain
public import Markets
public import VenueKit

/// Drives a venue's market data as a machine without sockets: it is told what happened on them and
/// when, and says what is to be done with them.
///
/// It keeps one connection, asks for the venue's listing at the start and each hour, for books when
/// the session wants them, and for proof that the venue is play money. After every call its
/// ``output`` and ``actions`` are to be taken and ``removeAll()`` to be called, and ``nextWake`` is
/// to be looked at.
public struct MarketDriver<Session: MarketSession>: Sendable {
    /// The session it drives.
    public private(set) var session: Session
    /// What the venue told, in ``SessionOutput/batch``; the actions in it are carried out already.
    public private(set) var output = SessionOutput()
    /// What is to be done.
    public private(set) var actions: [GatewayAction] = []
    /// When the last frame came; ``Timestamp/none`` before the first.
    public private(set) var lastMessageAt = Timestamp.none

    private let endpoints: VenueEndpoints
    private var link: Link
    private var isLive = false
    private var listing: ListingSchedule
    private var proof: PaperProof
    private var hold = Hold()
    private var lastCall: UInt64 = 0
    /// Books that were asked for.
    private var snapshots: [(id: UInt64, request: SnapshotRequest)] = []
    /// By number: as it was told last.
    private var told: [InstrumentID: Instrument] = [:]

    /// A driver that does nothing before ``start(at:)``.
    ///
    /// - Parameter seed: of the random part of its waiting, and of its challenges.
    public init(_ session: Session, _ endpoints: VenueEndpoints, seed: UInt64) {
        self.session = session
        self.endpoints = endpoints
        link = Link(seed: seed)
        listing = ListingSchedule(seed: seed &+ 2)
        proof = PaperProof(endpoints, seed: seed &+ 4)
    }

    /// How often a connection stood.
    public var openings: Int64 { link.openings }

    /// Forgets what has been taken; the memory is kept.
    public mutating func removeAll() {
        output.removeAll()
        actions.removeAll(keepingCapacity: true)
    }

    /// Begins: the listing first, and once that has come or failed, the connection.
    public mutating func start(at now: Timestamp) {
        actions.append(.linkChanged(.connecting))
        beginProof()
        askListing(now)
    }

    /// Ends: nothing is asked for any more.
    public mutating func stop(at now: Timestamp) {
        listing.stop()
        isLive = false
        guard let number = link.stop() else { return }
        actions.append(.close(number))
        session.closed(at: now, into: &output)
        settle(now)
    }

    // MARK: - The connection

    /// The connection stands.
    public mutating func opened(_ number: LinkNumber, at now: Timestamp) {
        guard link.opened(number, at: now) else { return }
        actions.append(.linkChanged(.stale))
        beginProof()
        session.opened(at: now, into: &output)
        settle(now)
    }

    /// A frame came.
    public mutating func received(
        _ frame: Span<UInt8>, on number: LinkNumber, at now: Timestamp
    ) {
        guard link.standing == number else { return }
        lastMessageAt = now
        session.received(frame, at: now, into: &output)
        if !isLive {
            isLive = true
            actions.append(.linkChanged(.live))
        }
        if !output.actions.isEmpty { settle(now) }
    }

    /// The venue's ping came, and was answered.
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
        isLive = false
        actions.append(.linkChanged(.down(retryAt: retryAt, why: why)))
        if wasStanding { session.closed(at: now, into: &output) }
    }

    private mutating func leave(_ number: LinkNumber, _ why: String, _ now: Timestamp) {
        actions.append(.close(number))
        lose(number, why, now)
    }

    /// Somebody proved the instrument's book wrong.
    public mutating func distrust(
        _ instrument: InstrumentID, _ doubt: BookDoubt, at now: Timestamp
    ) {
        session.distrust(instrument, doubt, at: now, into: &output)
        settle(now)
    }

    /// The venue turns us away, as another driver heard.
    public mutating func hold(until time: Timestamp, isBanned: Bool) {
        guard hold.extend(to: time, isBanned: isBanned) else { return }
        link.hold(until: time)
        listing.hold(until: time)
    }

    /// Does what the session asked for; that may lead to more.
    private mutating func settle(_ now: Timestamp) {
        var place = 0
        while place < output.actions.count {
            switch output.actions[place] {
            case .send(let range):
                if link.standing != nil {
                    actions.append(.send(GatewayFrame(Array(output.outgoing[range])), nil))
                }
            case .requestSnapshot(let request):
                askSnapshot(request, now)
            case .reconnect(let cause):
                if let number = link.standing { leave(number, cause.words, now) }
            }
            place += 1
        }
        output.actions.removeAll(keepingCapacity: true)
        output.outgoing.removeAll(keepingCapacity: true)
    }

    // MARK: - Time

    /// When ``wake(at:)`` is to be called next; nil if never.
    public var nextWake: Timestamp? {
        guard !isStopped else { return nil }
        let links = earlier(link.nextWake, session.nextWake)
        return earlier(links, earlier(listing.nextWake, proof.nextWake))
    }

    private var isStopped: Bool { link.isStopped && listing.isStopped }

    /// The time has come.
    public mutating func wake(at now: Timestamp) {
        guard !isStopped else { return }
        if listing.isDue(at: now) { askListing(now) }
        actions += proof.wake(at: now, &lastCall).map(GatewayAction.call)
        switch link.wake(at: now) {
        case .nothing: break
        case .connect(let number):
            actions.append(.linkChanged(.connecting))
            actions.append(.connect(number, url: endpoints.stream))
        case .leave(let number): leave(number, "no connection stood in time", now)
        }
        if let wake = session.nextWake, wake <= now { session.wake(at: now, into: &output) }
        settle(now)
    }

    // MARK: - Requests over HTTP

    /// The answer to a call came.
    public mutating func answered(
        _ id: UInt64, _ answer: VenueAnswer, _ body: Span<UInt8>, at now: Timestamp
    ) {
        if let wait = Hold.asked(by: answer, at: now) {
            hold(until: wait.until, isBanned: wait.isBanned)
            actions.append(.hold(until: wait.until, isBanned: wait.isBanned))
        }
        if proof.isAsked(id) {
            if let verdict = proof.answered(id, status: answer.status, body, at: now) {
                actions.append(.paperProved(verdict))
            }
        } else if listing.isAsked(id) {
            takeListing(answer, body, now)
        } else if let place = snapshots.firstIndex(where: { $0.id == id }) {
            let request = snapshots.remove(at: place).request
            if answer.status == 200 {
                session.snapshotArrived(
                    body, for: request.instrument, limit: request.limit, at: now, into: &output)
            } else {
                session.snapshotFailed(for: request.instrument, at: now, into: &output)
            }
        }
        settle(now)
    }

    /// No answer to a call will come. - Parameter why: for people.
    public mutating func failed(_ id: UInt64, why: String, at now: Timestamp) {
        if proof.isAsked(id) {
            proof.failed(id, at: now)
        } else if listing.isAsked(id) {
            failListing(why, now)
        } else if let place = snapshots.firstIndex(where: { $0.id == id }) {
            let request = snapshots.remove(at: place).request
            session.snapshotFailed(for: request.instrument, at: now, into: &output)
        }
        settle(now)
    }

    private mutating func nextCall() -> UInt64 {
        lastCall += 1
        return lastCall
    }

    private mutating func askSnapshot(_ request: SnapshotRequest, _ now: Timestamp) {
        guard hold.isOver(at: now) else {
            // The session asks again, later each time.
            return session.snapshotFailed(for: request.instrument, at: now, into: &output)
        }
        let id = nextCall()
        // An answer to an earlier request for the same book would come too late to count.
        snapshots.removeAll { $0.request.instrument == request.instrument }
        snapshots.append((id, request))
        actions.append(
            .call(
                GatewayCall(
                    id: id, url: endpoints.rest + session.path(of: request),
                    timeout: GatewayLimits.snapshotTimeMax,
                    bodyBytesMax: GatewayLimits.snapshotBytesMax)))
    }

    // MARK: - The listing

    private mutating func askListing(_ now: Timestamp) {
        let id = nextCall()
        listing.asked(id, at: now)
        actions.append(
            .call(
                GatewayCall(
                    id: id, url: endpoints.rest + session.listingPath,
                    timeout: GatewayLimits.listingTimeMax,
                    bodyBytesMax: GatewayLimits.listingBytesMax)))
    }

    private mutating func takeListing(
        _ answer: VenueAnswer, _ body: Span<UInt8>, _ now: Timestamp
    ) {
        let outcome = session.listingArrived(
            status: answer.status, body, at: now, into: &output)
        switch outcome {
        case .unreadable(let why): failListing(why, now)
        case .incomplete: listing.goesOn(at: now, held: hold.until)
        case .taken(_, let faulty, let unlisted):
            listing.arrived(at: now)
            tellListing()
            actions.append(.troubled(Self.listingTrouble(faulty, unlisted)))
            link.want(from: now)
        }
    }

    /// What is wrong with a listing, for people; nil for nothing.
    private static func listingTrouble(_ faulty: Int, _ unlisted: [Symbol]) -> String? {
        if !unlisted.isEmpty {
            return "the venue does not have \(unlisted.map(\.description).joined(separator: ", ")):"
                + " correct the instruments in the configuration; the others are not concerned"
        }
        return faulty == 0 ? nil : "\(faulty) of the listed instruments are not as they must be"
    }

    private mutating func tellListing() {
        var news: [Instrument] = []
        for entry in session.symbols.listings where !entry.isProvisional {
            if told[entry.instrument.id] != entry.instrument {
                told[entry.instrument.id] = entry.instrument
                news.append(entry.instrument)
            }
        }
        if !news.isEmpty { actions.append(.listed(news)) }
    }

    /// Prices may be looked at all the same, so the connection does not wait for the listing any
    /// longer.
    private mutating func failListing(_ why: String, _ now: Timestamp) {
        listing.failed(at: now, held: hold.until)
        actions.append(.troubled(why))
        link.want(from: max(now, hold.until))
    }

    private mutating func beginProof() {
        let (calls, verdict) = proof.begin(&lastCall)
        actions += calls.map(GatewayAction.call)
        if let verdict { actions.append(.paperProved(verdict)) }
    }
}

/// Bounds of what is asked over HTTP.
public enum GatewayLimits {
    /// Nanoseconds in which a book must come: 9 s, before the session gives it up.
    public static let snapshotTimeMax: Int64 = 9_000_000_000
    /// Bytes of a book: 8 MiB.
    public static let snapshotBytesMax = 8 << 20
    /// Nanoseconds in which a listing must come: 30 s.
    public static let listingTimeMax: Int64 = 30_000_000_000
    /// Bytes of a listing: 64 MiB.
    public static let listingBytesMax = 64 << 20
    /// Bytes of any answer about an account: 16 MiB.
    public static let answerBytesMax = 16 << 20
    /// Nanoseconds after its deadline for which the answer to a place or a cancel is waited for:
    /// 10 s. It is told as unknown by then, and the answer still counts.
    public static let lateAnswerTimeMax: Int64 = 10_000_000_000
    /// Nanoseconds between two measurements of the venue's clock: 10 min.
    public static let clockInterval: Int64 = 600_000_000_000
    /// Nanoseconds until the clock is measured again after a measurement that failed: 30 s.
    public static let clockRetryInterval: Int64 = 30_000_000_000
}

/// The earlier of two moments, nil where there is none.
func earlier(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
}

extension ReconnectCause {
    fileprivate var words: String {
        switch self {
        case .silent: "nothing came for too long"
        case .subscriptionUnanswered: "a subscription was not answered"
        case .closingSoon: "the venue is about to close it"
        }
    }
}
