internal import Wire

/// `margin --vectors FILE`: computes worked examples of margin, profit and fees, and compares.
enum MarginCommand {
    static var command: Command {
        Command(
            "margin", "check the margin mathematics against worked examples",
            details: """
                FILE is JSON; docs/reference/margin-vectors.md describes it. Prints a line for each \
                example: passed, failed or skipped, its name, what was asked for and by whose \
                definition, and the results or the reason. The last line counts them.

                A result that ends within 18 decimals must be the recomputed one exactly; any other \
                must be within the tolerance of what is expected. Examples that are not required \
                are skipped. Exit code 1: an example failed, or its kind or model is not known.
                """,
            options: [
                .value(
                    "vectors", "FILE", .file(suffix: ".json"), "The worked examples.",
                    isRequired: true),
                .json,
            ],
            examples: [
                CommandExample(
                    "plimsoll margin --vectors margin.json", "Every example, and the count."),
                CommandExample(
                    "plimsoll margin --vectors margin.json | grep ^failed", "What is wrong."),
            ]
        ) { arguments, console throws(CommandFailure) in
            let vectors = try MarginVectorFile.read(arguments.text("vectors") ?? "")
            var tally = Tally()
            var json = JSONWriter()
            json.beginObject()
            json.name("vectors")
            json.beginArray()
            for vector in vectors {
                let judgement = MarginJudgement(vector)
                tally.count(judgement.verdict)
                if arguments.has("json") {
                    judgement.write(into: &json)
                } else {
                    try console.say(judgement.line)
                }
            }
            json.endArray()
            tally.write(into: &json)
            json.endObject()
            if arguments.has("json") {
                try console.say(json)
            } else {
                try console.say(tally.line)
            }
            return tally.failed == 0 && tally.passed > 0 ? .success : .failure
        }
    }

    /// How many ended how.
    private struct Tally {
        var passed = 0
        var failed = 0
        var skipped = 0

        mutating func count(_ verdict: MarginJudgement.Verdict) {
            switch verdict {
            case .passed: passed += 1
            case .failed: failed += 1
            case .skipped: skipped += 1
            }
        }

        var line: String { "\(passed) passed, \(failed) failed, \(skipped) skipped" }

        func write(into json: inout JSONWriter) {
            json.member("passed", passed)
            json.member("failed", failed)
            json.member("skipped", skipped)
        }
    }
}

extension MarginJudgement {
    /// One object: the line's parts.
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("verdict", verdict.rawValue)
        json.member("id", vector.id)
        json.member("kind", vector.kind)
        json.member("model", vector.model)
        json.member(verdict == .passed ? "results" : "reason", text)
        json.endObject()
    }
}
