internal import Host

/// The report as one page that needs nothing from anywhere: no script, no font, no image.
public enum SafetyPage {
    /// The page, in UTF-8.
    public static func bytes(_ report: SafetyReport) -> [UInt8] {
        var page = head(report)
        for part in SafetyPart.allCases {
            let results = report.results.filter { $0.check.part == part }
            guard !results.isEmpty else { continue }
            let passed = results.count(where: \.hasPassed)
            page +=
                "<h2>\(part.rawValue) <small>\(passed) of \(results.count) passed</small></h2>\n"
            page += "<table>\n<tr><th>verdict<th>check<th>what was seen<th>took</tr>\n"
            for result in results { page += row(result) }
            page += "</table>\n"
        }
        page += "</body>\n</html>\n"
        return Array(page.utf8)
    }

    private static func head(_ report: SafetyReport) -> String {
        let verdict = report.hasPassed ? "passed" : "failed"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; style-src 'unsafe-inline'">
            <title>plimsoll verify: \(verdict)</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 75em; \
            padding: 0 1em; color: #1c2430; background: #fff }
            h1 small, h2 small { font-weight: normal; color: #5b6675 }
            table { border-collapse: collapse; width: 100% }
            td, th { text-align: left; vertical-align: top; padding: .4em .8em .4em 0; \
            border-top: 1px solid #d8dee6 }
            td.passed { color: #0b6b3a } td.failed, .failure { color: #b3261e }
            td.passed, td.failed { font-weight: bold }
            code { font-size: 95% } .how { color: #5b6675 }
            </style>
            </head>
            <body>
            <h1>Safety tests \(verdict) <small>\(report.passed) passed, \(report.failed) failed in \
            \(escaped(SafetyText.seconds(report.nanoseconds)))</small></h1>
            <p>plimsoll \(escaped(report.release))\(report.isDebugBuild ? ", a debug build" : ""), \
            begun \(UTCText.of(nanoseconds: report.startedAt)), files in \
            <code>\(escaped(report.directory))</code></p>

            """
    }

    private static func row(_ result: SafetyResult) -> String {
        let check = result.check
        let verdict = result.hasPassed ? "passed" : "failed"
        var row = "<tr><td class=\"\(verdict)\">\(verdict)<td><code>\(escaped(check.name))</code>"
        row +=
            "<br>\(escaped(check.proves))<br><span class=\"how\">\(escaped(check.how))</span><td>"
        switch result.outcome {
        case .success(let seen): row += escaped(seen)
        case .failure(let failure):
            row += "<div class=\"failure\"><b>expected</b> \(escaped(failure.expected))<br>"
            row += "<b>found</b> \(escaped(failure.found))<br>"
            row += "<b>to do</b> \(escaped(failure.fix))</div>"
        }
        return row + "<td>\(escaped(SafetyText.seconds(result.nanoseconds)))</tr>\n"
    }

    /// Text as it may stand in a page, attributes included.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in VisibleText.of(text) {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case _: escaped.append(character)
            }
        }
        return escaped
    }
}
