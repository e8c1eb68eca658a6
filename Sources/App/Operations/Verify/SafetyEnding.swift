internal import Host

/// The end of a run of the safety tests: whichever way it comes, no file of theirs stays but those
/// of a check that failed.
///
/// The thread of the checks removes what they made, since it is the one that makes it. On a signal
/// the programs that it started are ended first, so that its check is over soon; where it is not,
/// the thread of the signals removes the files over its head.
final class SafetyEnding: Sendable {
    enum Limits {
        /// How long the check that runs may take to its end: 3 s.
        static let checkNanoseconds: Int64 = 3_000_000_000
        /// Between two looks: 10 ms.
        static let lookNanoseconds: Int64 = 10_000_000
        /// Looks in a row at which the folder must be gone.
        static let looksGone = 5
        /// Looks at all.
        static let looksMax = 500
    }

    private struct State {
        var signal: Int32?
        /// Somebody ends the process: whoever was first.
        var isTaken = false
    }

    private let folder: String
    private let state = Locked(State())

    init(_ folder: String) { self.folder = folder }

    /// Whether a signal asked for the end.
    var isAsked: Bool { state.withLock { $0.signal != nil } }

    /// From here on SIGINT and SIGTERM end the run.
    func listen() {
        ProcessSignals.onEnd { [self] signal in
            let isSecond = state.withLock { state -> Bool in
                defer { state.signal = signal }
                return state.signal != nil
            }
            guard !isSecond else { return }
            ChildProcess.endAll()
            SystemTime().sleep(nanoseconds: Limits.checkNanoseconds)
            end()
        }
    }

    /// Removes what there is and ends the process, where a signal asked for that.
    func endIfAsked() {
        if isAsked { end() }
    }

    private func end() -> Never {
        let isFirst = state.withLock { state -> Bool in
            defer { state.isTaken = true }
            return !state.isTaken
        }
        guard isFirst else {
            // The other one does it.
            while true { SystemTime().sleep(nanoseconds: Limits.checkNanoseconds) }
        }
        var looksGone = 0
        for _ in 0..<Limits.looksMax where looksGone < Limits.looksGone {
            WorkFolder.remove(folder)
            looksGone = WorkFolder.isThere(folder) ? 0 : looksGone + 1
            SystemTime().sleep(nanoseconds: Limits.lookNanoseconds)
        }
        let signal = state.withLock { $0.signal ?? 0 }
        StandardStream.endProcess(status: 128 + signal)
    }
}
