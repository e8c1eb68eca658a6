/// The page that `--help` prints, made from a command's description.
struct HelpPage {
    let command: Command
    let path: [String]

    /// The whole page, lines ended by newlines.
    var text: String {
        var page = "\(path.joined(separator: " ")): \(command.summary)\n\nUsage: \(usage)\n"
        for paragraph in command.details.split(separator: "\n\n") {
            page += "\n" + wrapped(paragraph, indentedBy: 0) + "\n"
        }
        page += section("Commands", command.subcommands.map { ($0.name, $0.summary) })
        page += section("Arguments", command.positionals.map { ($0.name, summary(of: $0)) })
        page += section(
            "Options",
            command.options.map { (left(of: $0), summary(of: $0)) }
                + [("--help, -h", "Show this page.")])
        page += "\nExamples:\n"
        for example in command.examples {
            page += "  \(example.line)\n      \(example.says)\n"
        }
        if command.body == nil {
            page += "\n'\(path.joined(separator: " ")) COMMAND --help' tells more of each.\n"
            page += "Exit codes: 0 done, 1 failed, 2 not understood, 78 wrong configuration.\n"
        }
        return page
    }

    private var usage: String {
        var words = path
        if !command.subcommands.isEmpty { words.append("COMMAND") }
        for option in command.options where option.isRequired { words.append(left(of: option)) }
        if command.options.contains(where: { !$0.isRequired }) { words.append("[options]") }
        for positional in command.positionals {
            words.append(positional.isRequired ? positional.name : "[\(positional.name)]")
        }
        return words.joined(separator: " ")
    }

    private func left(of option: CommandOption) -> String {
        option.value == nil ? "--\(option.name)" : "--\(option.name) \(option.placeholder)"
    }

    private func summary(of option: CommandOption) -> String {
        option.summary + choices(option.value) + (option.isRequired ? " Required." : "")
    }

    private func summary(of positional: CommandPositional) -> String {
        positional.summary + choices(positional.value)
    }

    private func choices(_ value: CommandValue?) -> String {
        guard case .choice(let words) = value else { return "" }
        return " Takes " + (words.count > 1 ? "one of " : "") + words.joined(separator: ", ") + "."
    }

    private func section(_ title: String, _ rows: [(String, String)]) -> String {
        guard let width = rows.map(\.0.count).max() else { return "" }
        var text = "\n\(title):\n"
        for (left, right) in rows {
            let gap = String(repeating: " ", count: width - left.count + 2)
            text += "  \(left)\(gap)\(wrapped(right, indentedBy: width + 4))\n"
        }
        return text
    }

    /// The width of a page.
    private static let columns = 80

    /// A paragraph in lines that fit; those after the first are indented.
    private func wrapped(_ text: some StringProtocol, indentedBy indentation: Int) -> String {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, indentation + last.count + 1 + word.count <= Self.columns {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indentation))
    }
}
