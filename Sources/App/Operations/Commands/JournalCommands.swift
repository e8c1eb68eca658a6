internal import Durability
internal import Host
internal import Wire

/// `journal verify | stats | dump DIR`: looks at a journal and changes nothing.
public enum JournalCommands {
    /// The group.
    public static var command: Command {
        Command(
            group: "journal", "look at a journal, without changing it",
            details: """
                DIR is the folder that plimsoll keeps its journal in. These commands only read: they take
                no lock, work on a read-only folder, and may run beside a process that writes there.
                """,
            examples: [
                CommandExample("plimsoll journal verify data/journal", "Checks every byte."),
                CommandExample(
                    "plimsoll journal dump data/journal | tail", "The last records, as text."),
            ],
            subcommands: [JournalVerifyCommand.command, statistics, JournalDumpCommand.command])
    }

    static let directory = CommandPositional("DIR", .folder, "The folder of the journal.")

    /// Opens the folder for reading only.
    static func open(_ path: String) throws(CommandFailure) -> FileJournalDisk {
        do throws(FileFault) {
            return try FileJournalDisk(path: path, for: .reading)
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    /// Says that the last commit may look torn, where a process writes just now.
    static func noteWriter(
        _ disk: borrowing FileJournalDisk, _ console: Console
    ) {
        guard disk.isHeldByWriter() else { return }
        console.complain(
            "note: a process writes to \(disk.path) just now; its last commit may look torn")
    }

    private static var statistics: Command {
        Command(
            "stats", "count what a journal holds", options: [.json], positionals: [directory],
            examples: [
                CommandExample(
                    "plimsoll journal stats data/journal", "Segments, commits, records, times.")
            ]
        ) { arguments, console throws(CommandFailure) in
            var disk = try open(arguments.positional("DIR"))
            noteWriter(disk, console)
            var kinds = RecordKinds()
            let summary: JournalSummary
            do throws(JournalFault) {
                summary = try JournalReader.replay(&disk) { record, payload in
                    kinds.count(record, payloadBytes: payload.byteCount)
                }
            } catch {
                throw CommandFailure(error.explanation)
            }
            if arguments.has("json") {
                try console.say(JournalText.json(summary, kinds))
            } else {
                for line in JournalText.lines(summary, kinds) { try console.say(line) }
            }
            return .success
        }
    }
}

/// How many records there are of each kind and schema version.
struct RecordKinds {
    /// One kind in one version.
    struct Kind {
        var kind: UInt8
        var schemaVersion: UInt8
        var records = 0
        var payloadBytes = 0
    }

    /// In order of kind and version.
    private(set) var all: [Kind] = []

    mutating func count(_ record: JournalRecord, payloadBytes: Int) {
        let place = all.firstIndex {
            $0.kind == record.kind && $0.schemaVersion == record.schemaVersion
        }
        guard let place else {
            all.append(
                Kind(
                    kind: record.kind, schemaVersion: record.schemaVersion, records: 1,
                    payloadBytes: payloadBytes))
            all.sort { ($0.kind, $0.schemaVersion) < ($1.kind, $1.schemaVersion) }
            return
        }
        all[place].records += 1
        all[place].payloadBytes += payloadBytes
    }
}
