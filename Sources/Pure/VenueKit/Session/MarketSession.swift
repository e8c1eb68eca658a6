public import Domain
public import Markets

/// One venue's market data, as a machine without input or output.
///
/// Whoever drives it (the gateway on real sockets, a replay, the simulator) tells it what happened
/// and when, and carries out the ``MarketAction``s it finds in the output. Every call may add
/// events, levels and actions to the output; the driver takes them and calls
/// ``SessionOutput/removeAll()`` before the next call. After every call it looks at ``nextWake``.
///
/// What a session promises: no call ever fails or stops the process, whatever the venue sent; what
/// cannot be read is counted and, where it may have held book updates, a gap; a gap of one symbol
/// leaves the others alone; a message of a kind and size seen before allocates nothing.
public protocol MarketSession: Sendable {
    /// The instruments it knows.
    var symbols: SymbolMap { get }
    /// What happened so far, in numbers.
    var counts: SessionCounts { get }
    /// The moment at which ``wake(at:into:)`` is to be called, nil if none.
    var nextWake: Timestamp? { get }

    /// Where the venue's REST interface lists the instruments that are subscribed to, or the next
    /// part of them: path and query, below the base address.
    var listingPath: String { get }
    /// The answer to ``listingPath`` came. - Returns: what could be used of it.
    mutating func listingArrived(
        status: Int, _ body: Span<UInt8>, at now: Timestamp, into output: inout SessionOutput
    ) -> ListingOutcome
    /// Where the venue's REST interface has the book: path and query, below the base address.
    func path(of request: SnapshotRequest) -> String

    /// The connection stands.
    mutating func opened(at now: Timestamp, into output: inout SessionOutput)
    /// A frame came. - Parameter frame: the message's bytes, inflated if the venue deflates them.
    mutating func received(
        _ frame: Span<UInt8>, at now: Timestamp, into output: inout SessionOutput)
    /// The venue's ping came; the driver has answered it already.
    mutating func pinged(at now: Timestamp, into output: inout SessionOutput)
    /// The answer to a ``MarketAction/requestSnapshot(_:)`` came.
    ///
    /// - Parameter limit: the levels a side that it was limited to.
    mutating func snapshotArrived(
        _ body: Span<UInt8>, for instrument: InstrumentID, limit: Int, at now: Timestamp,
        into output: inout SessionOutput)
    /// A ``MarketAction/requestSnapshot(_:)`` came to nothing: refused, or no answer in time.
    mutating func snapshotFailed(
        for instrument: InstrumentID, at now: Timestamp, into output: inout SessionOutput)
    /// Somebody proved the instrument's book wrong: bring it back in step.
    mutating func distrust(
        _ instrument: InstrumentID, _ doubt: BookDoubt, at now: Timestamp,
        into output: inout SessionOutput)
    /// The time has come.
    mutating func wake(at now: Timestamp, into output: inout SessionOutput)
    /// The connection is gone.
    mutating func closed(at now: Timestamp, into output: inout SessionOutput)
}

/// What could be used of a venue's listing.
public enum ListingOutcome: Sendable, Equatable {
    /// It was taken in; `faulty` instruments were left out because something is wrong with them,
    /// `unlisted` ones because the venue does not have them.
    case taken(listed: Int, faulty: Int, unlisted: [Symbol])
    /// Ask for what ``MarketSession/listingPath`` says now; that comes to an end.
    case incomplete
    /// Nothing has changed. The words say why, for people.
    case unreadable(why: String)
}

/// What a driver is to do for a session.
public enum MarketAction: Sendable, Equatable {
    /// Send these bytes of ``SessionOutput/outgoing`` as one text frame.
    case send(Range<Int>)
    /// Ask the venue's REST interface for a book.
    case requestSnapshot(SnapshotRequest)
    /// Close the connection and open a new one.
    case reconnect(ReconnectCause)
}

/// Why a session wants a new connection.
public enum ReconnectCause: UInt8, Sendable, Equatable, CaseIterable {
    /// Nothing at all came for too long, not even a ping.
    case silent
    /// The venue does not answer a subscription.
    case subscriptionUnanswered
    /// The venue is about to close the connection.
    case closingSoon
}

/// A book that is wanted from the venue's REST interface.
public struct SnapshotRequest: Sendable, Equatable {
    /// Whose book.
    public let instrument: InstrumentID
    /// The venue's own name for it.
    public let symbol: Symbol
    /// Levels a side.
    public let limit: Int
    /// What the request costs of the venue's budget.
    public let weight: Int
    /// 1 for the first since the book was last in step.
    public let attempt: Int

    public init(
        instrument: InstrumentID, symbol: Symbol, limit: Int, weight: Int, attempt: Int
    ) {
        self.instrument = instrument
        self.symbol = symbol
        self.limit = limit
        self.weight = weight
        self.attempt = attempt
    }
}

/// What a session has to tell and to ask, in memory that is reused from call to call.
public struct SessionOutput: Sendable {
    /// What the venue told.
    public var batch = MarketBatch()
    /// What to do, in this order.
    public var actions: [MarketAction] = []
    /// What the actions' frames point into.
    public var outgoing: [UInt8] = []

    public init() {}

    /// Makes ready for the next call; the memory is kept.
    @inlinable
    public mutating func removeAll() {
        batch.removeAll()
        if !actions.isEmpty {
            actions.removeAll(keepingCapacity: true)
            outgoing.removeAll(keepingCapacity: true)
        }
    }
}

/// What happened in a session, in numbers. All start at zero and only grow.
public struct SessionCounts: Sendable, Equatable {
    /// Frames received.
    public var messages: Int64 = 0
    /// Their bytes.
    public var bytes: Int64 = 0
    /// Frames and snapshots that could not be read: not JSON, or a known kind of message with
    /// something missing or out of range.
    public var decodeErrors: Int64 = 0
    /// Messages of a kind this session does not know. Normal: venues add kinds.
    public var unknownMessages: Int64 = 0
    /// Messages that were read by the general way, because they did not have the usual shape.
    public var irregularMessages: Int64 = 0
    /// Book updates that were older than the book; left out.
    public var oldUpdates: Int64 = 0
    /// Snapshots asked for.
    public var snapshotRequests: Int64 = 0
    /// Snapshots that came unasked or for an instrument nobody knows; left out.
    public var snapshotsUnasked: Int64 = 0
    /// Snapshots that were older than the first update kept; asked for again.
    public var snapshotsTooOld: Int64 = 0
    /// Requests for a snapshot that came to nothing.
    public var snapshotsFailed: Int64 = 0
    /// Subscriptions that the venue refused.
    public var subscriptionsRefused: Int64 = 0

    public init() {}
}
