internal import Host

/// The options of each command that reads a configuration, and the reading.
public enum ConfigurationOptions {
    /// `--config FILE` and one option for each setting outside of the lists.
    public static let all: [CommandOption] = [file] + SettingName.allCases.map(\.option)

    /// `--config FILE`.
    static let file = CommandOption.value(
        "config", "FILE", .file(suffix: ".yaml"), "The configuration file.")

    /// Whether the arguments or the environment name a file.
    static func isFileNamed(_ arguments: CommandArguments) -> Bool {
        arguments.has("config")
            || ProcessEnvironment.variables(beginningWith: fileVariable)[fileVariable] != nil
    }

    /// Reads what the arguments, the process's environment and the file say.
    ///
    /// All faults go to standard error, a line each; notes too.
    /// - Throws: a failure with exit code 78 where anything is wrong; 2 where no file is named.
    public static func load(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> Configuration {
        let sources = try sources(arguments)
        do throws(ConfigurationFaults) {
            let configuration = try Configuration.load(sources)
            for note in configuration.notes { console.complain("note: \(note)") }
            return configuration
        } catch {
            for fault in error.faults { console.complain(fault.description) }
            throw failure(error, sources.file)
        }
    }

    /// Where the arguments and the process's environment say that settings are.
    static func sources(
        _ arguments: CommandArguments
    ) throws(CommandFailure) -> ConfigurationSources {
        let environment = ProcessEnvironment.variables(beginningWith: "PLIMSOLL_")
        guard let file = arguments.text("config") ?? environment[fileVariable] else {
            throw CommandFailure(
                "no configuration file is named",
                remedy: "Give --config FILE, or set \(fileVariable).", exit: .usage)
        }
        var sources = ConfigurationSources(file: file)
        sources.environment = environment.filter { $0.key != fileVariable }
        sources.programFolder = ProcessEnvironment.programFolder()
        // Some commands have only the file.
        for setting in SettingName.allCases
        where arguments.command.option(setting.option.name) != nil {
            sources.flags[setting] = arguments.text(setting.option.name)
        }
        return sources
    }

    static func failure(_ faults: ConfigurationFaults, _ file: String) -> CommandFailure {
        CommandFailure(
            "the configuration \(file) has \(faults.count) "
                + (faults.count == 1 ? "fault" : "faults")
                + (faults.count > faults.faults.count ? " (the first ones are shown)" : "")
                + "; nothing was started",
            exit: .configuration)
    }

    private static let fileVariable = "PLIMSOLL_CONFIG"
}
