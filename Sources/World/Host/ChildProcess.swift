internal import CHost
internal import Glibc

/// A program in a process of its own, which ends at the latest with the thread that started it.
///
/// Owned by exactly one place; killed where that place lets go of one that still runs.
public struct ChildProcess: ~Copyable, Sendable {
    /// How it ended.
    public enum End: Sendable, Equatable {
        /// By itself, with this status.
        case exited(Int32)
        /// By this signal.
        case killed(Int32)
    }

    /// The children that may still run, so that all can be ended at once.
    private struct Family {
        var numbers: Set<Int32> = []
        var isOver = false
    }

    private static let family = Locked(Family())

    /// Its number.
    public let number: Int32
    private var end: End?

    /// Starts the program at `path`. It has nothing to read, and what it says is added to a file.
    ///
    /// - Parameters:
    ///   - words: its command line, without its own name.
    ///   - hidden: variables of the environment whose names begin so are kept from it.
    ///   - logPath: the file that gets its standard output and standard error.
    ///   - fileBytesMax: no file can be written beyond this size; a write beyond it fails as on a
    ///     full disk. Nil for none.
    /// - Throws: ``FileFault`` where it is no program, or the system has no process to spare.
    public init(
        _ path: String, _ words: [String], hiding hidden: String, logPath: String,
        fileBytesMax: Int64? = nil
    ) throws(FileFault) {
        guard unsafe access(path, X_OK) == 0 else { throw FileFault.last(.open, path) }
        let variables = Self.environment(hiding: hidden)
        let words = [path] + words
        let started = unsafe Self.withPointers(words) { words in
            unsafe Self.withPointers(variables) { variables in
                Self.family.withLock { family -> Int32 in
                    guard !family.isOver else {
                        errno = ECANCELED
                        return -1
                    }
                    let child = unsafe chost_start(
                        path, words, variables, logPath, fileBytesMax ?? -1)
                    if child > 0 { family.numbers.insert(child) }
                    return child
                }
            }
        }
        guard started > 0 else { throw FileFault.last(.open, path) }
        number = started
    }

    /// Ends all children of this process at once, whoever owns them; no other will start. For the
    /// end of this one.
    public static func endAll() {
        family.withLock { family in
            family.isOver = true
            // A number stays a child's own until that is waited for, which is under this lock.
            for number in family.numbers { _ = Glibc.kill(number, SIGKILL) }
        }
    }

    deinit {
        guard end == nil else { return }
        _ = Glibc.kill(number, SIGKILL)
        var status: Int32 = 0
        Self.family.withLock { family in
            family.numbers.remove(number)
            _ = unsafe waitpid(number, &status, 0)
        }
    }

    /// How it ended; nil while it runs.
    public mutating func endIfOver() -> End? {
        look()
        return end
    }

    /// Waits for its end.
    public mutating func wait() -> End {
        while true {
            look()
            if let end { return end }
            // Without the lock, and without taking its number away.
            _ = waitid(P_PID, id_t(number), nil, WEXITED | WNOWAIT)
        }
    }

    /// Ends it at once, as a power cut would, and waits until it is gone.
    public mutating func kill() {
        guard end == nil else { return }
        _ = Glibc.kill(number, SIGKILL)
        _ = wait()
    }

    /// Asks it to end.
    public mutating func askToEnd() {
        if endIfOver() == nil { _ = Glibc.kill(number, SIGTERM) }
    }

    /// Has its writes beyond this size of a file fail from now on; nil for no longer.
    ///
    /// - Returns: false where the system does not allow it.
    public func limitFileBytes(to bytes: Int64?) -> Bool {
        chost_limit_file_bytes(number, bytes ?? -1) == 0
    }

    private mutating func look() {
        guard end == nil else { return }
        let number = number
        var status: Int32 = 0
        let isOver = Self.family.withLock { family in
            guard unsafe waitpid(number, &status, WNOHANG) == number else { return false }
            family.numbers.remove(number)
            return true
        }
        guard isOver else { return }
        let signal = status & 0x7F
        end = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }

    private static func environment(hiding hidden: String) -> [String] {
        var lines: [String] = []
        var entry = unsafe environ
        while let line = unsafe entry.pointee {
            let text = unsafe String(cString: line)
            if !text.hasPrefix(hidden) { lines.append(text) }
            unsafe entry += 1
        }
        return lines
    }

    /// The texts as C has them, with a null after the last.
    private static func withPointers<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer {
            unsafe body(UnsafePointer($0.baseAddress!))
        }
    }
}
