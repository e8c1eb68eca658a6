/// A command line that was not understood. Nothing was started; the exit code is 2.
public enum UsageFault: Error, Sendable, Equatable {
    /// No command where one is needed.
    case commandMissing
    /// No command of that name; the closest one that exists, if any is close.
    case commandUnknown(String, closest: String?)
    /// No option of that name; the closest one that exists, if any is close.
    case optionUnknown(String, closest: String?)
    /// The option takes a value and none follows.
    case valueMissing(option: String, placeholder: String)
    /// The option is a flag and was given a value.
    case valueUnwanted(option: String)
    /// The option stands there twice.
    case repeated(option: String)
    /// A required option is not there.
    case optionMissing(option: String, placeholder: String)
    /// A required argument is not there.
    case argumentMissing(String)
    /// One argument more than the command takes.
    case tooMany(String)
    /// The value is not what the option or argument takes.
    case badValue(name: String, value: String, expects: String)

    /// What is wrong, one line without a full stop.
    public var message: String {
        switch self {
        case .commandMissing:
            "a command is missing"
        case .commandUnknown(let name, let closest):
            "no command '\(shown(name))'" + suggestion(closest)
        case .optionUnknown(let name, let closest):
            "no option '\(shown(name))'" + suggestion(closest)
        case .valueMissing(let option, let placeholder):
            "\(option) needs a value: \(option) \(placeholder)"
        case .valueUnwanted(let option):
            "\(option) takes no value"
        case .repeated(let option):
            "\(option) is given twice"
        case .optionMissing(let option, let placeholder):
            "\(option) \(placeholder) is required"
        case .argumentMissing(let name):
            "\(name) is required"
        case .tooMany(let value):
            "'\(shown(value))' is one argument too many"
        case .badValue(let name, let value, let expects):
            "\(name) '\(shown(value))' is not right: it takes \(expects)"
        }
    }

    private func suggestion(_ closest: String?) -> String {
        closest.map { "; did you mean '\($0)'?" } ?? ""
    }

    /// What was typed, fit for a terminal: one line, bounded, control characters made visible.
    private func shown(_ typed: String) -> String {
        let start = VisibleText.of(String(typed.prefix(Self.shownMax + 1)))
        return String(start.prefix(Self.shownMax)) + (start.count > Self.shownMax ? "…" : "")
    }

    private static let shownMax = 80
}
