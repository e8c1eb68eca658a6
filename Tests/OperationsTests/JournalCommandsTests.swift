import Domain
import Durability
import Foundation
import Host
import Operations
import Testing

/// A journal on the real disk, in a folder of its own that goes away with it.
final class JournalFolder {
    let path: String

    init() {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "journal-\(UUID().uuidString)").path
    }

    init(at path: String) { self.path = path }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes `count` records, a commit each, and closes unless told otherwise.
    func write(_ count: Int, closes: Bool = true) throws {
        let options = JournalOptions(
            newIdentity: Hash128(high: 1, low: 2), segmentBytes: 8 * 4096)
        let disk = try FileJournalDisk(path: path, for: .writing)
        var journal = try Journal.open(disk, options: options) { _, _ in }
        for number in 0..<count {
            let payload = [UInt8](repeating: UInt8(number), count: 3)
            _ = try journal.append(
                kind: UInt8(8 + number % 2), schemaVersion: 1,
                time: 1_723_118_400_000_000_000 + Int64(number), payload: unsafe payload.span.bytes)
            _ = try journal.commit()
        }
        if closes { try journal.close() }
    }

    /// Changes one byte of the first segment.
    func flip(byte offset: Int) throws {
        let url = URL(fileURLWithPath: path).appending(path: JournalFormat.segmentName(1))
        var bytes = try Data(contentsOf: url)
        bytes[offset] ^= 0x10
        try bytes.write(to: url)
    }

    func run(_ words: String...) -> Run {
        Run.of(PlimsollProgram.root, ["journal"] + words + [path])
    }
}

@Suite struct JournalCommandsTests {
    private func object(_ line: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(value as? [String: Any])
    }

    @Test("verify says ok of a whole journal, as text and as JSON")
    func verifyWhole() throws {
        let folder = JournalFolder()
        try folder.write(3)
        #expect(
            folder.run("verify")
                == Run(
                    exit: .success,
                    output: "ok: 3 records (1 to 3), 1 segments, 0 snapshots, closed cleanly\n",
                    errors: ""))
        let json = try object(folder.run("verify", "--json").output)
        #expect(json["verdict"] as? String == "ok")
        #expect(json["last_sequence"] as? Int == 3)
        #expect(json["last_time"] as? String == "2024-08-08T12:00:00.000000002Z")
        #expect((json["findings"] as? [Any])?.isEmpty == true)
    }

    @Test("verify tells of damage with its place and what to do, and exits with 1")
    func verifyDamaged() throws {
        let folder = JournalFolder()
        try folder.write(3)
        try folder.flip(byte: 4096 + 50)
        let run = folder.run("verify")
        #expect(run.exit == .failure)
        #expect(run.output.hasPrefix("damaged: "))
        #expect(run.output.contains("damage: the journal is damaged in segment-0000000001.journal"))
        #expect(run.errors.contains("is damaged\nDo not start on it."))
        let json = try object(folder.run("verify", "--json").output)
        #expect(json["verdict"] as? String == "damaged")
        let finding = try #require((json["findings"] as? [[String: Any]])?.first)
        #expect(finding["severity"] as? String == "damage")
        #expect(finding["offset"] as? Int == 4096)
    }

    @Test("a torn tail is told and is no failure")
    func verifyCut() throws {
        let folder = JournalFolder()
        try folder.write(3, closes: false)
        let url = URL(fileURLWithPath: folder.path).appending(path: JournalFormat.segmentName(1))
        var bytes = try Data(contentsOf: url)
        let last = 3 * 4096
        bytes.replaceSubrange(last + 512..<last + 4096, with: [UInt8](repeating: 0, count: 3584))
        try bytes.write(to: url)
        let run = folder.run("verify")
        #expect(run.exit == .success)
        #expect(run.output.hasPrefix("ok-with-cut: 2 records (1 to 2)"))
        #expect(run.output.contains("\ncut: "))
    }

    @Test("stats counts records by kind, as text and as JSON")
    func statistics() throws {
        let folder = JournalFolder()
        try folder.write(5)
        let text = folder.run("stats")
        #expect(text.exit == .success)
        #expect(text.output.contains("records      5 (1 to 5)\n"))
        #expect(text.output.contains("kind 8.1     3 records, 9 bytes\n"))
        let json = try object(folder.run("stats", "--json").output)
        let kinds = try #require(json["kinds"] as? [[String: Int]])
        #expect(
            kinds == [
                ["kind": 8, "schema_version": 1, "records": 3, "payload_bytes": 9],
                ["kind": 9, "schema_version": 1, "records": 2, "payload_bytes": 6],
            ])
    }

    @Test("dump prints one record a line, from where and as many as asked for")
    func dump() throws {
        let folder = JournalFolder()
        try folder.write(5)
        #expect(folder.run("dump").output.split(separator: "\n").count == 5)
        #expect(
            folder.run("dump", "--from", "2", "--count", "1").output
                == "2 2024-08-08T12:00:00.000000001Z kind 9.1 3 bytes 010101\n")
        #expect(folder.run("dump", "--from", "6") == Run(exit: .success, output: "", errors: ""))
        let json = try object(folder.run("dump", "--json", "--count=1").output)
        #expect(json["sequence"] as? Int == 1)
        #expect(json["payload"] as? String == "000000")
    }

    @Test("dump shows the input of a turn and the events it led to")
    func dumpTurn() throws {
        let folder = JournalFolder()
        let disk = try FileJournalDisk(path: folder.path, for: .writing)
        var turn = try Turn.recover(
            disk, identity: Hash128(high: 1, low: 2), segmentBytes: 64 * 4096)
        try turn.take(.setTradingMode(.halted), at: Timestamp(milliseconds: 1))
        try turn.close()
        _ = consume turn
        let text = folder.run("dump").output
        #expect(
            text == """
                1 1970-01-01T00:00:00.001000000Z {"set_trading_mode":"halted"} -> \
                [{"trading_mode_changed":"halted"}]

                """)
        let json = try object(folder.run("dump", "--json").output)
        #expect(json["input"] as? [String: String] == ["set_trading_mode": "halted"])
        #expect((json["events"] as? [Any])?.count == 1)
    }

    @Test("dump names every part: amounts as decimals, prices as they are counted, times as text")
    func dumpNames() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 1)
        try turn.take(
            .report(
                VenueReport(
                    order: Feed.order(0).reference, content: .accepted(try VenueOrderID("77")))),
            at: Feed.time(2))
        try turn.commit()
        let lines = folder.run("dump", "--json", "--from", "3").output.split(separator: "\n")
        let flow = try object(String(lines[0]))
        #expect(
            (flow["input"] as? [String: [String: Any]])?["flow"]?["amount"] as? String == "1000000")
        let submit = try object(String(lines[1]))
        let request = (submit["input"] as? [String: [String: Any]])?["submit"]
        #expect(request?["client_order_id"] as? String == "o-0")
        #expect(request?["price"] as? Int == 10_000)
        #expect(request?["side"] as? String == "buy")
        #expect(request?["type"] as? String == "limit")
        #expect(request?["time_in_force"] as? String == "good_till_canceled")
        let intent = (submit["events"] as? [[String: [String: Any]]])?.first?["order_intended"]
        #expect(intent?["deadline"] as? String == "2026-01-01T00:00:06.000000000Z")
        #expect(intent?["reserved"] as? String == "0.5")
        let accepted = try object(String(lines[2]))
        let event = (accepted["events"] as? [[String: [String: Any]]])?.first?["order_accepted"]
        #expect(event?["order_row"] as? Int == 0)
        #expect(event?["venue_order_id"] as? String == "77")
        #expect(event?["reserved"] as? String == "0")
    }

    @Test("dump prints what is good before the damage, and exits with 1")
    func dumpDamaged() throws {
        let folder = JournalFolder()
        try folder.write(3)
        try folder.flip(byte: 2 * 4096 + 50)
        let run = folder.run("dump")
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(run.errors.contains("the journal is damaged in segment-0000000001.journal"))
        #expect(run.exit == .failure)
    }

    @Test(
        "a folder that is missing, empty or no folder is told clearly",
        arguments: ["verify", "stats", "dump"])
    func noJournal(command: String) throws {
        let folder = JournalFolder()
        let missing = folder.run(command)
        #expect(missing.errors.hasPrefix("plimsoll journal \(command): cannot open \(folder.path)"))
        #expect(missing.errors.contains("Check the path"))
        #expect(missing.exit == .failure)
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        let empty = folder.run(command)
        #expect(
            empty.errors.contains("there is no journal here: the directory has no segment file"))
        #expect(empty.exit == .failure)
        let file = URL(fileURLWithPath: folder.path).appending(path: "file")
        try Data().write(to: file)
        let notFolder = Run.of(PlimsollProgram.root, ["journal", command, file.path])
        #expect(notFolder.errors.contains("cannot open \(file.path)"))
        #expect(notFolder.exit == .failure)
    }

    @Test("reading works beside a writer, and says so")
    func besideWriter() throws {
        let folder = JournalFolder()
        try folder.write(2, closes: false)
        let writer = try FileJournalDisk(path: folder.path, for: .writing)
        let run = folder.run("verify")
        #expect(run.exit == .success)
        #expect(run.errors.hasPrefix("note: a process writes to \(folder.path) just now"))
        _ = consume writer
    }

    @Test(
        "moments are written as ISO 8601 has them",
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (1_723_118_399_123_456_789, "2024-08-08T11:59:59.123456789Z"),
            (Int64.max, "2262-04-11T23:47:16.854775807Z"),
            (Int64.min, "1677-09-21T00:12:43.145224192Z"),
        ])
    func moments(nanoseconds: Int64, text: String) {
        #expect(UTCText.of(nanoseconds: nanoseconds) == text)
    }
}
