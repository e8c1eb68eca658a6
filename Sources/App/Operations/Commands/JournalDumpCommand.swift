internal import Durability
internal import Host
internal import Wire

/// `journal dump DIR`: prints the records, one a line.
enum JournalDumpCommand {
    static var command: Command {
        Command(
            "dump", "print the records of a journal, one a line",
            details: """
                A record is one turn: its number and time, the input, and after '->' the events that it
                led to, both in JSON; docs/reference/journal-dump.md has the names. The payload
                of --json is the exact bytes, in hexadecimal.

                Where the journal is damaged, the records before the damage are printed, and the exit
                code is 1.
                """,
            options: [
                .value("from", "N", .integer(1...Int64.max), "Begin with record N."),
                .value("count", "N", .integer(1...Int64.max), "Print at most N records."),
                .flag("json", "Print one JSON object a line instead of text."),
            ],
            positionals: [JournalCommands.directory],
            examples: [
                CommandExample("plimsoll journal dump data/journal", "Every record."),
                CommandExample(
                    "plimsoll journal dump --from 1000 --count 10 --json data/journal",
                    "Ten records from the thousandth on, for a script."),
            ]
        ) { arguments, console throws(CommandFailure) in
            var disk = try JournalCommands.open(arguments.positional("DIR"))
            JournalCommands.noteWriter(disk, console)
            let first = UInt64(arguments.integer("from") ?? 1)
            var left = arguments.integer("count") ?? .max
            let asJSON = arguments.has("json")
            var ended: Result<Void, CommandFailure>?
            do throws(JournalFault) {
                _ = try JournalReader.replay(&disk, from: first) {
                    record, payload throws(JournalFault) in
                    do throws(CommandFailure) {
                        try show(record, payload, asJSON: asJSON, on: console)
                    } catch {
                        ended = .failure(error)
                    }
                    left -= 1
                    if left == 0, ended == nil { ended = .success(()) }
                    if ended != nil { throw enough(record) }
                }
            } catch {
                guard let ended else { throw CommandFailure(error.explanation) }
                try ended.get()
            }
            return .success
        }
    }

    /// Ends a replay in the middle.
    private static func enough(_ record: JournalRecord) -> JournalFault {
        .recordRefused(sequence: record.sequence, reason: "no more records are wanted")
    }

    private static func show(
        _ record: JournalRecord, _ payload: RawSpan, asJSON: Bool, on console: Console
    ) throws(CommandFailure) {
        let time = UTCText.of(nanoseconds: record.time)
        let turn =
            record.kind == TurnRecord.kind
            ? try? TurnRecord.decode(payload, schema: record.schemaVersion) : nil
        guard asJSON else {
            let content =
                turn.map { "\(text(of: $0.input)) -> \(text(of: $0.events))" }
                ?? "kind \(record.kind).\(record.schemaVersion) \(payload.byteCount) bytes "
                + hexadecimal(payload)
            return try console.say("\(record.sequence) \(time) \(content)")
        }
        var json = JSONWriter()
        json.beginObject()
        json.member("sequence", record.sequence)
        json.member("time", time)
        json.member("kind", record.kind)
        json.member("schema_version", record.schemaVersion)
        if let turn {
            json.name("input")
            RecordJSON.write(turn.input, into: &json)
            json.name("events")
            RecordJSON.write(turn.events, into: &json)
        }
        json.member("payload", hexadecimal(payload))
        json.endObject()
        try console.say(json)
    }

    private static func text(of value: Any) -> String {
        var json = JSONWriter()
        RecordJSON.write(value, into: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ bytes: RawSpan) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.byteCount)
        for offset in bytes.byteOffsets {
            let byte: UInt8 = bytes.integer(at: offset)
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
