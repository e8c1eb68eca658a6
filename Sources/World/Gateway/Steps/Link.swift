internal import Domain

/// One connection to a venue at a time, made again whenever it is lost.
struct Link: Sendable {
    enum Limits {
        /// Nanoseconds that a connection may take to stand: 15 s.
        static let connectTimeMax: Int64 = 15_000_000_000
        /// Nanoseconds that a connection must have stood, or its end counts as one more failure:
        /// a venue that takes connections and drops them is not hammered.
        static let stableTimeMin: Int64 = 10_000_000_000
    }

    enum State: Sendable, Equatable {
        /// Not wanted. → `waiting`
        case stopped
        /// → `connecting` when it is time, → `stopped`
        case waiting(until: Timestamp)
        /// → `open`, → `waiting` when it fails or takes too long, → `stopped`
        case connecting(LinkNumber, deadline: Timestamp)
        /// → `waiting` when it is lost or left, → `stopped`
        case open(LinkNumber, since: Timestamp)
    }

    private(set) var state = State.stopped
    /// Connections that stood.
    private(set) var openings: Int64 = 0
    private var attempts: UInt64 = 0
    private var schedule: RetrySchedule

    init(seed: UInt64) { schedule = RetrySchedule(seed: seed) }

    var isStopped: Bool { state == .stopped }

    /// The connection that stands.
    var standing: LinkNumber? {
        if case .open(let number, _) = state { number } else { nil }
    }

    private var number: LinkNumber? {
        switch state {
        case .stopped, .waiting: nil
        case .connecting(let number, _), .open(let number, _): number
        }
    }

    /// A connection is wanted, from `time` on.
    mutating func want(from time: Timestamp) {
        if isStopped { state = .waiting(until: time) }
    }

    /// No connection is wanted. - Returns: the one to close.
    mutating func stop() -> LinkNumber? {
        defer { state = .stopped }
        return number
    }

    /// Not before then.
    mutating func hold(until time: Timestamp) {
        if case .waiting(let until) = state { state = .waiting(until: max(until, time)) }
    }

    /// - Returns: whether it is the connection that was waited for.
    mutating func opened(_ number: LinkNumber, at now: Timestamp) -> Bool {
        guard case .connecting(number, _) = state else { return false }
        state = .open(number, since: now)
        openings += 1
        return true
    }

    /// It is gone, or is to be left.
    ///
    /// - Parameter held: not to be tried again before then.
    /// - Returns: when it is tried again; nil where it is not this connection.
    mutating func lost(
        _ number: LinkNumber, at now: Timestamp, held: Timestamp
    ) -> Timestamp? {
        guard self.number == number else { return nil }
        if case .open(_, let since) = state, now.since(since) >= Limits.stableTimeMin {
            schedule.reset()
        }
        let retry = max(held, now.adding(nanoseconds: schedule.next()))
        state = .waiting(until: retry)
        return retry
    }

    enum Due: Sendable, Equatable {
        case nothing
        case connect(LinkNumber)
        /// It takes too long: leave it.
        case leave(LinkNumber)
    }

    mutating func wake(at now: Timestamp) -> Due {
        switch state {
        case .waiting(let until) where until <= now:
            attempts += 1
            let number = LinkNumber(attempts)
            state = .connecting(
                number, deadline: now.adding(nanoseconds: Limits.connectTimeMax))
            return .connect(number)
        case .connecting(let number, let deadline) where deadline <= now:
            return .leave(number)
        case .stopped, .waiting, .connecting, .open:
            return .nothing
        }
    }

    var nextWake: Timestamp? {
        switch state {
        case .stopped, .open: nil
        case .waiting(let until): until
        case .connecting(_, let deadline): deadline
        }
    }
}
