internal import BinanceSpot
internal import Host
internal import Tapes
internal import VenueKit

/// `replay`: runs a recording through the books and proves them.
public enum ReplayCommand {
    /// The command.
    public static var command: Command {
        Command(
            "replay", "run a recording of a venue through the books and check them",
            details: """
                Prints one JSON object on standard output. "messages" are the frames received (a \
                dropped one is not among them), "http_answers" the recorded REST answers, \
                "book_updates" the changes applied to books that were in step.

                After each book update that ends at number u, the best bid and ask, prices and \
                quantities, are compared with the venue's own best prices of the highest number \
                up to u, which may come later: "checks_passed", "checks_failed", and \
                "checks_unverified" for what could not be known. At the end every book is compared \
                level by level with one that was kept by simpler means: "books_different".

                With --drop-message N the N-th depth message never reaches the session. A gap is \
                noticed with the next depth message of its symbol, so nobody can miss the first \
                or the last one of a symbol, nor one that the book by REST contains. The book \
                that the session then asks for is answered from the simpler book, which saw \
                every message.

                "gap_events", where there are any, names up to \(ReplayReport.Limits.gapsMax) of \
                them: each when it is noticed, with "repaired_after_ns" null, and once more when it \
                is repaired. "from" and "to" are the venue's numbers of what is missing.

                Exit code 1: a check failed, a message or the recording could not be read, or \
                nothing could be checked since the messages are of no kind that the venue sends or \
                no book came in step. Standard error says which.
                """,
            options: [
                .value(
                    "venue", "NAME", .choice(["binance-spot", "binance-usdm"]),
                    "Whose traffic it is.",
                    isRequired: true),
                .value(
                    "drop-message", "N", .integer(1...Int64.max),
                    "Leave out the N-th depth message, from 1."),
                .flag("json", "Accepted for scripts; the output is JSON in any case."),
            ],
            positionals: [
                CommandPositional(
                    "FILE", .file(suffix: ".zst"), "A recording, .jsonl or packed with zstd.")
            ],
            examples: [
                CommandExample(
                    "plimsoll replay --venue binance-spot day.tape.jsonl.zst",
                    "The whole recording."),
                CommandExample(
                    "plimsoll replay --venue binance-spot --drop-message 100 day.tape.jsonl.zst",
                    "With a message lost: a gap, a resync, and a right book afterwards."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let report = try run(
                arguments.positional("FILE"), arguments.text("venue"),
                dropMessage: arguments.integer("drop-message"))
            try console.write(report.json + [UInt8(ascii: "\n")])
            if let complaint = report.complaint { throw complaint }
            return .success
        }
    }

    private static func run(
        _ path: String, _ venue: String?, dropMessage: Int64?
    ) throws(CommandFailure) -> ReplayReport {
        var replay = Replay(
            venue == "binance-usdm" ? .usdmFutures : .spot, dropMessage: dropMessage)
        do throws(TapeFault) {
            var tape = try TapeReader(path: path)
            while let entry = try tape.next() { replay.take(entry, tape.body) }
        } catch {
            let explanation = error.explanation
            throw CommandFailure(
                "\(explanation.what): \(explanation.why)", remedy: "\(explanation.action).")
        }
        replay.finish()
        guard replay.pipeline.session.counts.messages > 0 else {
            throw CommandFailure(
                "\(path) holds no message that was received",
                remedy: "Check that it is a recording of a venue's traffic.")
        }
        if let dropMessage, replay.dropped == 0 {
            throw CommandFailure(
                "there is no depth message \(dropMessage) to drop: \(path) has "
                    + "\(replay.depthMessages)",
                remedy: "Give a number from 1 to \(replay.depthMessages).")
        }
        return ReplayReport(replay: replay)
    }
}
