internal import Host

/// A program of ours as a process, which says on which port it listens.
struct SafetyProcess: ~Copyable {
    enum Limits {
        /// Until it listens, or is ready: 30 s.
        static let readyNanoseconds: Int64 = 30_000_000_000
        /// Until it has ended after it was asked to: 15 s.
        static let endNanoseconds: Int64 = 15_000_000_000
        /// Between two looks: 2 ms.
        static let lookNanoseconds: Int64 = 2_000_000
        static let logBytesMax = 1 << 20
    }

    let name: String
    private(set) var port = 0
    private var process: ChildProcess
    private let logPath: String

    /// Starts it; its log must not be there yet.
    init(
        _ path: String, _ words: [String], logPath: String, fileBytesMax: Int64? = nil
    ) throws(SafetyFailure) {
        name = String(path.split(separator: "/").last ?? "")
        self.logPath = logPath
        do throws(FileFault) {
            process = try ChildProcess(
                path, words, hiding: "PLIMSOLL_", logPath: logPath, fileBytesMax: fileBytesMax)
        } catch {
            throw SafetyFailure(
                expected: "the program \(path)",
                found: "\(error.explanation.what): \(error.explanation.why)",
                fix: "Build all programs (make build) or install them together; --simulator FILE "
                    + "names a simulator that lies elsewhere")
        }
    }

    /// All that it said.
    var words: String {
        guard let log = try? SmallFile(path: logPath, bytesMax: Limits.logBytesMax) else {
            return ""
        }
        return String(decoding: log.bytes, as: UTF8.self)
    }

    /// The end of what it said, in one line.
    var lastWords: String {
        let lines = words.split(separator: "\n").suffix(4).joined(separator: "; ")
        return lines.isEmpty ? "it said nothing" : "it said: \(lines)"
    }

    /// Waits until it says where it listens.
    mutating func awaitPort() throws(SafetyFailure) {
        let mark = "ready http://127.0.0.1:"
        try wait("\(name) says where it listens") { (own) throws(SafetyFailure) in
            let words = own.words
            guard let line = words.split(separator: "\n").first(where: { $0.hasPrefix(mark) }),
                words.hasSuffix("\n"), let port = Int(line.dropFirst(mark.count))
            else { return false }
            own.port = port
            return true
        }
    }

    /// Waits until something is so, while it runs.
    mutating func wait(
        _ what: String, until isSo: (inout SafetyProcess) throws(SafetyFailure) -> Bool
    ) throws(SafetyFailure) {
        let time = SystemTime()
        let latest = time.monotonicNanoseconds() + Limits.readyNanoseconds
        while try !isSo(&self) {
            if let end = process.endIfOver() {
                throw SafetyFailure(expected: what, found: "it ended: \(end); \(lastWords)")
            }
            guard time.monotonicNanoseconds() < latest else {
                throw SafetyFailure(
                    expected: "\(what) within \(Limits.readyNanoseconds / 1_000_000_000) s",
                    found: "it did not; \(lastWords)")
            }
            time.sleep(nanoseconds: Limits.lookNanoseconds)
        }
    }

    /// As a power cut would.
    mutating func kill() { process.kill() }

    /// Waits for its end, which must come by itself.
    mutating func awaitEnd(_ what: String) throws(SafetyFailure) -> ChildProcess.End {
        let time = SystemTime()
        let latest = time.monotonicNanoseconds() + Limits.endNanoseconds
        while true {
            if let end = process.endIfOver() { return end }
            guard time.monotonicNanoseconds() < latest else {
                throw SafetyFailure(
                    expected: "\(what) within \(Limits.endNanoseconds / 1_000_000_000) s",
                    found: "\(name) still runs; \(lastWords)")
            }
            time.sleep(nanoseconds: Limits.lookNanoseconds)
        }
    }

    /// Asks it to end, and waits.
    mutating func stop() throws(SafetyFailure) {
        process.askToEnd()
        let end = try awaitEnd("a clean end after SIGTERM")
        try require(
            end == .exited(0), "\(name) ends with status 0", found: "\(end); \(lastWords)")
    }

    /// Has its writes beyond this size of a file fail; nil for no longer.
    func limitFileBytes(to bytes: Int64?) throws(SafetyFailure) {
        try require(
            process.limitFileBytes(to: bytes), "a limit on the size of files can be set",
            found: "the system refuses", fix: "Allow prlimit for processes of the same user")
    }
}
