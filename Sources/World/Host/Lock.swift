internal import Glibc

/// A value that several threads share, reached only while holding its lock.
///
/// The one lock type of the house. A POSIX mutex and not `Synchronization.Mutex`, because the
/// thread sanitizer does not see through the latter and reports races that are none. Not recursive:
/// taking it twice in one thread is a programmer error and stops the process.
@safe public final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// A lock around `value`, which nothing else may refer to from now on.
    public init(_ value: sending Value) {
        self.value = value
        unsafe mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        unsafe pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
        let result = unsafe pthread_mutex_init(mutex, &attributes)
        unsafe pthread_mutexattr_destroy(&attributes)
        precondition(result == 0, "no mutex to be had")
    }

    deinit {
        let result = unsafe pthread_mutex_destroy(mutex)
        assert(result == 0, "a lock is destroyed while it is held")
        unsafe mutex.deallocate()
    }

    /// Does `body` while holding the lock. Keep it short, and call nothing that may take the lock
    /// again.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let taken = unsafe pthread_mutex_lock(mutex)
        precondition(taken == 0, "this thread holds the lock already")
        defer {
            let released = unsafe pthread_mutex_unlock(mutex)
            precondition(released == 0, "the lock was not held")
        }
        return try body(&value)
    }
}
