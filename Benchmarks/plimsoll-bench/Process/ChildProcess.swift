import Foundation
import Glibc
import Operations

/// A program of ours in a process of its own, which ends at the latest with this one.
final class ChildProcess {
    /// How long a program may take to end when it is asked to.
    private static let endingSecondsMax = 15.0

    let name: String
    private let process = Process()
    private let logPath: String

    /// Starts the program `name`, which lies beside this one or where the path says; what it says
    /// goes to a file.
    ///
    /// - Parameter user: as whom it runs; nil for whoever runs this.
    init(
        _ name: String, _ arguments: [String], logPath: String, user: String? = nil
    ) throws(CommandFailure) {
        self.name = name
        self.logPath = logPath
        let path = name.contains("/") ? name : Self.folder + "/" + name
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(
                "there is no program \(path)", remedy: "Build all of them: make build")
        }
        // The system ends it when this process is gone, however that went.
        process.executableURL = URL(fileURLWithPath: Self.starter)
        process.arguments =
            Self.identity(of: user) + ["--pdeathsig", "TERM", "--", path] + arguments
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        let log = FileHandle(forWritingAtPath: logPath)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        guard (try? process.run()) != nil else {
            throw CommandFailure("cannot start \(path) by setpriv")
        }
    }

    /// Starts others as whom and until when it is told.
    static let starter = "/usr/bin/setpriv"

    /// What the starter is told about as whom.
    static func identity(of user: String?) -> [String] {
        user.map { ["--reuid", $0, "--regid", $0, "--init-groups"] } ?? []
    }

    /// Where the programs are.
    private static let folder: String = {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return (own ?? CommandLine.arguments[0]).split(separator: "/").dropLast()
            .reduce(into: "") { $0 += "/" + $1 }
    }()

    var isRunning: Bool { process.isRunning }

    /// The last lines of what it said.
    var lastWords: String {
        let text = (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(5).joined(separator: "; ")
    }

    /// Memory it holds, in bytes: what is resident now, and what was at most.
    var residentBytes: (now: Int, most: Int) {
        let path = "/proc/\(process.processIdentifier)/status"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        func kibibytes(_ name: String) -> Int {
            text.split(separator: "\n").first { $0.hasPrefix(name) }?
                .split(whereSeparator: { " \t".contains($0) }).dropFirst().first
                .flatMap { Int($0) } ?? 0
        }
        return (kibibytes("VmRSS:") * 1024, kibibytes("VmHWM:") * 1024)
    }

    /// Processor time it has used, user and system, in nanoseconds.
    var usedNanoseconds: Int64 {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process.processIdentifier, &clock) == 0,
            unsafe clock_gettime(clock, &time) == 0
        else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Asks it to end, waits, and ends it where it does not.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        let latest = Date(timeIntervalSinceNow: Self.endingSecondsMax)
        while process.isRunning, Date() < latest { usleep(5_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
