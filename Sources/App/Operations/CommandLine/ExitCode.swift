/// How a program of ours ends, in the one number a shell sees.
public enum ExitCode: Int32, Sendable, Equatable, CaseIterable {
    /// The work was done and what it checked was right.
    case success = 0
    /// The work was not done, or what it checked was wrong; standard error says which.
    case failure = 1
    /// The command line was not understood; nothing was started.
    case usage = 2
    /// The configuration is wrong; nothing was started. `EX_CONFIG` of sysexits.h.
    case configuration = 78
    /// Whoever read our output went away (`| head`): what a shell reports for SIGPIPE, 128 + 13.
    case readerGone = 141
}
