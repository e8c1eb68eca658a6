import Foundation
import Operations

/// What plain C does on this machine: one writer, 256-byte records, group commit into a file that
/// was made beforehand, past the page cache. Compiled here, from the scripts of the peers.
struct CeilingPeer {
    /// One run of it.
    struct Figures {
        let recordsASecond: Double
        /// Of the acknowledgements, in microseconds.
        let p50: Double
        let p99: Double
    }

    private static let source = "../shared/peers/bench_journal_ceiling.c"
    private let program: String
    private let file: String

    /// Nil where the source or a compiler is missing.
    init?(_ folder: BenchmarkFolder) {
        guard FileManager.default.fileExists(atPath: Self.source),
            let compiler = Tool.path("cc") ?? Tool.path("clang")
        else { return nil }
        program = folder.path + "/ceiling"
        file = folder.path + "/ceiling.data"
        let arguments = ["-O2", "-msse4.2", "-pthread", "-o", program, Self.source]
        guard (try? Tool.run(compiler, arguments)) != nil else { return nil }
    }

    /// Runs it once.
    ///
    /// - Parameter window: how many records each client has under way.
    func run(clients: Int, window: Int, seconds: Double) throws(CommandFailure) -> Figures {
        let line = try Tool.run(program, [file, "\(clients)", "\(window)", "\(seconds)"])
        guard let rate = Self.figure(in: line, before: " durable rec/s"),
            let p50 = Self.figure(in: line, after: "p50="),
            let p99 = Self.figure(in: line, after: "p99=")
        else { throw CommandFailure("the C reference said: \(line)") }
        return Figures(recordsASecond: rate, p50: p50, p99: p99)
    }

    private static func figure(in line: String, before mark: String) -> Double? {
        line.range(of: mark).flatMap { range in
            line[..<range.lowerBound].split(separator: " ").last.flatMap { Double($0) }
        }
    }

    private static func figure(in line: String, after mark: String) -> Double? {
        line.range(of: mark).flatMap { range in
            line[range.upperBound...].split(separator: " ").first.flatMap { Double($0) }
        }
    }
}
