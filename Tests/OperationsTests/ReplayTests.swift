import Domain
import Foundation
import Operations
import Tapes
import Testing
import Wire

@Suite struct ReplayTests {
    static let folder: String = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.deletingLastPathComponent().path + "/shared/fixtures/binance-spot"
    }()
    static let areThere = FileManager.default.fileExists(atPath: folder)
    static let absent: Comment = "needs the recordings in ../shared/fixtures/binance-spot"

    private struct Outcome {
        let exit: ExitCode
        let output: [UInt8]
        let errors: String

        func figure(_ name: String) -> Int64? {
            var document = JSONDocument()
            guard (try? document.parse(output.span)) != nil else { return nil }
            return document.member(named: name, of: document.root, in: output.span)
                .flatMap { document.integer($0, in: output.span) }
        }
    }

    private func replay(_ arguments: String...) -> Outcome {
        replay("binance-spot", arguments)
    }

    private func replay(_ venue: String, _ arguments: [String]) -> Outcome {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        let console = Console(output: { output += $0 }, errors: { errors += $0 })
        let exit = Program(PlimsollProgram.root).run(
            ["replay", "--venue", venue] + arguments, console)
        return Outcome(
            exit: exit, output: output, errors: String(decoding: errors, as: UTF8.self))
    }

    private func temporary(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "replay-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private static let bitcoin = folder + "/btcusdt_20240808.tape.jsonl.zst"

    /// The first lines of that recording, for what need not be shown on all of it.
    private func beginning(_ body: (String) throws -> Void) throws {
        var tape = try TapeReader(path: Self.bitcoin)
        var text: [UInt8] = []
        for _ in 0..<4000 {
            guard let entry = try tape.next() else { break }
            var writer = JSONWriter()
            writer.beginObject()
            writer.name("t")
            writer.integer(entry.time?.nanoseconds ?? 0)
            for (name, value) in [
                ("dir", entry.direction.rawValue), ("url", entry.url),
                ("body", String(decoding: tape.body, as: UTF8.self)),
            ] {
                writer.name(name)
                writer.text(value)
            }
            writer.endObject()
            text += writer.bytes + [0x0A]
        }
        try temporary(text, body)
    }

    @Test(
        "The recorded book agrees with the venue's best prices after every one of 3,449 updates",
        .enabled(if: areThere, absent))
    func wholeRecording() {
        let outcome = replay("--json", Self.bitcoin)
        #expect(outcome.exit == .success)
        let expected: [(String, Int64)] = [
            ("messages", 41_248), ("trades", 9757), ("best_prices", 28_040),
            ("book_updates", 3449), ("checks_passed", 3449), ("checks_failed", 0),
            ("checks_unverified", 0), ("gaps", 0), ("resyncs", 0), ("trade_id_breaks", 0),
            ("decode_errors", 0), ("inexact", 0), ("books_compared", 1), ("books_different", 0),
            ("beyond_snapshot", 22),
        ]
        for (name, value) in expected { #expect(outcome.figure(name) == value, "\(name)") }
        #expect((outcome.figure("events") ?? 0) > 41_000)
    }

    @Test(
        "The recorded book of futures agrees after every one of 6,547 updates",
        .enabled(if: areThere, absent))
    func wholeRecordingOfFutures() {
        let path = Self.folder.replacing("binance-spot", with: "binance-usdm")
        let outcome = replay("binance-usdm", [path + "/btcusdt_20240808.tape.jsonl.zst"])
        #expect(outcome.exit == .success)
        let expected: [(String, Int64)] = [
            ("messages", 93_953), ("trades", 21_313), ("best_prices", 66_089),
            ("book_updates", 6547), ("checks_passed", 6547), ("checks_failed", 0),
            ("checks_unverified", 0), ("gaps", 0), ("resyncs", 0), ("trade_id_breaks", 0),
            ("decode_errors", 0), ("inexact", 0), ("books_compared", 1), ("books_different", 0),
        ]
        for (name, value) in expected { #expect(outcome.figure(name) == value, "\(name)") }
    }

    @Test(
        "With any message dropped a gap is noticed and repaired, and the book is right afterwards",
        .enabled(if: areThere, absent), arguments: [2, 3, 4, 150])
    func droppedMessage(number: Int) throws {
        try beginning { path in
            let outcome = replay("--drop-message", "\(number)", path)
            #expect(outcome.exit == .success)
            #expect(outcome.figure("dropped") == 1)
            #expect(outcome.figure("gaps") == 1)
            #expect(outcome.figure("resyncs") == 1)
            #expect(outcome.figure("checks_failed") == 0)
            #expect((outcome.figure("checks_passed") ?? 0) > 300)
            #expect(outcome.figure("books_live") == 1)
            #expect(outcome.figure("books_compared") == 1)
            #expect(outcome.figure("books_different") == 0)
        }
    }

    @Test(
        "With the last message dropped nobody can notice, and with the one before just in time",
        .enabled(if: areThere, absent), arguments: [(176, 0), (173, 1)] as [(Int, Int64)])
    func droppedAtTheEnd(number: Int, gaps: Int64) {
        let outcome = replay(
            "--drop-message", "\(number)", Self.folder + "/binance_ws1.tape.jsonl.zst")
        #expect(outcome.exit == .success)
        #expect(outcome.figure("gaps") == gaps)
        #expect(outcome.figure("resyncs") == gaps)
        #expect(outcome.figure("books_live") == 4)
        #expect(outcome.figure("books_different") == 0)
    }

    @Test(
        "Four books of one connection are kept side by side", .enabled(if: areThere, absent))
    func fourSymbols() {
        let outcome = replay(Self.folder + "/binance_ws1.tape.jsonl.zst")
        #expect(outcome.exit == .success)
        for (name, value) in [
            ("symbols", 4), ("books_live", 4), ("books_compared", 4), ("books_different", 0),
            ("snapshots", 4), ("candles", 2), ("trades", 2), ("checks_failed", 0), ("gaps", 0),
            ("decode_errors", 0),
        ] as [(String, Int64)] {
            #expect(outcome.figure(name) == value, "\(name)")
        }
        let judged =
            (outcome.figure("checks_passed") ?? 0) + (outcome.figure("checks_unverified") ?? 0)
        #expect(judged == outcome.figure("book_updates"), "one check for each update")
    }

    @Test(
        "A message that is not there cannot be dropped, and that is told",
        .enabled(if: areThere, absent))
    func droppedBeyondTheEnd() throws {
        try beginning { path in
            let outcome = replay("--drop-message", "3452", path)
            #expect(outcome.exit == .failure)
            #expect(outcome.errors.contains("there is no depth message 3452 to drop"))
            #expect(outcome.output.isEmpty)
        }
    }

    @Test("A file that is missing, cut, empty or no recording is one clear error")
    func badFiles() throws {
        let missing = replay("/nowhere/at-all.zst")
        #expect(missing.exit == .failure)
        #expect(missing.errors.contains("it does not exist"))
        try temporary(Array("{\"dir\":\"recv\",\"body\":\"{}\"}\n{\"dir\":".utf8)) { path in
            let cut = replay(path)
            #expect(cut.exit == .failure)
            #expect(cut.errors.contains("line 2"))
            #expect(cut.output.isEmpty)
        }
        try temporary([]) { path in #expect(replay(path).errors.contains("holds no message")) }
        try temporary([0x28, 0xB5, 0x2F, 0xFD, 0x00]) { path in
            #expect(replay(path).errors.contains("cut off"))
        }
    }

    @Test("A message that cannot be read is counted, shown, and ends in failure")
    func unreadableMessage() throws {
        let text =
            #"{"t":1,"dir":"recv","body":"{\"e\":\"trade\",\"s\":\"A\",\"p\":\"x\"}"}"#
        try temporary(Array(text.utf8)) { path in
            let outcome = replay(path)
            #expect(outcome.exit == .failure)
            #expect(outcome.figure("decode_errors") == 1)
            #expect(outcome.errors.contains("messages that cannot be read: 1, the first in line 1"))
            #expect(outcome.figure("first_unread_line") == 1)
            #expect(outcome.errors.split(separator: "\n").count == 2)
        }
    }

    @Test("A recording of something else is no success, since nothing in it could be checked")
    func recordingOfAnotherVenue() throws {
        let text = #"{"t":1,"dir":"recv","body":"{\"event\":\"data\",\"channel\":\"x\"}"}"#
        try temporary(Array(text.utf8)) { path in
            let outcome = replay(path)
            #expect(outcome.exit == .failure)
            #expect(outcome.figure("unknown_messages") == 1)
            #expect(outcome.errors.contains("nothing could be checked: 1 of 1 messages"))
            #expect(outcome.errors.contains("--venue"))
        }
    }

    /// A line of a recording that holds `body`.
    private func line(_ body: String, time: Int64 = 1, url: String? = nil) -> String {
        let quoted = body.replacing("\"", with: "\\\"")
        let kind = url.map { "\"http\",\"url\":\"\($0)\"" } ?? "\"recv\""
        return "{\"t\":\(time),\"dir\":\(kind),\"body\":\"\(quoted)\"}\n"
    }

    private func depth(_ first: Int64, _ last: Int64, bids: String = #"["9","1"]"#) -> String {
        #"{"e":"depthUpdate","E":1,"s":"A","U":\#(first),"u":\#(last),"b":[\#(bids)],"a":[]}"#
    }

    private func replay(text: String) throws -> Outcome {
        var outcome: Outcome?
        try temporary(Array(text.utf8)) { outcome = replay($0) }
        return try #require(outcome)
    }

    @Test("An update that could not be followed by another is refused, and nothing is counted on")
    func lastNumberOfAll() throws {
        let book = #"{"lastUpdateId":\#(Int64.max),"bids":[],"asks":[]}"#
        for text in [
            line(depth(2, .max)) + line(depth(3, 4)),
            line(depth(2, 3)) + line(book, url: "/depth?symbol=A") + line(depth(4, 5)),
        ] {
            let outcome = try replay(text: text)
            #expect(outcome.exit == .failure)
            #expect(outcome.figure("decode_errors") == 1)
        }
    }

    @Test("A clock at the end of all times, or before 1970, is refused with its line")
    func impossibleTimes() throws {
        for time in [Int64.max, Int64.max - 1_000_000_000, -1] {
            let outcome = try replay(text: line(depth(1, 1)) + line(depth(2, 2), time: time))
            #expect(outcome.exit == .failure)
            #expect(outcome.errors.contains("line 2"))
            #expect(outcome.errors.contains("\"t\" is missing or not what it must be"))
        }
    }

    @Test("A listing that cannot be read is counted and told")
    func unreadableListing() throws {
        let outcome = try replay(text: line("[", url: "/exchangeInfo") + line(depth(1, 1)))
        #expect(outcome.exit == .failure)
        #expect(outcome.figure("decode_errors") == 1)
        #expect(outcome.errors.contains("the first in line 1"))
    }

    @Test("A recording in which no book came in step is no success; one without books may be")
    func noBook() throws {
        let bookless = try replay(text: line(depth(1, 1)) + line(depth(2, 2)))
        #expect(bookless.exit == .failure)
        #expect(bookless.errors.contains("nothing could be checked: no REST answer"))
        let trade =
            #"{"e":"trade","E":1,"s":"A","t":1,"p":"1","q":"1","T":1,"m":true,"M":true}"#
        #expect(try replay(text: line(trade)).exit == .success)
    }

    @Test("A wrong best price in a recording fails the check and the replay")
    func failedCheck() throws {
        func line(_ body: String) -> String {
            let quoted = body.replacing("\"", with: "\\\"")
            return "{\"t\":1,\"dir\":\"recv\",\"body\":\"\(quoted)\"}\n"
        }
        let depth = #"{"e":"depthUpdate","E":1,"s":"A","U":2,"u":3,"b":[["9","1"]],"a":[]}"#
        let book = #"{"lastUpdateId":2,"bids":[["8","1"]],"asks":[["10","1"]]}"#
        let http = line(book).replacing("recv\",", with: "http\",\"url\":\"/depth?symbol=A\",")
        let best = #"{"u":3,"s":"A","b":"9","B":"2","a":"10","A":"1"}"#
        let later = #"{"u":4,"s":"A","b":"9","B":"2","a":"10","A":"1"}"#
        let text = [line(depth), http, line(best), line(later)].joined()
        try temporary(Array(text.utf8)) { path in
            let outcome = replay(path)
            #expect(outcome.exit == .failure)
            #expect(outcome.figure("checks_failed") == 1)
            #expect(outcome.errors.contains("best prices that differ: 1"))
            #expect(outcome.figure("gaps") == 1, "the book is taken out of use")
        }
    }

    @Test("The venue has to be named, and a number to drop has to be one")
    func usage() {
        var errors: [UInt8] = []
        let console = Console(output: { _ in }, errors: { errors += $0 })
        let program = Program(PlimsollProgram.root)
        #expect(program.run(["replay", "x"], console) == .usage)
        #expect(program.run(["replay", "--venue", "okx", "x"], console) == .usage)
        #expect(replay("--drop-message", "0", "x").exit == .usage)
    }
}
