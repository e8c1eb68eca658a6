internal import Containers
public import Domain

/// Requests that wait for an answer, each until its deadline.
///
/// An answer counts once. One whose time ran out may be kept as late: its answer still counts, for
/// a while, since an order that was taken is worth knowing of at any time.
public struct OutstandingRequests<Work: Sendable>: Sendable {
    /// A request that waits.
    public struct Entry: Sendable {
        /// Its number.
        public let id: RequestID
        /// What is to be done with its answer.
        public let work: Work
        /// When it was asked, by our clock: at or before the moment it was sent.
        public let askedAt: Timestamp
        /// Whether it went out on the private connection.
        public let isFrame: Bool
        /// Its time ran out and was reported; an answer still counts.
        public fileprivate(set) var isLate: Bool
    }

    /// By rising number.
    public private(set) var entries: [Entry] = []
    /// How many of them are late.
    public private(set) var lateCount = 0
    private var lastID: UInt64 = 0
    private var deadlines = DeadlineHeap()

    /// None.
    public init() {}

    /// How many wait.
    public var count: Int { entries.count }

    /// When ``takeDue(at:)`` is to be called, nil for never.
    public var nextDeadline: Timestamp? {
        deadlines.first.map { Timestamp(nanoseconds: $0.time) }
    }

    /// The number that the next request gets.
    public var nextID: RequestID { RequestID(lastID + 1) }

    /// Waits for an answer to a new request. - Returns: its number.
    public mutating func add(
        _ work: Work, askedAt: Timestamp, isFrame: Bool, until deadline: Timestamp
    ) -> RequestID {
        lastID += 1
        let id = RequestID(lastID)
        entries.append(
            Entry(id: id, work: work, askedAt: askedAt, isFrame: isFrame, isLate: false))
        deadlines.insert(time: deadline.nanoseconds, row: Int(lastID))
        return id
    }

    /// Whether one waits, and waits in this way.
    public func waits(_ id: RequestID, asFrame isFrame: Bool) -> Bool {
        place(of: id).map { entries[$0].isFrame == isFrame } ?? false
    }

    /// Ends the waiting. - Returns: nil where nobody waits for it.
    public mutating func take(_ id: RequestID) -> Entry? {
        guard let place = place(of: id) else { return nil }
        let entry = entries.remove(at: place)
        if entry.isLate { lateCount -= 1 }
        return entry
    }

    /// Waits on for an answer that was not in time.
    public mutating func keepLate(_ entry: Entry, until deadline: Timestamp) {
        precondition(!entry.isLate && place(of: entry.id) == nil, "it was taken, and was in time")
        var entry = entry
        entry.isLate = true
        entries.insert(entry, at: firstPlace(notBefore: entry.id))
        deadlines.insert(time: deadline.nanoseconds, row: Int(entry.id.raw))
        lateCount += 1
    }

    /// Ends the waiting for one whose time ran out.
    ///
    /// - Returns: nil where none's did: call again until then.
    public mutating func takeDue(at now: Timestamp) -> Entry? {
        while let due = deadlines.popDue(now.nanoseconds) {
            if let entry = take(RequestID(UInt64(due.row))) { return entry }
        }
        return nil
    }

    private func place(of id: RequestID) -> Int? {
        let place = firstPlace(notBefore: id)
        return place < entries.count && entries[place].id == id ? place : nil
    }

    private func firstPlace(notBefore id: RequestID) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
