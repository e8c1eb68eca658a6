internal import CHost
internal import Glibc

/// The signals that ask this process to end.
public enum ProcessSignals {
    private static let isListening = Locked(false)

    /// From here on SIGINT and SIGTERM do not end the process; `body` is called with the number of
    /// each, on a thread of its own, one after the other. Once in a process, whatever threads it
    /// has already; no loop and no system call of another thread is disturbed.
    ///
    /// A signal that was ignored at the start of the process (nohup) stays ignored.
    public static func onEnd(_ body: @escaping @Sendable (_ signal: Int32) -> Void) {
        isListening.withLock { listens in
            precondition(!listens, "somebody listens to the signals already")
            listens = true
        }
        let told = chost_catch_endings()
        precondition(told >= 0, "no descriptor is left for the signals")
        let isStarted = DetachedThread.start {
            var number: UInt8 = 0
            while true {
                let count = unsafe read(told, &number, 1)
                if count == 1 { body(Int32(number)) }
                if count < 0, errno != EINTR { return }
            }
        }
        precondition(isStarted, "no thread is left for the signals")
    }
}
