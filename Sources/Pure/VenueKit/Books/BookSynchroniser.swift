public import Domain
public import Markets

/// Brings one instrument's book in step with the venue: a snapshot by request, and the stream of
/// updates that has to follow it without a gap.
///
/// Updates that come before the snapshot wait here. Of them, those that the snapshot contains are
/// dropped; the first one left must begin at or before the number after the snapshot's; from then
/// on each must begin right after the one before. Whatever breaks that is a gap: the book is out of
/// step until another snapshot.
///
/// - Source: Binance spot, "How to manage a local order book correctly".
public struct BookSynchroniser: Sendable {
    /// Bounds of the waiting and the asking.
    public enum Limits {
        /// Updates that wait for a snapshot. One more, and all of them are dropped: a gap.
        public static let updatesMax = 4096
        /// Levels in them, 4 MiB. One more, and all of them are dropped: a gap.
        public static let levelsMax = 1 << 18
        /// Requests until the subscription is made anew.
        public static let attemptsMax = 8
        /// Nanoseconds until a snapshot is asked for again: at first, doubling each time.
        public static let delayMin: Int64 = 250_000_000
        /// Nanoseconds until a snapshot is asked for again: at most.
        public static let delayMax: Int64 = 8_000_000_000
        /// Nanoseconds after which a request without an answer has failed.
        public static let answerTimeMax: Int64 = 10_000_000_000
    }

    /// Where the book stands.
    public enum State: Sendable, Equatable {
        /// Nothing came yet. → `wanting` with the first update
        case idle
        /// A snapshot is to be asked for. → `asked`; → `live`
        case wanting(attempt: Int)
        /// A snapshot was asked for. → `live`; → `delayed` when it is too old or does not come
        case asked(attempt: Int, deadline: Timestamp)
        /// It will be asked for again. → `wanting`; → `live`
        case delayed(attempt: Int, until: Timestamp)
        /// In step. → `wanting` on a gap. `isFresh`: the next update may overlap the snapshot.
        case live(isFresh: Bool)
    }

    /// What to do with an update.
    public enum UpdateVerdict: Sendable, Equatable {
        /// It follows: tell it.
        case apply
        /// It is contained already: leave it out.
        case old
        /// It was put aside until the snapshot comes.
        case kept
        /// It does not follow. It was put aside, and the book was in step before.
        case broken(Gap)
        /// It does not follow. It was put aside, and the book was out of step before.
        case brokenAgain(Gap)
    }

    /// What to do with a snapshot.
    public enum SnapshotVerdict: Sendable, Equatable {
        /// Nobody waits for it.
        case unasked
        /// Older than the updates that wait: ask for a newer one later.
        case tooOld
        /// Tell it, then every update in ``waiting``.
        case accept
    }

    /// What the time has brought about.
    public enum WakeVerdict: Sendable, Equatable {
        /// It was not its time.
        case nothing
        /// The request was not answered; it will be made again.
        case unanswered
        /// Ask for a snapshot now.
        case ask
        /// No snapshot fitted, as often as was asked: make the subscription anew, then ask.
        case resubscribe
    }

    /// Whose book.
    public let instrument: InstrumentID
    /// Where the book stands.
    public private(set) var state = State.idle
    /// The gap that is being repaired: as first noticed, up to what is missing by now.
    public private(set) var openGap: Gap?
    /// Updates that wait; their levels are in ``waitingLevels``.
    public private(set) var waiting: [BookChange] = []
    /// The levels of ``waiting``.
    public private(set) var waitingLevels: [BookLevel] = []
    /// The number at which the book stands.
    private var bookLast: Int64 = 0
    /// The last number that came on the stream, nil before the first.
    private var streamLast: Int64?

    /// - Parameter instrument: whose book.
    public init(_ instrument: InstrumentID) {
        self.instrument = instrument
    }

    /// Whether the book is in step.
    @inlinable
    public var isLive: Bool {
        if case .live = state { true } else { false }
    }

    /// An update came.
    ///
    /// - Parameters:
    ///   - change: with its levels' places in `levels`.
    ///   - levels: copied where the update has to wait.
    /// - Complexity: constant while in step; linear in its levels while waiting.
    public mutating func update(
        _ change: BookChange, _ levels: Span<BookLevel>
    ) -> UpdateVerdict {
        switch state {
        case .live(let isFresh):
            if change.firstUpdate == bookLast + 1 || isFresh && change.firstUpdate <= bookLast {
                guard change.lastUpdate > bookLast else { return .old }
                bookLast = change.lastUpdate
                streamLast = change.lastUpdate
                if isFresh { state = .live(isFresh: false) }
                return .apply
            }
            return outOfStep(change, levels)
        case .idle:
            state = .wanting(attempt: 1)
            return keep(change, levels)
        case .wanting, .asked, .delayed:
            return keep(change, levels)
        }
    }

    private mutating func outOfStep(
        _ change: BookChange, _ levels: Span<BookLevel>
    ) -> UpdateVerdict {
        guard change.lastUpdate > bookLast else { return .old }
        state = .wanting(attempt: 1)
        let gap = notice(.sequence, bookLast + 1, change.firstUpdate - 1, at: change.received)
        restart(with: change, levels)
        return .broken(gap)
    }

    private mutating func keep(
        _ change: BookChange, _ levels: Span<BookLevel>
    ) -> UpdateVerdict {
        if let last = streamLast {
            guard change.lastUpdate > last else { return .old }
            guard change.firstUpdate == last + 1 else {
                let gap = notice(
                    .sequence, last + 1, change.firstUpdate - 1, at: change.received)
                restart(with: change, levels)
                return .brokenAgain(gap)
            }
        }
        let added = change.levels.count
        guard waiting.count < Limits.updatesMax,
            waitingLevels.count + added <= Limits.levelsMax || waiting.isEmpty
        else {
            let gap = notice(
                .overflow, waiting[0].firstUpdate, change.firstUpdate - 1, at: change.received)
            restart(with: change, levels)
            return .brokenAgain(gap)
        }
        append(change, levels)
        return .kept
    }

    private mutating func restart(with change: BookChange, _ levels: Span<BookLevel>) {
        removeWaiting()
        append(change, levels)
    }

    private mutating func append(_ change: BookChange, _ levels: Span<BookLevel>) {
        streamLast = change.lastUpdate
        waiting.append(change.moved(to: waitingLevels.count))
        for index in change.levels { waitingLevels.append(levels[index]) }
    }

    private mutating func notice(
        _ cause: Gap.Cause, _ from: Int64, _ to: Int64, at now: Timestamp
    ) -> Gap {
        let gap = Gap(
            instrument: instrument, channel: .book, cause: cause, from: from, to: max(from, to),
            noticed: now)
        let first = openGap ?? gap
        openGap = Gap(
            instrument: instrument, channel: .book, cause: first.cause, from: first.from,
            to: max(first.to, gap.to), noticed: first.noticed)
        return gap
    }

    /// The book is out of step for a reason that the numbers do not tell.
    ///
    /// - Parameter isStreamBroken: updates may be missing: what waits is of no use, and the next
    ///   update need not follow. False where only the book is wrong.
    /// - Returns: the gap to tell; nil where the book was out of step already.
    public mutating func lose(
        _ cause: Gap.Cause, isStreamBroken: Bool, at now: Timestamp
    ) -> Gap? {
        if isStreamBroken {
            removeWaiting()
            streamLast = nil
        }
        guard isLive else { return nil }
        state = .wanting(attempt: 1)
        return notice(cause, bookLast + 1, 0, at: now)
    }

    /// The connection is gone: nothing is asked for until an update comes on the next one.
    ///
    /// - Returns: the gap to tell; nil where the book was out of step already.
    public mutating func disconnect(at now: Timestamp) -> Gap? {
        let gap = lose(.disconnected, isStreamBroken: true, at: now)
        state = .idle
        return gap
    }

    /// A snapshot was asked for.
    public mutating func asked(at now: Timestamp) {
        guard case .wanting(let attempt) = state else {
            preconditionFailure("a snapshot is asked for only where one is wanted")
        }
        state = .asked(
            attempt: attempt, deadline: now.adding(nanoseconds: Limits.answerTimeMax))
    }

    /// A snapshot came, asked for or not.
    ///
    /// - Parameter lastUpdate: the last update in it.
    public mutating func snapshot(_ lastUpdate: Int64, at now: Timestamp) -> SnapshotVerdict {
        switch state {
        case .idle, .live: return .unasked
        case .wanting, .asked, .delayed: break
        }
        let contained = waiting.prefix { $0.lastUpdate <= lastUpdate }.count
        waiting.removeFirst(contained)
        if let first = waiting.first, first.firstUpdate > lastUpdate + 1 {
            failed(at: now)
            return .tooOld
        }
        bookLast = waiting.last?.lastUpdate ?? lastUpdate
        state = .live(isFresh: waiting.isEmpty)
        return .accept
    }

    /// Everything that waited was told: forget it.
    ///
    /// - Returns: the gap that is repaired by this, if there was one.
    public mutating func accepted(at now: Timestamp) -> Gap? {
        precondition(isLive, "only an accepted snapshot ends the waiting")
        removeWaiting()
        defer { openGap = nil }
        return openGap?.repaired(at: now)
    }

    /// The request came to nothing, or its answer was of no use.
    public mutating func failed(at now: Timestamp) {
        let attempt: Int
        switch state {
        case .idle, .live, .delayed: return
        case .wanting(let number), .asked(let number, _): attempt = number
        }
        state = .delayed(
            attempt: attempt + 1, until: now.adding(nanoseconds: Self.delay(after: attempt)))
    }

    /// What the time has brought about.
    public mutating func wake(at now: Timestamp) -> WakeVerdict {
        switch state {
        case .asked(_, let deadline) where deadline <= now:
            failed(at: now)
            return .unanswered
        case .delayed(let attempt, let until) where until <= now:
            let isExhausted = attempt > Limits.attemptsMax
            state = .wanting(attempt: isExhausted ? 1 : attempt)
            return isExhausted ? .resubscribe : .ask
        case .idle, .wanting, .live, .asked, .delayed:
            return .nothing
        }
    }

    /// When ``wake(at:)`` has something to do, nil where never.
    public var nextWake: Timestamp? {
        switch state {
        case .idle, .wanting, .live: nil
        case .asked(_, let deadline): deadline
        case .delayed(_, let until): until
        }
    }

    /// Nanoseconds to wait after a number of attempts.
    static func delay(after attempt: Int) -> Int64 {
        min(Limits.delayMax, Limits.delayMin << Int64(min(max(attempt, 1), 16) - 1))
    }

    private mutating func removeWaiting() {
        waiting.removeAll(keepingCapacity: true)
        waitingLevels.removeAll(keepingCapacity: true)
    }
}
