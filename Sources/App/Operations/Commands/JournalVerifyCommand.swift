internal import Durability
internal import Host
internal import Wire

/// `journal verify DIR`: checks every byte of a journal and its snapshots.
enum JournalVerifyCommand {
    static var command: Command {
        Command(
            "verify", "check every byte of a journal and its snapshots",
            details: """
                Exit code 0 where all is well, also where the last commit was torn before it was
                acknowledged (which is told); 1 where the journal is damaged.

                Compacted segments are sealed, each seal made of the one before. The last is printed:
                note it elsewhere, and later --seal tells whether anything up to it was written anew.
                """,
            options: [
                .value("seal", "SEAL", .text, "A seal that was noted: it must still be there."),
                .json,
            ], positionals: [JournalCommands.directory],
            examples: [
                CommandExample(
                    "plimsoll journal verify data/journal",
                    "Says 'ok', or what is damaged and where."),
                CommandExample(
                    "plimsoll journal verify --json data/journal", "The same, for a script."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let path = arguments.positional("DIR")
            var disk = try JournalCommands.open(path)
            JournalCommands.noteWriter(disk, console)
            let seal = try seal(arguments.text("seal"))
            var report: JournalReport
            do throws(JournalFault) {
                report = try JournalVerifier.verify(&disk)
            } catch {
                throw CommandFailure(error.explanation)
            }
            if let seal { report.require(seal) }
            if arguments.has("json") {
                try console.say(json(report))
            } else {
                for line in lines(report) { try console.say(line) }
            }
            guard report.verdict == .damaged else { return .success }
            throw CommandFailure(
                "\(path) is damaged", remedy: "Do not start on it. Keep a copy as it is now.")
        }
    }

    private static func seal(_ text: String?) throws(CommandFailure) -> Digest512? {
        guard let text else { return nil }
        if let seal = Digest512(hexadecimal: text) { return seal }
        throw CommandFailure(
            "--seal is no seal", remedy: "Give the 128 hexadecimal digits that verify printed.",
            exit: .usage)
    }

    private static func lines(_ report: JournalReport) -> [String] {
        let summary = report.summary
        let records =
            summary.records == 0
            ? "no records"
            : "\(summary.records) records (\(summary.firstSequence) to \(summary.lastSequence))"
        // A scan that met damage never came to the end.
        let end =
            report.verdict == .damaged ? "end not reached" : JournalText.end(summary.end)
        var lines = [
            "\(report.verdict.rawValue): \(records), \(summary.segments.count) segments, "
                + "\(report.snapshots.count) snapshots, \(end)"
        ]
        if summary.sealedSegments > 0 {
            lines.append("seal of segment \(summary.sealedSegments): \(summary.seal)")
        }
        for finding in report.findings {
            lines.append("\(finding.severity.rawValue): \(finding.explanation)")
        }
        return lines
    }

    private static func json(_ report: JournalReport) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.member("verdict", report.verdict.rawValue)
        JournalText.members(of: report.summary, into: &json)
        json.member("sealed_segments", report.summary.sealedSegments)
        json.name("seal")
        if report.summary.sealedSegments > 0 {
            json.text("\(report.summary.seal)")
        } else {
            json.null()
        }
        json.name("snapshots")
        json.beginArray()
        for snapshot in report.snapshots {
            json.beginObject()
            json.member("sequence", snapshot.sequence)
            json.member("state_hash", String(snapshot.stateHash, radix: 16))
            json.endObject()
        }
        json.endArray()
        json.name("findings")
        json.beginArray()
        for finding in report.findings {
            json.beginObject()
            json.member("severity", finding.severity.rawValue)
            json.member("reason", finding.reason)
            json.member("file", finding.file)
            json.member("offset", finding.offset)
            json.member("sequence", finding.sequence)
            json.member("what", finding.explanation.what)
            json.member("why", finding.explanation.why)
            json.member("action", finding.explanation.action)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json
    }
}
