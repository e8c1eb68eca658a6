internal import Containers
public import Domain

/// What a session waits for an answer to, and what is to be done with that.
public protocol OrderWork: Sendable {
    /// What its request is for.
    var purpose: RequestPurpose { get }
    /// The order it is about, nil where it is about none in particular.
    var order: OrderReference? { get }
    /// The order that is asked for, where it is a part of such a question.
    var query: OrderReference? { get }
}

/// Bounds of what a session has under way.
public enum RequestLimits {
    /// Orders being placed at a time; one more is refused here.
    public static let placementsMax = 1024
    /// Cancels under way at a time; one more is reported as failed, to be repeated.
    public static let cancelsMax = 4096
    /// Amendments under way at a time; one more is refused here.
    public static let amendsMax = 1024
    /// Queries and lists under way at a time; one more is left out, to be asked again.
    public static let readsMax = 64
    /// Orders and cancels whose time ran out and of which an answer would still count.
    public static let lateMax = 4096
    /// Nanoseconds within which an answer to a query must come.
    public static let answerTimeMax: Int64 = 5_000_000_000
    /// Nanoseconds after its deadline for which an answer to a place or a cancel still counts.
    public static let lateTimeMax: Int64 = 60_000_000_000
}

/// A session's requests that wait for an answer: how many of each kind there are, which orders are
/// being placed, and whose time has run out.
///
/// An order that is being placed is not placed again, and that holds for as long as an answer to it
/// would still count.
public struct RequestDesk<Work: OrderWork>: Sendable {
    /// A request that waits.
    public typealias Entry = OutstandingRequests<Work>.Entry

    private var outstanding = OutstandingRequests<Work>()
    private var placing: Set<OrderReference> = []
    private var placeCount = 0
    private var cancelCount = 0
    private var amendCount = 0
    private var readCount = 0

    /// With nothing under way.
    public init() {}

    /// How many wait.
    public var count: Int { outstanding.count }
    /// When ``takeDue(at:)`` is to be called, nil for never.
    public var nextDeadline: Timestamp? { outstanding.nextDeadline }
    /// The number that the next request gets.
    public var nextID: RequestID { outstanding.nextID }

    /// Whether one more of the kind may be under way.
    public func hasRoom(for purpose: RequestPurpose) -> Bool {
        switch purpose {
        case .place: placeCount < RequestLimits.placementsMax
        case .cancel: cancelCount < RequestLimits.cancelsMax
        case .amend: amendCount < RequestLimits.amendsMax
        case .orderStatus, .openOrders, .trades, .balances, .positions, .marginRules, .funding:
            readCount < RequestLimits.readsMax
        case .subscribe, .clock: true
        }
    }

    /// Whether the order is being placed, or a late answer to that would still count.
    public func isPlacing(_ order: OrderReference) -> Bool { placing.contains(order) }

    /// Whether it is being asked where the order stands.
    public func isAsking(for order: OrderReference) -> Bool {
        outstanding.entries.contains { $0.work.query == order }
    }

    private mutating func count(_ work: Work, _ change: Int) {
        switch work.purpose {
        case .place: placeCount += change
        case .cancel: cancelCount += change
        case .amend: amendCount += change
        case .orderStatus, .openOrders, .trades, .balances, .positions, .marginRules, .funding:
            readCount += change
        case .subscribe, .clock: break
        }
    }

    private mutating func forget(_ work: Work) {
        if work.purpose == .place, let order = work.order { placing.remove(order) }
    }

    /// Asks the driver for a request, and waits for its answer until `deadline`.
    public mutating func ask(
        _ work: Work, _ route: RequestRoute, _ template: SignedTemplate, _ slot: SigningSlot?,
        weight: Int, by deadline: Timestamp, at now: Timestamp, _ output: inout OrderOutput
    ) {
        let id = outstanding.add(
            work, askedAt: now, isFrame: route == .frame, until: deadline)
        output.requests.append(
            VenueRequest(
                id: id, purpose: work.purpose, order: work.order, route: route,
                template: template, signing: slot, sendBefore: deadline, weight: weight))
        count(work, 1)
        if work.purpose == .place, let order = work.order { placing.insert(order) }
    }

    /// Ends the waiting. - Returns: nil where nobody waits for it.
    public mutating func take(_ id: RequestID) -> Entry? {
        guard let entry = outstanding.take(id) else { return nil }
        if !entry.isLate { count(entry.work, -1) }
        forget(entry.work)
        return entry
    }

    /// Ends the waiting for what went out in this way.
    public mutating func take(_ id: RequestID, asFrame isFrame: Bool) -> Entry? {
        outstanding.waits(id, asFrame: isFrame) ? take(id) : nil
    }

    /// Ends the waiting for all that went out on the private connection.
    public mutating func takeFrames() -> [Entry] {
        outstanding.entries.filter(\.isFrame).compactMap { take($0.id) }
    }

    /// Ends the waiting for one whose time ran out just now. An order is not placed again as long
    /// as it is not known what became of it: ``keepLate(_:at:)`` is to be called for those.
    ///
    /// - Returns: nil where none's did: call again until then.
    public mutating func takeDue(at now: Timestamp) -> Entry? {
        while let entry = outstanding.takeDue(at: now) {
            guard entry.isLate else {
                count(entry.work, -1)
                return entry
            }
            forget(entry.work)
        }
        return nil
    }

    /// Waits on for an answer that was not in time, unless too many are waited for.
    public mutating func keepLate(_ entry: Entry, at now: Timestamp) {
        guard outstanding.lateCount < RequestLimits.lateMax else { return forget(entry.work) }
        outstanding.keepLate(
            entry, until: now.adding(nanoseconds: RequestLimits.lateTimeMax))
    }
}

extension OrderWork {
    /// What the core is told where the outcome of a place, a cancel or an amendment is not known;
    /// nil for anything else.
    public func unknown(_ cause: UnknownCause) -> VenueReport? {
        let kind: RequestKind
        switch purpose {
        case .place: kind = .place
        case .cancel: kind = .cancel
        case .amend: kind = .amend
        case .orderStatus, .openOrders, .trades, .subscribe, .balances, .clock, .positions,
            .marginRules, .funding:
            return nil
        }
        return order.map { VenueReport(order: $0, content: .requestFailed(kind, cause)) }
    }
}

/// Where the private stream stands.
public enum PrivateStreamState: Sendable, Equatable {
    /// No connection. → `opening`
    case closed
    /// Asked for. → `live` on the venue's word, → `refused`, → `closed`
    case opening
    /// The venue tells of everything. → `opening` when it ends the stream, → `closed`
    case live
    /// The venue said no, or nothing: a new connection was asked for. → `closed`
    case refused
}
