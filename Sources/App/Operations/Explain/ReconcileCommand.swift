internal import Containers
internal import Domain
internal import Durability
internal import Trading
internal import Wire

/// `reconcile --explain DIR`: what a start found out, and did about it.
enum ReconcileCommand {
    static var command: Command {
        Command(
            "reconcile", "tell what a start found out at the venue, and did about it",
            details: """
                Which orders were under way when the process had ended; what the venue was asked, \
                what it said, and why that is proof or is none yet; which fills came meanwhile; \
                whether balances agree with the venue's; and what is left for a person to do. \
                Nothing is taken from anywhere but the journal in DIR, which is only read, and may \
                be in use. plimsoll run does all of this by itself, at each start and whenever a \
                connection was lost.

                Exit code 1 where there was no such start, or a person has to look.
                """,
            options: [
                .flag("explain", "Tell it in words; what this command does in any case."),
                .value("start", "N", .integer(1...Int64(UInt32.max)), "This start. The last one."),
                .json,
            ],
            positionals: [JournalCommands.directory],
            examples: [
                CommandExample(
                    "plimsoll reconcile --explain data/journal", "What did the last start find?"),
                CommandExample(
                    "plimsoll reconcile --explain --start 3 --json data/journal",
                    "The third one's findings, for a script."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let wanted = arguments.integer("start").map { UInt32($0) }
            let follower = try read(arguments.positional("DIR"), wanted, console)
            guard let story = follower.story else {
                throw CommandFailure(
                    "there was no start \(wanted.map { "\($0)" } ?? "") in this journal",
                    remedy: "It has \(follower.starts) of them.")
            }
            let words = StartWords(story, follower.state)
            if arguments.has("json") {
                try console.say(StartReport.json(words))
            } else {
                for line in StartReport.lines(words) { try console.say(line) }
            }
            return story.accounts.contains { !$0.differences.isEmpty } ? .failure : .success
        }
    }

    private static func read(
        _ path: String, _ wanted: UInt32?, _ console: Console
    ) throws(CommandFailure) -> StartFollower {
        var disk = try JournalCommands.open(path)
        JournalCommands.noteWriter(disk, console)
        var follower = StartFollower(wanted: wanted)
        do throws(JournalFault) {
            let first = try JournalReader.firstSequence(on: &disk)
            if first > 1 { follower.begin(with: try TradingCore.baseline(&disk, first)) }
            let next = follower.core.state.globals.sequence + 1
            _ = try JournalReader.replay(&disk, from: next) {
                record, payload throws(JournalFault) in
                guard record.kind == TurnRecord.kind else { return }
                let stamp = Stamp(
                    sequence: record.sequence, time: Timestamp(nanoseconds: record.time))
                do throws(ByteFault) {
                    let (input, events) = try TurnRecord.decode(
                        payload, schema: record.schemaVersion)
                    follower.take(input, events, at: stamp)
                } catch {
                    throw JournalFault.recordRefused(
                        sequence: record.sequence, reason: error.description)
                }
            }
        } catch {
            throw CommandFailure(error.explanation)
        }
        return follower
    }
}
