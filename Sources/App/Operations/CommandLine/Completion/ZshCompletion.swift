/// The completion script for zsh.
struct ZshCompletion {
    let program: Command

    /// The whole script.
    var text: String {
        let function = program.functionName
        let functions = PlacedCommand.all(below: program).reversed().map { place in
            place.command.subcommands.isEmpty ? leaf(place) : group(place)
        }
        return """
            #compdef \(program.name)
            # Completion of \(program.name) for zsh; written by '\(program.name) completion zsh'.

            \(functions.joined(separator: "\n"))
            if [[ $funcstack[1] == \(function) ]]; then
                \(function) "$@"
            else
                compdef \(function) \(program.name)
            fi

            """
    }

    private let help = "'(- *)'{-h,--help}'[Show this page]'"

    private func function(_ path: String) -> String {
        ([program.functionName] + path.split(separator: " ").map(String.init))
            .joined(separator: "_").replacing("-", with: "_")
    }

    private func group(_ place: PlacedCommand) -> String {
        let commands = place.command.subcommands.map {
            "        '\($0.name):\(escaped($0.summary))'\n"
        }
        let cases = place.command.subcommands.map {
            "                \($0.name)) \(function(place.path(of: $0))) ;;\n"
        }
        return """
            \(function(place.path))() {
                local context state state_descr line
                typeset -A opt_args
                local -a commands=(
            \(commands.joined())    )
                _arguments -C \(help) '1:command:->command' '*::argument:->argument'
                case $state in
                    command) _describe command commands ;;
                    argument)
                        case $words[1] in
            \(cases.joined())            esac ;;
                esac
            }

            """
    }

    private func leaf(_ place: PlacedCommand) -> String {
        var lines = [help]
        for option in place.command.options {
            let spec = "--\(option.name)\(option.value == nil ? "" : "=")"
            let value = option.value.map { ":\(option.placeholder):\(action($0))" } ?? ""
            lines.append("'\(spec)[\(escaped(option.summary))]\(value)'")
        }
        for (index, positional) in place.command.positionals.enumerated() {
            lines.append("'\(index + 1):\(positional.name):\(action(positional.value))'")
        }
        return """
            \(function(place.path))() {
                _arguments \\
                    \(lines.joined(separator: " \\\n        "))
            }

            """
    }

    private func action(_ value: CommandValue) -> String {
        switch value {
        case .text, .integer: " "
        case .choice(let words): "(\(words.joined(separator: " ")))"
        case .folder: "_files -/"
        case .file(let suffix): suffix.isEmpty ? "_files" : "_files -g \"*\(suffix)\""
        }
    }

    /// Text within a quoted specification, where colons and brackets mean something.
    private func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "'": "'\\''"
            case ":", "[", "]", "\\": "\\\(character)"
            default: String(character)
            }
        }.joined()
    }
}
