internal import Domain

/// When the venue's listing is asked for: at the start, each hour, and sooner after a failure.
struct ListingSchedule: Sendable {
    enum Limits {
        /// Nanoseconds between two listings: 1 h.
        static let interval: Int64 = 3_600_000_000_000
        /// Nanoseconds after which a request that was never answered at all has failed: beyond its
        /// own timeout.
        static let patience: Int64 = 2 * GatewayLimits.listingTimeMax
    }

    private enum State: Sendable {
        case stopped
        case asked(UInt64, since: Timestamp)
        case waiting(until: Timestamp)
    }

    private var state = State.stopped
    private var schedule: RetrySchedule

    init(seed: UInt64) { schedule = RetrySchedule(seed: seed) }

    var isStopped: Bool { if case .stopped = state { true } else { false } }

    mutating func stop() { state = .stopped }

    mutating func asked(_ id: UInt64, at now: Timestamp) { state = .asked(id, since: now) }

    func isAsked(_ id: UInt64) -> Bool {
        if case .asked(id, _) = state { true } else { false }
    }

    mutating func arrived(at now: Timestamp) {
        schedule.reset()
        state = .waiting(until: now.adding(nanoseconds: Limits.interval))
    }

    /// More is to be asked for at once.
    mutating func goesOn(at now: Timestamp, held: Timestamp) {
        state = .waiting(until: max(held, now))
    }

    mutating func failed(at now: Timestamp, held: Timestamp) {
        state = .waiting(until: max(held, now.adding(nanoseconds: schedule.next())))
    }

    mutating func hold(until time: Timestamp) {
        if case .waiting(let until) = state { state = .waiting(until: max(until, time)) }
    }

    func isDue(at now: Timestamp) -> Bool { nextWake.map { $0 <= now } ?? false }

    var nextWake: Timestamp? {
        switch state {
        case .stopped: nil
        case .asked(_, let since): since.adding(nanoseconds: Limits.patience)
        case .waiting(let until): until
        }
    }
}
