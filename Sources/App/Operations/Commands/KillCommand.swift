internal import Host
internal import Wire

/// `kill`: throws or lifts the kill switch of the process that trades.
enum KillCommand {
    static var command: Command {
        Command(
            "kill", "throw the kill switch of the running process, or lift it",
            details: """
                The scope is halted at once, its orders are taken back, and nothing of it is sent
                but cancels and reduce-only orders, also after a restart. SCOPE is global,
                venue:NAME, account:NAME, instrument:SYMBOL or strategy:NUMBER.

                With --lift the switch lets go: the scope stays halted until its state is set
                (POST /api/v1/trading-states). Both are asked of the running process over its API,
                at --url, else where the configuration says, else at http://127.0.0.1:8080. The
                reason is journaled and shown to whoever asks; it may have 200 bytes.

                Exit code 0: the switch is thrown, or was already; with --lift, it was lifted. 1:
                nobody answers, or the process refused; while no process runs, none sends orders.
                """,
            options: [
                .value("scope", "SCOPE", .text, "What is halted; global where it is left out."),
                .value("because", "TEXT", .text, "Why, for whoever finds it.", isRequired: true),
                .flag("lift", "Lift the switch instead of throwing it."),
                .value("url", "URL", .text, "Where the process listens."),
                ConfigurationOptions.file, .json,
            ],
            examples: [
                CommandExample(
                    "plimsoll kill --because 'bot 7 buys in a loop'", "Everything stops, now."),
                CommandExample(
                    "plimsoll kill --scope strategy:7 --because 'it buys in a loop'",
                    "Only that strategy."),
                CommandExample(
                    "plimsoll kill --lift --scope strategy:7 --because 'mended in 1.3'",
                    "The second word; a third one sets its state."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let scope = arguments.text("scope") ?? "global"
            let isLift = arguments.has("lift")
            let because = arguments.text("because") ?? ""
            guard because.contains(where: { !$0.isWhitespace }) else {
                throw CommandFailure(
                    "--because says nothing", remedy: "Say why: whoever finds it has to know.",
                    exit: .usage)
            }
            let door = try HouseDoorway(arguments, console)
            let answer = try door.post(
                isLift ? "/api/v1/kill/lift" : "/api/v1/kill",
                body(scope, because))
            let isKilled = answer.status == 409 && answer.code == "ALREADY_KILLED"
            guard answer.status == 200 || isKilled else { throw answer.refusal }
            if arguments.has("json") {
                try console.say(answer.text)
            } else {
                for line in words(scope, isLift: isLift, isRepeated: isKilled, answer) {
                    try console.say(line)
                }
            }
            return .success
        }
    }

    private static func body(_ scope: String, _ reason: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("scope", scope)
        json.member("because", reason)
        json.endObject()
        return json.bytes
    }

    private static func words(
        _ scope: String, isLift: Bool, isRepeated: Bool, _ answer: HouseAnswer
    ) -> [String] {
        let shown = VisibleText.of(scope)
        if isRepeated { return ["\(shown) was killed before; its orders are taken back once more"] }
        let reason = answer.tree?["because"].text ?? ""
        return [
            isLift
                ? "\(shown) is lifted, and halted until its state is set"
                : "\(shown) is killed: its orders are taken back, and nothing but cancels and "
                    + "reduce-only orders is sent",
            "because: \(VisibleText.of(reason))",
        ]
    }
}
