internal import Host

/// A program of ours from its arguments to its exit code.
public struct Program: Sendable {
    /// The tree of commands, named like the executable.
    public let root: Command

    /// - Parameter root: the tree of commands, named like the executable.
    public init(_ root: Command) {
        self.root = root
    }

    /// Runs what the words ask for.
    ///
    /// - Parameter words: the command line without the program's own name.
    /// - Returns: the exit code; whatever is to be said has been said on the console.
    public func run(_ words: [String], _ console: Console) -> ExitCode {
        let request: CommandParser.Request
        do throws(CommandParser.Fault) {
            request = try CommandParser(root).parse(words)
        } catch {
            for line in error.message.split(separator: "\n") { console.complain(String(line)) }
            return .usage
        }
        switch request {
        case .help(let command, let path):
            return perform(path, console) { (console) throws(CommandFailure) in
                try console.write(Array(HelpPage(command: command, path: path).text.utf8))
                return .success
            }
        case .run(let arguments, let path):
            guard let body = arguments.command.body else {
                preconditionFailure("the parser ran a group")
            }
            return perform(path, console) { (console) throws(CommandFailure) in
                try body(arguments, console)
            }
        }
    }

    /// Runs the process's own command line and ends the process.
    public func runAndExit() -> Never {
        ProcessMemory.keepHeap()
        StandardStream.holdClosedPlaces()
        StandardStream.survivePeersThatClose()
        let code = run(Array(CommandLine.arguments.dropFirst()), .standard())
        StandardStream.endProcess(status: code.rawValue)
    }

    private func perform(
        _ path: [String], _ console: Console,
        _ work: (Console) throws(CommandFailure) -> ExitCode
    ) -> ExitCode {
        do throws(CommandFailure) {
            let code = try work(console)
            try console.flush()
            return code
        } catch {
            guard error.exit != .readerGone else { return .readerGone }
            console.complain("\(path.joined(separator: " ")): \(error.what)")
            if !error.remedy.isEmpty { console.complain(error.remedy) }
            return error.exit
        }
    }
}
