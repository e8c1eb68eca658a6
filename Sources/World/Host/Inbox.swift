internal import Glibc

/// Hands values from any thread to the one that waits for them, in the order in which they come.
///
/// Bounded: what has no room is refused, and whoever brought it decides what that means. One thread
/// takes; others only put.
@safe public final class Inbox<Element: Sendable>: @unchecked Sendable {
    /// How many values may wait.
    public let capacity: Int

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [Element] = []
    private var isAwaited = false

    /// An empty inbox.
    public init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        unsafe mutex = .allocate(capacity: 1)
        unsafe arrival = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // Else a clock that is set would lengthen or cut short every wait.
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let made =
            unsafe pthread_mutex_init(mutex, nil) == 0
            && pthread_cond_init(arrival, &attributes) == 0
        unsafe pthread_condattr_destroy(&attributes)
        precondition(made, "no mutex to be had")
    }

    deinit {
        unsafe pthread_cond_destroy(arrival)
        unsafe pthread_mutex_destroy(mutex)
        unsafe arrival.deallocate()
        unsafe mutex.deallocate()
    }

    /// Puts a value in. Any thread; never waits for the taker.
    ///
    /// - Parameter reserve: places that are to stay free for others: 0 for what matters most.
    /// - Returns: false where there is no room.
    public func put(_ element: Element, leaving reserve: Int = 0) -> Bool {
        unsafe pthread_mutex_lock(mutex)
        guard waiting.count < capacity - reserve else {
            unsafe pthread_mutex_unlock(mutex)
            return false
        }
        waiting.append(element)
        let wakes = isAwaited
        isAwaited = false
        unsafe pthread_mutex_unlock(mutex)
        if wakes { unsafe pthread_cond_signal(arrival) }
        return true
    }

    /// Takes all that waits; where nothing does, waits for something to come.
    ///
    /// - Parameters:
    ///   - values: gets them, in place of what was there; stays empty where nothing came in time.
    ///     Its memory is used again.
    ///   - deadline: how long to wait, by the monotonic clock; nil for ever, the past for not at
    ///     all.
    public func take(into values: inout [Element], until deadline: Int64?) {
        values.removeAll(keepingCapacity: true)
        unsafe pthread_mutex_lock(mutex)
        while waiting.isEmpty {
            isAwaited = true
            guard let deadline else {
                unsafe pthread_cond_wait(arrival, mutex)
                continue
            }
            var time = timespec(
                tv_sec: Int(max(0, deadline) / 1_000_000_000),
                tv_nsec: Int(max(0, deadline) % 1_000_000_000))
            if unsafe pthread_cond_timedwait(arrival, mutex, &time) == ETIMEDOUT { break }
        }
        isAwaited = false
        swap(&waiting, &values)
        unsafe pthread_mutex_unlock(mutex)
    }
}
