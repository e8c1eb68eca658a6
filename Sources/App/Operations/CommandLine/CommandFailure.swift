public import Host

/// Why a command could not do its work, said to a person: what, why, and what to do.
///
/// Thrown by a command's body; the program prints it on standard error and leaves with `exit`.
public struct CommandFailure: Error, Sendable, Equatable {
    /// The exit code the program ends with.
    public var exit: ExitCode
    /// What could not be done and why, without a full stop: `cannot read day.tape: no such file`.
    public var what: String
    /// What the reader can do about it, a sentence; empty where there is nothing to say.
    public var remedy: String

    /// - Parameters:
    ///   - what: what could not be done and why.
    ///   - remedy: what the reader can do about it.
    ///   - exit: the exit code, ``ExitCode/failure`` where nothing else fits.
    public init(_ what: String, remedy: String = "", exit: ExitCode = .failure) {
        precondition(exit != .success, "a failure cannot end in success")
        self.what = what
        self.remedy = remedy
        self.exit = exit
    }

    /// What a room explains about its fault, for whoever ran the command.
    public init(_ explanation: Explanation, exit: ExitCode = .failure) {
        self.init(
            "\(explanation.what): \(explanation.why)", remedy: "\(explanation.action).", exit: exit)
    }

    /// The reader of standard output is gone: stop working, say nothing.
    public static let readerGone = CommandFailure("the reader went away", exit: .readerGone)
}
