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
            try console.say(
                arguments.has("json")
                    ? "{\"name\":\"plimsoll\",\"release\":\"\(release)\"}" : "plimsoll \(release)")
            return .success
        }
    }
}
