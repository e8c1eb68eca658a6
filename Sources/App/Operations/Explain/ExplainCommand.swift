internal import Containers
internal import Domain
internal import Durability
internal import Trading
internal import Wire

/// `explain CLIENT_ORDER_ID DIR`: the life of one order.
enum ExplainCommand {
    static var command: Command {
        Command(
            "explain", "tell the life of one order, from the journal",
            details: """
                What was asked, what the checks looked at, what was decided, what the venue said,
                and which balances and positions changed: one line each, with the record's number
                and time. Nothing is taken from anywhere but the journal in DIR, which is only
                read, and may be in use. Where retention has removed its oldest records, an order
                of that time is told by what a snapshot still knows of it.

                Exit code 1 where no order of that name was ever asked for.
                """,
            options: [
                .value(
                    "account", "N", .integer(0...Int64(UInt32.max)), "Only this account's order."),
                .json,
            ],
            positionals: [
                CommandPositional("CLIENT_ORDER_ID", .text, "The name that the bot gave it."),
                JournalCommands.directory,
            ],
            examples: [
                CommandExample("plimsoll explain bot-17 data/journal", "Why was it not filled?"),
                CommandExample(
                    "plimsoll explain --account 2 --json bot-17 data/journal", "For a script."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let name = arguments.positional("CLIENT_ORDER_ID")
            let account = arguments.integer("account").map { AccountID(UInt32($0)) }
            let stories = try read(
                try id(name), account, arguments.positional("DIR"), console)
            if arguments.has("json") {
                try console.say(json(stories))
            } else {
                for line in stories.stories.flatMap({ text(of: $0, stories) }) {
                    try console.say(line)
                }
            }
            if stories.stories.contains(where: { $0.row != nil }) { return .success }
            throw CommandFailure(
                "no order named \(VisibleText.of(name)) was ever asked for"
                    + (account.map { " by account \($0)" } ?? ""),
                remedy: "There are \(stories.core.state.orders.count) orders in this journal; see "
                    + "them with: plimsoll journal dump DIR")
        }
    }

    private static func id(_ text: String) throws(CommandFailure) -> ClientOrderID {
        do throws(IdentifierFault) {
            return try ClientOrderID(text)
        } catch {
            throw CommandFailure(
                "no order can have that name: \(error)",
                remedy: "Give the clientOrderId as the bot sent it.", exit: .usage)
        }
    }

    private static func read(
        _ id: ClientOrderID, _ account: AccountID?, _ path: String, _ console: Console
    ) throws(CommandFailure) -> OrderStories {
        var disk = try JournalCommands.open(path)
        JournalCommands.noteWriter(disk, console)
        var stories = OrderStories(of: id, account)
        do throws(JournalFault) {
            let first = try JournalReader.firstSequence(on: &disk)
            if first > 1 {
                stories.begin(with: try TradingCore.baseline(&disk, first), from: first)
            }
            let next = stories.core.state.globals.sequence + 1
            _ = try JournalReader.replay(&disk, from: next) {
                record, payload throws(JournalFault) in
                guard record.kind == TurnRecord.kind else { return }
                let stamp = Stamp(
                    sequence: record.sequence, time: Timestamp(nanoseconds: record.time))
                do throws(ByteFault) {
                    let (input, events) = try TurnRecord.decode(
                        payload, schema: record.schemaVersion)
                    stories.take(input, events, at: stamp)
                } catch {
                    throw JournalFault.recordRefused(
                        sequence: record.sequence, reason: error.description)
                }
            }
        } catch {
            throw CommandFailure(error.explanation)
        }
        return stories
    }

    private static func text(of story: OrderStory, _ stories: OrderStories) -> [String] {
        var lines = [
            "order \(story.reference.clientOrderID) of account \(story.reference.account)"
        ]
        let width = story.lines.map { "\($0.sequence)".count }.max() ?? 0
        for line in story.lines {
            let number = "\(line.sequence)"
            let subject = line.subject.rawValue
            let columns = [
                UTCText.of(nanoseconds: line.time.nanoseconds),
                String(repeating: " ", count: width - number.count) + number,
                subject + String(repeating: " ", count: 7 - subject.count),
                line.text,
            ]
            lines.append(columns.joined(separator: "  "))
        }
        lines.append("now: " + StoryWords(stories.core.state, story).standing())
        return lines
    }

    private static func json(_ stories: OrderStories) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.name("orders")
        json.beginArray()
        for story in stories.stories {
            json.beginObject()
            json.member("client_order_id", "\(story.reference.clientOrderID)")
            json.member("account", story.reference.account.raw)
            json.member("now", StoryWords(stories.core.state, story).standing())
            json.name("lines")
            json.beginArray()
            for line in story.lines {
                json.beginObject()
                json.member("sequence", line.sequence)
                json.member("time", UTCText.of(nanoseconds: line.time.nanoseconds))
                json.member("subject", line.subject.rawValue)
                json.member("text", line.text)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json
    }
}
