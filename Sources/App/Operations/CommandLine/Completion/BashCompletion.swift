/// The completion script for bash.
struct BashCompletion {
    let program: Command

    private var places: [PlacedCommand] { PlacedCommand.all(below: program) }

    /// The whole script.
    var text: String {
        let function = program.functionName
        return """
            # Completion of \(program.name) for bash; written by '\(program.name) completion bash'.
            \(function)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                if [[ $current == "=" ]]; then
                    current=""
                elif [[ $previous == "=" ]]; then
                    previous="${COMP_WORDS[COMP_CWORD-2]}"
                fi
                local command="" skip=0 place=0 word i
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word="${COMP_WORDS[i]}"
                    [[ $word == "=" ]] && { skip=1; continue; }
                    ((skip)) && { skip=0; continue; }
                    case "$command|$word" in
            \(descents)\(skips)            *"|-"?*) ;;
                        *) place=$((place + 1)) ;;
                    esac
                done
                COMPREPLY=()
                case "$command|$previous" in
            \(optionValues)        esac
                if [[ $current == -* ]]; then
                    case "$command" in
            \(options)            esac
                    return
                fi
                case "$command|$place" in
            \(placeValues)        esac
            }
            complete -F \(function) \(program.name)

            """
    }

    private var descents: String {
        places.flatMap { place in
            place.command.subcommands.map {
                "            '\(place.path)|\($0.name)') command='\(place.path(of: $0))' ;;\n"
            }
        }.joined()
    }

    private var skips: String {
        places.flatMap { place in
            place.command.valuedOptions.map {
                "            '\(place.path)|--\($0.option.name)') skip=1 ;;\n"
            }
        }.joined()
    }

    private var optionValues: String {
        places.flatMap { place in
            place.command.valuedOptions.map {
                "        '\(place.path)|--\($0.option.name)') \(reply($0.value)); return ;;\n"
            }
        }.joined()
    }

    private var options: String {
        places.map {
            "            '\($0.path)') \(reply(words: $0.command.optionWords)) ;;\n"
        }.joined()
    }

    private var placeValues: String {
        places.map { place in
            guard place.command.subcommands.isEmpty else {
                let names = place.command.subcommands.map(\.name)
                return "        '\(place.path)|0') \(reply(words: names)) ;;\n"
            }
            return place.command.positionals.enumerated().map { index, positional in
                "        '\(place.path)|\(index)') \(reply(positional.value)) ;;\n"
            }.joined()
        }.joined()
    }

    private func reply(words: [String]) -> String {
        "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$current\"))"
    }

    private func reply(_ value: CommandValue) -> String {
        switch value {
        case .text, .integer:
            return ":"
        case .choice(let words):
            return reply(words: words)
        case .folder:
            return "compopt -o filenames 2>/dev/null; "
                + "mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
        case .file(let suffix):
            let filter = suffix.isEmpty ? "" : " -X '!*\(suffix)'"
            return "compopt -o filenames 2>/dev/null; "
                + "mapfile -t COMPREPLY < <(compgen -f\(filter) -- \"$current\"; "
                + "compgen -d -- \"$current\")"
        }
    }
}
