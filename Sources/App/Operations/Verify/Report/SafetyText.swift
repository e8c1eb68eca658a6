internal import Host

/// The report for a terminal, line by line as the checks go on.
public enum SafetyText {
    /// The first line.
    static func heading(_ directory: String) -> String {
        "plimsoll \(VersionCommand.release): the safety tests, in \(directory)"
    }

    /// One check: a line where it passed, else with what was expected, found, and is to be done.
    public static func lines(of result: SafetyResult) -> [String] {
        let check = result.check
        let name = check.fullName + String(repeating: " ", count: max(0, 36 - check.fullName.count))
        let start = "\(name) \(seconds(result.nanoseconds))"
        switch result.outcome {
        case .success(let seen): return ["passed  \(start)  \(seen)"]
        case .failure(let failure):
            return [
                "FAILED  \(start)  \(check.proves)",
                "        tried:    \(check.how)",
                "        expected: \(failure.expected)",
                "        found:    \(failure.found)",
                "        to do:    \(failure.fix)",
            ]
        }
    }

    /// The last lines.
    public static func closing(_ report: SafetyReport) -> [String] {
        let counts =
            "\(report.passed) passed, \(report.failed) failed in "
            + seconds(report.nanoseconds).drop { $0 == " " }
        guard report.failed > 0 else { return [counts] }
        return ["What the failed checks left is kept in \(report.directory)", counts]
    }

    /// Seconds with two decimals, right-aligned: ` 1.25 s`.
    static func seconds(_ nanoseconds: Int64) -> String {
        let hundredths = (nanoseconds + 5_000_000) / 10_000_000
        let whole = "\(hundredths / 100)"
        let rest = "\(hundredths % 100)"
        return String(repeating: " ", count: max(0, 2 - whole.count)) + whole + "."
            + String(repeating: "0", count: 2 - rest.count) + rest + " s"
    }
}
