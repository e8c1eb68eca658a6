internal import CLibwebsockets
internal import Containers
internal import Dispatch
internal import Glibc

/// One thread that owns sockets and timers, and runs until it is stopped.
///
/// Everything it calls (posted work, timers, what servers and clients report) is called on that
/// thread, one after the other, and must not block: while it does, nothing else on the loop moves.
/// It leaves the process's signals alone. Whoever makes a loop stops it; dropping the last
/// reference does not.
@safe public final class EventLoop: @unchecked Sendable {
    /// Bounds of a loop.
    public enum Limits {
        /// Pieces of work that wait to be done; one more is refused.
        public static let postedMax = 65_536
        /// Timers that wait; one more is a programmer error.
        public static let timersMax = 65_536
        /// How long open connections have to be closed in when the loop ends: 5 s.
        public static let endingNanosecondsMax: Int64 = 5_000_000_000
    }

    /// Names a timer, for taking it back.
    public struct TimerID: Sendable, Hashable {
        fileprivate let number: Int
    }

    private struct Mailbox {
        var posted: [@Sendable () -> Void] = []
        var isStopping = false
        var isJoined = false
    }

    /// What C hands back to find this loop again.
    let key: UInt
    /// What libwebsockets knows of this loop; it forgets the context itself at the end.
    let library: UnsafeMutablePointer<OpaquePointer?>
    let loop: UnsafeMutablePointer<uv_loop_t>
    private let wake: UnsafeMutablePointer<uv_async_t>
    private let alarm: UnsafeMutablePointer<uv_timer_t>
    private let mailbox = Locked(Mailbox())
    private let thread = Locked<pthread_t?>(nil)

    // From here on: the loop's thread only.
    private var pipe: LoopPipe?
    private var timers: [Int: () -> Void] = [:]
    private var deadlines = DeadlineHeap()
    private var lastTimer = 0
    private var running: [@Sendable () -> Void] = []
    /// Told when the loop begins to end, and when all is closed.
    var endings: [(begins: () -> Void, isOver: () -> Void)] = []
    /// The WebSocket clients that run here.
    lazy var webSockets = WebSocketClients(self)

    /// Starts a loop on a thread of its own.
    ///
    /// - Parameter patienceSeconds: how long a peer may take over a handshake or over the next part
    ///   of a request; then its connection is closed. At least 1.
    /// - Throws: ``TransportFault`` where the system has no descriptor, memory or thread for it, or
    ///   libwebsockets lacks its libuv plugin.
    public init(patienceSeconds: Int = 20) throws(TransportFault) {
        precondition(patienceSeconds >= 1)
        unsafe loop = .allocate(capacity: 1)
        unsafe wake = .allocate(capacity: 1)
        unsafe alarm = .allocate(capacity: 1)
        unsafe library = .allocate(capacity: 1)
        unsafe library.initialize(to: nil)
        key = Self.lastKey.withLock { last in
            last += 1
            return last
        }
        guard unsafe uv_loop_init(loop) == 0 else { throw TransportFault(.startLoop, .exhausted) }
        let data = unsafe UnsafeMutableRawPointer(bitPattern: key)
        let made = unsafe uv_async_init(loop, wake) { handle in
            guard let handle = unsafe handle else { return }
            unsafe EventLoop.find(UInt(bitPattern: handle.pointee.data))?.doPosted()
        }
        guard made == 0 else { throw TransportFault(.startLoop, .exhausted) }
        unsafe uv_timer_init(loop, alarm)
        unsafe wake.pointee.data = data
        unsafe alarm.pointee.data = data
        guard
            unsafe Library.start(
                on: loop, into: library, key: key, patienceSeconds: patienceSeconds)
        else {
            throw TransportFault(.startLoop, .libraryIncomplete)
        }
        unsafe pipe = LoopPipe(on: loop)
        Self.all.withLock { $0[key] = self }
        try startThread()
    }

    deinit {
        unsafe loop.deallocate()
        unsafe wake.deallocate()
        unsafe alarm.deallocate()
        unsafe library.deallocate()
    }

    /// Whether the caller is on this loop's thread.
    public var isCurrent: Bool {
        thread.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Hands over work to be done on the loop, in the order in which it is posted. Any thread.
    ///
    /// - Returns: false where the loop is stopping, or ``Limits/postedMax`` pieces wait already:
    ///   the work will not be done.
    public func post(_ work: @escaping @Sendable () -> Void) -> Bool {
        mailbox.withLock { box in
            guard !box.isStopping, box.posted.count < Limits.postedMax else { return false }
            box.posted.append(work)
            if box.posted.count == 1 { _ = unsafe uv_async_send(wake) }
            return true
        }
    }

    /// Does `work` on the loop when what servers and clients were asked to write before has been
    /// written, as far as the system took it, and whoever waited for that had a chance to run. On
    /// the loop only; keeps the order of its calls.
    ///
    /// - Returns: false where the loop is stopping or has too much to do: it will not be done.
    public func afterWrites(_ work: @escaping @Sendable () -> Void) -> Bool {
        precondition(isCurrent, "only the loop knows what was asked for before")
        let yielding: @Sendable () -> Void = {
            // The system wakes a local reader on the writer's processor: there it would wait until
            // all work is done.
            _ = sched_yield()
            work()
        }
        // Posted work may be called before the sockets in the loop's next turn, not in the one
        // after that.
        return post { [self] in
            if !post(yielding) { work() }
        }
    }

    /// Does `work` on the loop and waits for what it gives. Any thread but the loop's own.
    ///
    /// - Returns: nil where the loop is stopping or has too much to do: `work` was not begun.
    public func perform<Result: Sendable>(_ work: @escaping @Sendable () -> Result) -> Result? {
        precondition(!isCurrent, "waiting for the loop on the loop would never end")
        let done = DispatchSemaphore(value: 0)
        let result = Locked<Result?>(nil)
        let isTaken = post {
            let value = work()
            result.withLock { $0 = value }
            done.signal()
        }
        guard isTaken else { return nil }
        done.wait()
        return result.withLock { $0 }
    }

    /// Does `work` once, `nanoseconds` from now or up to 2 ms later. On the loop only.
    ///
    /// - Complexity: logarithmic in the number of timers.
    @discardableResult
    public func after(nanoseconds: Int64, _ work: @escaping () -> Void) -> TimerID {
        precondition(isCurrent, "timers belong to the loop's thread")
        precondition(nanoseconds >= 0)
        precondition(deadlines.count < Limits.timersMax, "too many timers")
        lastTimer += 1
        timers[lastTimer] = work
        deadlines.insert(
            time: SystemTime().monotonicNanoseconds() + nanoseconds, row: lastTimer)
        setAlarm()
        return TimerID(number: lastTimer)
    }

    /// Takes a timer back; one that has fired is left alone. On the loop only.
    public func cancel(_ timer: TimerID) {
        precondition(isCurrent, "timers belong to the loop's thread")
        timers[timer.number] = nil
    }

    /// Ends the loop: what was posted before is done, every connection is closed and told so, and
    /// the thread is joined. Any thread but the loop's own; a second call does nothing.
    public func stop() {
        precondition(!isCurrent, "a loop cannot wait for its own end")
        let isFirst = mailbox.withLock { box in
            guard !box.isStopping else { return false }
            box.isStopping = true
            _ = unsafe uv_async_send(wake)
            return true
        }
        guard isFirst, let thread = thread.withLock({ $0 }) else { return }
        let status = pthread_join(thread, nil)
        precondition(status == 0, "the loop's thread was joined before")
        Self.all.withLock { $0[key] = nil }
    }
}

/// The loop's thread, and the way from C back to the loop.
extension EventLoop {
    private static let lastKey = Locked<UInt>(0)
    private static let all = Locked<[UInt: EventLoop]>([:])

    static func find(_ key: UInt) -> EventLoop? { all.withLock { $0[key] } }

    private func startThread() throws(TransportFault) {
        let context = unsafe UnsafeMutableRawPointer(bitPattern: key)
        // Held until the thread is known, so that the loop knows its own from the first turn.
        let status = thread.withLock { known in
            var made = pthread_t()
            let status = unsafe pthread_create(
                &made, nil,
                { raw in
                    EventLoop.find(UInt(bitPattern: raw))?.run()
                    return nil
                }, context)
            if status == 0 { known = made }
            return status
        }
        guard status == 0 else {
            Self.all.withLock { $0[key] = nil }
            end()
            throw TransportFault(.startLoop, .exhausted)
        }
    }

    private func run() {
        while !mailbox.withLock({ $0.isStopping }) {
            _ = unsafe uv_run(loop, UV_RUN_ONCE)
        }
        doPosted()
        end()
    }

    private func doPosted() {
        mailbox.withLock { box in swap(&box.posted, &running) }
        for work in running { work() }
        running.removeAll(keepingCapacity: true)
        if let first = deadlines.first, first.time <= SystemTime().monotonicNanoseconds() { fire() }
    }

    /// Closes everything that is open. libuv closes what it owns over several turns.
    private func end() {
        timers.removeAll()
        for ending in endings { ending.begins() }
        unsafe uv_close(plimsoll_uv_async_handle(wake), nil)
        unsafe uv_close(plimsoll_uv_timer_handle(alarm), nil)
        if let context = unsafe library.pointee { unsafe lws_context_destroy(context) }
        unsafe pipe?.forget(on: loop)
        drain()
        // The first call lets go of the connections, the second of the context.
        if let context = unsafe library.pointee { unsafe lws_context_destroy(context) }
        drain()
        _ = unsafe uv_loop_close(loop)
        for ending in endings { ending.isOver() }
        endings.removeAll()
    }

    private func drain() {
        let time = SystemTime()
        let latest = time.monotonicNanoseconds() + Limits.endingNanosecondsMax
        while unsafe uv_run(loop, UV_RUN_NOWAIT) != 0, time.monotonicNanoseconds() < latest {
            _ = usleep(200)
        }
    }

    private func fire() {
        let now = SystemTime().monotonicNanoseconds()
        while let due = deadlines.popDue(now) {
            timers.removeValue(forKey: due.row)?()
        }
        setAlarm()
    }

    private func setAlarm() {
        guard let first = deadlines.first else { return }
        let wait = first.time - SystemTime().monotonicNanoseconds()
        // libuv calls a timer that is due again and again before it looks at a socket: one that is
        // set anew each time it fires would keep all of them waiting.
        guard wait > 0 else {
            _ = unsafe uv_async_send(wake)
            return
        }
        unsafe uv_update_time(loop)
        _ = unsafe uv_timer_start(
            alarm,
            { handle in
                guard let handle = unsafe handle else { return }
                unsafe EventLoop.find(UInt(bitPattern: handle.pointee.data))?.fire()
            }, UInt64(wait + 999_999) / 1_000_000, 0)
    }
}
