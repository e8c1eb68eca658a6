internal import CHost
internal import Glibc

/// One piece of work on a thread of its own: started at once, and joined before this value goes.
///
/// For the few things that would hold up the thread that trades, such as filling a file with zeros.
@safe public struct ThreadedWork<Result: Sendable>: ~Copyable, Sendable {
    fileprivate final class Box: Runnable, @unchecked Sendable {
        let body: @Sendable () -> Result
        let result = Locked<Result?>(nil)

        init(isBackground: Bool, _ body: @escaping @Sendable () -> Result) {
            self.body = body
            super.init(isBackground: isBackground)
        }

        override func run() {
            let value = body()
            result.withLock { $0 = value }
        }
    }

    private let box: Box
    private let thread: pthread_t
    private var isJoined = false

    /// Starts `body`. Where no thread is to be had, it is done here and now.
    ///
    /// - Parameter isBackground: it runs where no other thread of the machine has work, and gives
    ///   way at once: on a machine that is busy all of the time it takes long.
    public init(isBackground: Bool = false, _ body: @escaping @Sendable () -> Result) {
        let box = Box(isBackground: isBackground, body)
        var thread = pthread_t()
        let context = unsafe Unmanaged<Runnable>.passRetained(box)
        let status = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                let work = unsafe Unmanaged<Runnable>.fromOpaque(raw).takeRetainedValue()
                // Where the system refuses, the work is done all the same.
                if work.isBackground { _ = chost_give_way() }
                work.run()
                return nil
            }, context.toOpaque())
        if status != 0 {
            unsafe context.release()
            box.run()
            isJoined = true
        }
        self.box = box
        self.thread = thread
    }

    deinit { if !isJoined { _ = pthread_join(thread, nil) } }

    /// Whether the work is done: `join` would not wait.
    public var isDone: Bool { box.result.withLock { $0 != nil } }

    /// Waits for the end of the work.
    public consuming func join() -> Result {
        if !isJoined {
            let status = pthread_join(thread, nil)
            precondition(status == 0, "the thread was joined before")
            isJoined = true
        }
        guard let result = box.result.withLock({ $0 }) else {
            preconditionFailure("the work ended without a result")
        }
        return result
    }
}

/// What a thread can start without knowing the type of the result.
private class Runnable: @unchecked Sendable {
    let isBackground: Bool

    init(isBackground: Bool) { self.isBackground = isBackground }

    func run() { preconditionFailure("nothing to run") }
}
