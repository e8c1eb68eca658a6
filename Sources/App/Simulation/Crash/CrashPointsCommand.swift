public import Operations
internal import Wire

/// `crashpoints`: dies everywhere.
public enum CrashPointsCommand {
    /// The command.
    public static var command: Command {
        Command(
            "crashpoints", "die at every crash point, and again at every one of the recovery",
            details: """
                Runs four processes over one journal with every kind of record, full segments, \
                snapshots, compaction and retention, and dies before and in the middle of every \
                operation of the disk: with each sector of a write lost, alone, or the first that is \
                lost, and with each set of names that were not synced. What is left is recovered, \
                and the recovery dies at each of its operations too, and so does the recovery of \
                that. Nothing that was acknowledged may be gone, nothing half there; a second start \
                finds the same; and the journal without its snapshots gives the same state.

                Exit code 1: a promise was broken, or the scenario missed a crash point.
                """,
            options: [
                .value(
                    "recoveries", "N", .integer(0...3),
                    "How many recoveries in a row die. 2 if left out."),
                .value(
                    "step", "N", .integer(1...10_000),
                    "Try every Nth operation of the scenario only."),
                .json,
            ],
            examples: [
                CommandExample("plimsoll-sim crashpoints", "All of it."),
                CommandExample(
                    "plimsoll-sim crashpoints --step 10 --recoveries 1", "A short one."),
            ],
            body: run)
    }

    @Sendable
    private static func run(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        let crashes = CrashPoints(
            CrashPoints.Options(
                recoveriesThatDie: Int(arguments.integer("recoveries") ?? 2),
                step: Int(arguments.integer("step") ?? 1)))
        if arguments.has("json") {
            try console.say(json(crashes))
        } else {
            for figure in figures(crashes) { try console.say(line(figure.name, figure.value)) }
            for point in crashes.points.sorted(by: { $0.key < $1.key }) {
                try console.say(line("  " + point.key, point.value))
            }
        }
        for violation in crashes.violations { console.complain(violation) }
        return crashes.violations.isEmpty ? .success : .failure
    }

    private static func figures(_ crashes: CrashPoints) -> [(name: String, value: Int)] {
        var figures = [
            ("crash points", crashes.points.count),
            ("disk operations of the scenario", crashes.boundaries),
            ("disk operations of recoveries", crashes.recoveryBoundaries),
        ]
        for (before, count) in crashes.deaths.enumerated() {
            figures.append(
                (before == 0 ? "deaths of the scenario" : "deaths of recovery \(before)", count))
        }
        return figures + [
            ("different disks left behind", crashes.images),
            ("recoveries run", crashes.recoveries),
            ("violations", crashes.violations.count),
        ]
    }

    private static func json(_ crashes: CrashPoints) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        for figure in figures(crashes) {
            json.member(figure.name.replacing(" ", with: "_"), figure.value)
        }
        json.name("points")
        json.beginObject()
        for point in crashes.points.sorted(by: { $0.key < $1.key }) {
            json.member(point.key.replacing(" ", with: "_"), point.value)
        }
        json.endObject()
        json.endObject()
        return json
    }

    private static func line(_ name: String, _ value: Int) -> String {
        name + String(repeating: " ", count: max(1, 40 - name.count)) + String(value)
    }
}
