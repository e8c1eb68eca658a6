internal import Host
internal import Wire

/// `config check | show`: looks at a configuration and starts nothing.
public enum ConfigCommands {
    /// The group.
    public static var command: Command {
        Command(
            group: "config", "check a configuration, and show where each value comes from",
            details: """
                A setting on the command line beats the environment, the environment beats the \
                file, and the file beats the default. The settings are listed in \
                docs/reference/configuration.md.
                """,
            examples: [
                CommandExample(
                    "plimsoll config check --config config/demo.yaml", "Says 'ok', or all faults."),
                CommandExample(
                    "plimsoll config show --origin --config config/demo.yaml",
                    "Every value, and where it was written."),
            ],
            subcommands: [check, show])
    }

    private static var check: Command {
        Command(
            "check", "say all that is wrong with a configuration",
            details: """
                Reads everything that 'run' would read, files of keys included, but asks no venue \
                and opens no port. Exit code 78: something is wrong; each fault is a line on \
                standard error with its place, what is wrong, why, and what to do. With --json the \
                faults go to standard output as one object.
                """,
            options: ConfigurationOptions.all + [.json],
            examples: [
                CommandExample(
                    "plimsoll config check --config config/demo.yaml", "Is it right?"),
                CommandExample(
                    "PLIMSOLL_HTTP_PORT=9090 plimsoll config check --config config/demo.yaml",
                    "Is it right with another port?"),
            ]
        ) { arguments, console throws(CommandFailure) in
            guard arguments.has("json") else {
                let configuration = try ConfigurationOptions.load(arguments, console)
                try console.say(
                    "ok: " + counted(configuration.venues.count, "venue") + ", "
                        + counted(configuration.accounts.count, "account") + ", "
                        + limits(configuration.risk))
                return .success
            }
            let sources = try ConfigurationOptions.sources(arguments)
            let configuration: Configuration
            do throws(ConfigurationFaults) {
                configuration = try Configuration.load(sources)
            } catch {
                try console.say(json(error.faults, notes: []))
                throw ConfigurationOptions.failure(error, sources.file)
            }
            try console.say(json([], notes: configuration.notes))
            return .success
        }
    }

    private static var show: Command {
        Command(
            "show", "print every setting with its value",
            details: """
                Secrets are not among them, only the names of their files. A configuration with \
                faults is not shown; they are told as by 'check'. With --json one object is \
                printed, which always has the origins.
                """,
            options: ConfigurationOptions.all + [
                .flag("origin", "Show where each value was written."), .json,
            ],
            examples: [
                CommandExample(
                    "plimsoll config show --origin --config config/demo.yaml",
                    "Every value, and the line, variable or option that it comes from."),
                CommandExample(
                    "plimsoll config show --http-port 9090 --origin --config config/demo.yaml",
                    "The same, with one value from the command line."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let configuration = try ConfigurationOptions.load(arguments, console)
            if arguments.has("json") {
                try console.say(json(configuration))
            } else {
                for line in table(configuration.rows, withOrigin: arguments.has("origin")) {
                    try console.say(line)
                }
            }
            return .success
        }
    }

    private static func limits(_ risk: Configuration.Risk) -> String {
        let scopes = risk.limits.filter { !$0.written.isEmpty }.map(\.name.value)
        return scopes.isEmpty
            ? "nothing is limited" : "limits for " + scopes.joined(separator: ", ")
    }

    private static func counted(_ count: Int, _ thing: String) -> String {
        "\(count) \(thing)" + (count == 1 ? "" : "s")
    }

    private static func table(_ rows: [Configuration.Row], withOrigin: Bool) -> [String] {
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let valueWidth = rows.map(\.shown.count).max() ?? 0
        return rows.map { row in
            let start = padded(row.name, nameWidth) + "  "
            return withOrigin
                ? start + padded(row.shown, valueWidth) + "  \(row.origin)" : start + row.shown
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func json(_ configuration: Configuration) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.member("file", configuration.file)
        json.name("settings")
        json.beginArray()
        for row in configuration.rows {
            json.beginObject()
            json.member("name", row.name)
            json.name("value")
            if let value = row.value { json.text(value) } else { json.null() }
            json.name("origin")
            row.origin.write(to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json
    }

    private static func json(_ faults: [ConfigurationFault], notes: [String]) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.member("ok", faults.isEmpty)
        json.name("faults")
        json.beginArray()
        for fault in faults {
            json.beginObject()
            json.name("origin")
            if let origin = fault.origin { origin.write(to: &json) } else { json.null() }
            json.member("what", fault.explanation.what)
            json.member("why", fault.explanation.why)
            json.member("action", fault.explanation.action)
            json.endObject()
        }
        json.endArray()
        json.name("notes")
        json.beginArray()
        for note in notes { json.text(note) }
        json.endArray()
        json.endObject()
        return json
    }
}
