internal import Wire

/// `version`: what is installed.
public enum VersionCommand {
    /// The release, as the change log names it.
    public static let release = "0.1.0"

    /// The command.
    public static var command: Command {
        Command(
            "version", "print the release", options: [.json],
            examples: [
                CommandExample("plimsoll version", "The release, for a person."),
                CommandExample("plimsoll version --json", "The same, for a script."),
            ]
        ) { arguments, console throws(CommandFailure) in
            guard arguments.has("json") else {
                try console.say("plimsoll \(release)")
                return .success
            }
            var json = JSONWriter()
            json.beginObject()
            json.member("name", "plimsoll")
            json.member("release", release)
            json.endObject()
            try console.say(json)
            return .success
        }
    }
}
