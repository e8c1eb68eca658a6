internal import Glibc

/// Where time comes from: the machine, or a simulation.
///
/// Pure rooms never ask; the shell asks once a turn and hands the answer in.
public protocol TimeSource: Sendable {
    /// Nanoseconds since 1970-01-01 UTC; may jump when the machine's clock is set.
    func realtimeNanoseconds() -> Int64
    /// Nanoseconds since some fixed moment; never goes back. For durations and deadlines.
    func monotonicNanoseconds() -> Int64
}

/// The clocks of this machine.
public struct SystemTime: TimeSource {
    /// The clocks of this machine.
    public init() {}

    /// - Complexity: one vDSO call, about 25 ns; no allocation.
    public func realtimeNanoseconds() -> Int64 { Self.read(CLOCK_REALTIME) }

    /// - Complexity: one vDSO call, about 25 ns; no allocation.
    public func monotonicNanoseconds() -> Int64 { Self.read(CLOCK_MONOTONIC) }

    /// Has the calling thread wait, at least so long.
    public func sleep(nanoseconds: Int64) {
        precondition(nanoseconds >= 0)
        var wait = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        var rest = timespec()
        while unsafe nanosleep(&wait, &rest) != 0 && errno == EINTR { wait = rest }
    }

    fileprivate static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        let result = unsafe clock_gettime(clock, &time)
        precondition(result == 0, "the kernel has no such clock")
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// The time of day as it was when the process first asked, carried on by one that is never set.
///
/// Deadlines of orders are moments. Were the clock set forward while an order is on its way, its
/// deadline would seem past while the venue may still take it, and it could be given up too soon.
/// All that decides about orders reads this clock; one that was set is read by the next process.
public struct SteadyTime: TimeSource {
    /// Realtime less the time since boot, in nanoseconds.
    private static let distance = SystemTime().realtimeNanoseconds() - sinceBoot()

    /// The same clock for the whole process.
    public init() {}

    /// - Complexity: one vDSO call, about 25 ns; no allocation.
    public func realtimeNanoseconds() -> Int64 {
        Self.sinceBoot() + Self.distance
    }

    /// - Complexity: one vDSO call, about 25 ns; no allocation.
    public func monotonicNanoseconds() -> Int64 { SystemTime().monotonicNanoseconds() }

    /// Goes on while the machine sleeps, as the time of day does.
    private static func sinceBoot() -> Int64 { SystemTime.read(CLOCK_BOOTTIME) }
}

/// The machine's source of randomness: for identities that must differ, never for decisions.
public enum SystemRandomness {
    /// 128 random bits, never all zero.
    public static func identity() -> Hash128 {
        var generator = SystemRandomNumberGenerator()
        return Hash128(high: generator.next(), low: generator.next() | 1)
    }
}
