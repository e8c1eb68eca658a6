internal import Host
internal import Wire

/// `verify`: the safety tests, on the machine and the disk that are to be traded with.
enum VerifyCommand {
    static var command: Command {
        Command(
            "verify", "run the safety tests on this machine",
            details: """
                Four parts: concurrency (500 trades and 10 flushes at once: 500 counted, 500 in the \
                file), boundary (limits of numbers, sizes, names and queues, a full disk), recovery \
                (processes killed, journals torn, damaged and of other versions) and performance \
                (against this disk and the bars of the design). They use the programs as installed, \
                files in a folder that is removed afterwards, and free ports of this machine; \
                nothing else is touched. It takes one to two minutes: most of it goes into proving, \
                after each kill, that orders which never arrived did not.

                The venue of these tests is plimsoll-sim, in a process of its own: the program that \
                trades holds none. Where it is missing, the checks that need it fail and say so.

                Exit code 1: a check failed. A figure below its bar is a failure too; on a machine \
                that is not to be measured, name the other parts with --part.
                """,
            options: [
                .value(
                    "part", "NAME", .choice(SafetyPart.allCases.map(\.rawValue)),
                    "Only this part. All four if left out."),
                .value(
                    "directory", "DIR", .folder,
                    "Where files are made: on the disk of the journal. TMPDIR or /tmp if left "
                        + "out."),
                .value(
                    "simulator", "FILE", .file(suffix: ""),
                    "The simulator. plimsoll-sim beside this program if left out."),
                .value("report-json", "FILE", .file(suffix: ".json"), "Write a report as JSON."),
                .value("report-html", "FILE", .file(suffix: ".html"), "Write a report as a page."),
                .json,
            ],
            examples: [
                CommandExample("plimsoll verify", "All of it."),
                CommandExample(
                    "plimsoll verify --directory data --report-html verify.html",
                    "On the disk of the journal, with a page for others."),
                CommandExample("plimsoll verify --part boundary", "One part of it."),
            ],
            body: run)
    }

    @Sendable
    private static func run(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        let folder: String
        do throws(FileFault) {
            // Not after minutes of work.
            for report in ["report-json", "report-html"] {
                if let path = arguments.text(report) { try WorkFolder.checkWritable(path) }
            }
            folder = try WorkFolder.make(
                in: arguments.text("directory") ?? WorkFolder.standardParent(),
                named: "plimsoll-verify")
        } catch {
            throw CommandFailure(error.explanation)
        }
        let ending = SafetyEnding(folder)
        ending.listen()
        do throws(CommandFailure) {
            let report = try run(arguments, console, in: folder, until: ending)
            if report.hasPassed { WorkFolder.remove(folder) }
            return report.hasPassed ? .success : .failure
        } catch {
            ending.endIfAsked()
            WorkFolder.remove(folder)
            throw error
        }
    }

    private static func run(
        _ arguments: CommandArguments, _ console: Console, in folder: String,
        until ending: SafetyEnding
    ) throws(CommandFailure) -> SafetyReport {
        let part = arguments.text("part")
        let checks = SafetySuite.checks.filter { part == nil || $0.part.rawValue == part }
        let place = try place(arguments, folder)
        let isText = !arguments.has("json")
        if isText { try console.say(SafetyText.heading(folder)) }
        let report = try SafetySuite.run(checks, in: place, isEnded: { ending.isAsked }) {
            (result) throws(CommandFailure) in
            guard isText else { return }
            for line in SafetyText.lines(of: result) { try console.say(line) }
            try console.flush()
        }
        ending.endIfAsked()
        if isText {
            for line in SafetyText.closing(report) { try console.say(line) }
        } else {
            try console.say(SafetyJSON.document(report))
        }
        try write(report, arguments)
        return report
    }

    private static func place(
        _ arguments: CommandArguments, _ folder: String
    ) throws(CommandFailure) -> SafetyPlace {
        guard let own = ProcessEnvironment.programFolder() else {
            throw CommandFailure(
                "cannot find out where this program lies: /proc/self/exe cannot be read",
                remedy: "Mount /proc.")
        }
        return SafetyPlace(
            folder: folder, program: own + "/plimsoll",
            simulator: arguments.text("simulator") ?? (own + "/plimsoll-sim"), bars: SafetyBars())
    }

    private static func write(
        _ report: SafetyReport, _ arguments: CommandArguments
    ) throws(CommandFailure) {
        do throws(FileFault) {
            if let path = arguments.text("report-json") {
                try WorkFolder.write(
                    SafetyJSON.document(report).bytes + [UInt8(ascii: "\n")], to: path)
            }
            if let path = arguments.text("report-html") {
                try WorkFolder.write(SafetyPage.bytes(report), to: path)
            }
        } catch {
            throw CommandFailure(error.explanation)
        }
    }
}
