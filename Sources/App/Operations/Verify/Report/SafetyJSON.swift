internal import Host
public import Wire

/// The report for programs.
public enum SafetyJSON {
    /// One object; docs/reference/verify.md has its members.
    public static func document(_ report: SafetyReport) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.member("program", "plimsoll")
        json.member("release", report.release)
        json.member("debug_build", report.isDebugBuild)
        json.member("started_at", UTCText.of(nanoseconds: report.startedAt))
        json.member("directory", report.directory)
        json.member("verdict", report.hasPassed ? "passed" : "failed")
        json.member("passed", report.passed)
        json.member("failed", report.failed)
        json.member("duration_ms", report.nanoseconds / 1_000_000)
        json.name("checks")
        json.beginArray()
        for result in report.results { write(result, into: &json) }
        json.endArray()
        json.endObject()
        return json
    }

    private static func write(_ result: SafetyResult, into json: inout JSONWriter) {
        json.beginObject()
        json.member("name", result.check.fullName)
        json.member("part", result.check.part.rawValue)
        json.member("proves", result.check.proves)
        json.member("how", result.check.how)
        json.member("verdict", result.hasPassed ? "passed" : "failed")
        json.member("duration_ms", result.nanoseconds / 1_000_000)
        switch result.outcome {
        case .success(let seen): json.member("seen", seen)
        case .failure(let failure):
            json.member("expected", failure.expected)
            json.member("found", failure.found)
            json.member("fix", failure.fix)
        }
        json.endObject()
    }
}
