import Foundation
import Testing

/// The real program as a process, which these tests find beside themselves.
enum Plimsoll {
    static let path: String? = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = tests.deletingLastPathComponent().appending(path: "plimsoll").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// Runs a line of bash with the program as `$plimsoll`.
    static func bash(_ line: String) throws -> (said: String, status: Int32) {
        try Shell.run("bash", ["-c", "plimsoll='\(try #require(path))'; \(line)"])
    }
}

@Suite(.enabled(if: Plimsoll.path != nil && Shell.path("bash") != nil, "needs the built program"))
struct CommandLineProcessTests {
    @Test("the process says its result on standard output and leaves with the right code")
    func result() throws {
        #expect(try Plimsoll.bash("$plimsoll version 2>/dev/null").said.hasPrefix("plimsoll "))
        #expect(try Plimsoll.bash("$plimsoll version >/dev/null").said.isEmpty)
        #expect(try Plimsoll.bash("$plimsoll version").status == 0)
    }

    @Test("a wrong line is told on standard error with exit code 2")
    func usage() throws {
        let run = try Plimsoll.bash("$plimsoll versoin >/dev/null")
        #expect(
            run.said == """
                plimsoll: no command 'versoin'; did you mean 'version'?
                Try 'plimsoll --help'.

                """)
        #expect(run.status == 2)
    }

    @Test("safety tests of which one fails leave with exit code 1, as text and as JSON")
    func safety() throws {
        for form in ["", "--json"] {
            let run = try Plimsoll.bash(
                "d=$(mktemp -d); $plimsoll verify --part concurrency --simulator /nowhere/sim "
                    + "--directory $d \(form); echo code $?; rm -rf $d")
            #expect(run.said.hasSuffix("code 1\n"))
            #expect(run.said.contains("trades-through-sockets"))
            #expect(run.said.contains("--simulator FILE"))
        }
    }

    @Test("a reader that leaves is no crash: no word, and the code a shell expects")
    func brokenPipe() throws {
        let run = try Plimsoll.bash(
            "exec 3> >(true); wait $!; $plimsoll completion bash >&3; echo code $?")
        #expect(run.said == "code 141\n")
    }

    @Test("a full disk under the output is told, with exit code 1")
    func fullDisk() throws {
        let run = try Plimsoll.bash("$plimsoll completion bash >/dev/full")
        #expect(run.said.contains("cannot write standard output: no space is left"))
        #expect(run.status == 1)
    }

    @Test("standard output that was closed before the start is told, not a crash")
    func closedOutput() throws {
        let run = try Plimsoll.bash("$plimsoll version >&-")
        #expect(run.said.contains("cannot write standard output: it is closed"))
        #expect(run.status == 1)
    }

    @Test("a folder in place of a file, and a file in place of a folder, are named as such")
    func wrongKind() throws {
        let folder = try Plimsoll.bash("$plimsoll replay --venue binance-spot /")
        #expect(folder.said.contains("it is a directory\nName a file in it."))
        let file = try Plimsoll.bash("$plimsoll journal verify /dev/null")
        #expect(
            file.said.contains("it is no directory, or a part of its path is none\nCheck the path"))
        #expect(folder.status == 1 && file.status == 1)
    }
}
