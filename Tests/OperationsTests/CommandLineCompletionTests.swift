import Foundation
import Operations
import Testing

/// Shells that are on this machine, and what they say.
enum Shell {
    static func path(_ name: String) -> String? {
        ["/usr/bin/\(name)", "/bin/\(name)", "/usr/local/bin/\(name)"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a script in `shell` and returns its output and errors together.
    static func run(_ shell: String, _ arguments: [String]) throws -> (said: String, status: Int32)
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path(shell)))
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }

    /// Runs `body` with a new folder that holds `script` (as `script`) and cargo to complete.
    static func withFolder<T>(_ script: String, _ body: (URL) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "completion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(script.utf8).write(to: folder.appending(path: "script"))
        for name in ["green tea.box", "tea.box", "tea.txt"] {
            try Data().write(to: folder.appending(path: name))
        }
        return try body(folder)
    }
}

/// A line that was typed so far, and what a shell must offer.
struct CompletionCase: CustomTestStringConvertible {
    let line: String
    let offers: [String]
    var testDescription: String { line }

    init(_ line: String, _ offers: [String]) {
        self.line = line
        self.offers = offers
    }

    static let all = [
        CompletionCase("ship ", ["load", "log"]),
        CompletionCase("ship lo", ["load", "log"]),
        CompletionCase("ship log ", ["flood", "sink"]),
        CompletionCase("ship log s", ["sink"]),
        CompletionCase("ship load --in", ["--into"]),
        CompletionCase("ship load --into ", ["aft", "fore"]),
        CompletionCase("ship load --into f", ["fore"]),
        CompletionCase("ship load --into aft --we", ["--weight"]),
        CompletionCase("ship load --into aft te", ["tea.box"]),
        CompletionCase("ship load --note load --into f", ["fore"]),
    ]
}

@Suite struct CommandLineCompletionTests {
    static let script = CompletionScript(sampleProgram)

    @Test(
        "bash accepts the script of each program",
        .enabled(if: Shell.path("bash") != nil, "needs bash"))
    func bashSyntax() throws { try checkSyntax(.bash) }

    @Test(
        "zsh accepts the script of each program",
        .enabled(if: Shell.path("zsh") != nil, "needs zsh"))
    func zshSyntax() throws { try checkSyntax(.zsh) }

    @Test(
        "fish accepts the script of each program",
        .enabled(if: Shell.path("fish") != nil, "needs fish"))
    func fishSyntax() throws { try checkSyntax(.fish) }

    private func checkSyntax(_ shell: CompletionShell) throws {
        for program in [sampleProgram, PlimsollProgram.root] {
            try Shell.withFolder(CompletionScript(program).text(for: shell)) { folder in
                let path = folder.appending(path: "script").path
                let run = try Shell.run(shell.rawValue, ["-n", path])
                #expect(run == ("", 0))
            }
        }
    }

    @Test(
        "bash offers the commands, options, values and files that fit",
        .enabled(if: Shell.path("bash") != nil, "needs bash"), arguments: CompletionCase.all)
    func bashOffers(example: CompletionCase) throws {
        var words = example.line.split(separator: " ").map { "'\($0)'" }
        if example.line.hasSuffix(" ") { words.append("''") }
        let offered = try offers(.bash) { folder in
            """
            cd '\(folder)' && source ./script
            COMP_WORDS=(\(words.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
            _ship && printf '%s\\n' "${COMPREPLY[@]}"
            """
        }
        #expect(offered == example.offers)
    }

    @Test(
        "bash completes after an equals sign, which it takes for a word",
        .enabled(if: Shell.path("bash") != nil, "needs bash"))
    func bashEquals() throws {
        for (words, offered) in [
            ("ship load --into =", ["aft", "fore"]), ("ship load --into = a", ["aft"]),
            ("ship load --into = aft te", ["tea.box"]),
        ] {
            let found = try offers(.bash) { folder in
                """
                cd '\(folder)' && source ./script
                COMP_WORDS=(\(words)) COMP_CWORD=\(words.split(separator: " ").count - 1)
                _ship && printf '%s\\n' "${COMPREPLY[@]}"
                """
            }
            #expect(found == offered, "\(words)")
        }
    }

    @Test(
        "fish offers the commands, options, values and files that fit",
        .enabled(if: Shell.path("fish") != nil, "needs fish"), arguments: CompletionCase.all)
    func fishOffers(example: CompletionCase) throws {
        let offered = try offers(.fish) { folder in
            """
            set -x HOME '\(folder)'; cd '\(folder)'; source ./script
            complete -C '\(example.line)' | string replace -r '\\t.*' ''; true
            """
        }
        #expect(offered == example.offers)
    }

    private func offers(
        _ shell: CompletionShell, _ line: (String) -> String
    ) throws -> [String] {
        try Shell.withFolder(Self.script.text(for: shell)) { folder in
            let arguments = (shell == .fish ? ["--no-config"] : []) + ["-c", line(folder.path)]
            let run = try Shell.run(shell.rawValue, arguments)
            #expect(run.status == 0, "\(run.said)")
            return run.said.split(separator: "\n").map(String.init).sorted()
        }
    }
}
