/// The completion script for fish.
struct FishCompletion {
    let program: Command

    private var places: [PlacedCommand] { PlacedCommand.all(below: program) }
    private var at: String { "_\(program.functionName)_at" }

    /// The whole script.
    var text: String {
        """
        # Completion of \(program.name) for fish; written by '\(program.name) completion fish'.
        function \(at)
            set -l command
            set -l skip 0
            for word in (commandline -opc)[2..-1]
                if test $skip = 1
                    set skip 0
                    continue
                end
                switch "$command|$word"
        \(cases)        end
            end
            test "$command" = "$argv[1]"
        end

        complete -c \(program.name) -f
        complete -c \(program.name) -s h -l help -d 'Show this page.'
        \(places.map(completions).joined())
        """
    }

    private var cases: String {
        places.flatMap { place in
            place.command.subcommands.map {
                row("'\(place.path)|\($0.name)'", "set command '\(place.path(of: $0))'")
            }
                + place.command.valuedOptions.map {
                    row("'\(place.path)|--\($0.option.name)'", "set skip 1")
                }
        }.joined()
    }

    private func row(_ pattern: String, _ action: String) -> String {
        "            case \(pattern)\n                \(action)\n"
    }

    private func completions(_ place: PlacedCommand) -> String {
        let start = "complete -c \(program.name) -n \"\(at) '\(place.path)'\""
        var lines = place.command.subcommands.map {
            "\(start) -a '\($0.name)' -d '\(escaped($0.summary))'"
        }
        lines += place.command.options.map { option in
            "\(start) -l '\(option.name)' -d '\(escaped(option.summary))'"
                + (option.value.map { " -x\(words($0))" } ?? "")
        }
        lines += place.command.positionals.map { "\(start)\(words($0.value))" }
        return lines.map { $0 + "\n" }.joined()
    }

    private func words(_ value: CommandValue) -> String {
        switch value {
        case .text, .integer: ""
        case .choice(let words): " -a '\(words.joined(separator: " "))'"
        case .folder: " -a '(__fish_complete_directories (commandline -ct))'"
        case .file(let suffix):
            " -a '(__fish_complete_path (commandline -ct) | "
                + "string match -r \".*(?:/|\(suffix.replacing(".", with: "[.]")))(?:\\t.*)?\\$\")'"
        }
    }

    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    }
}
