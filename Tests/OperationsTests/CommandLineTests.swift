import Host
import Operations
import Testing

/// A program with one command of every shape.
let sampleProgram = Command(
    group: "ship", "a ship to try commands on",
    examples: [CommandExample("ship load 3", "Loads three.")],
    subcommands: [
        Command(
            "load", "load cargo",
            options: [
                .json,
                .value("into", "HOLD", .choice(["fore", "aft"]), "Where to.", isRequired: true),
                .value("weight", "N", .integer(1...100), "How much: 1 [ton] or 'more'."),
                .value("note", "TEXT", .text, "What to write."),
            ],
            positionals: [
                CommandPositional("CARGO", .file(suffix: ".box"), "What to load."),
                CommandPositional("COUNT", .integer(1...9), "How many.", isRequired: false),
            ],
            examples: [CommandExample("ship load --into aft tea.box", "Loads tea.")]
        ) { arguments, console throws(CommandFailure) in
            try console.say(
                [
                    arguments.positional("CARGO"), arguments.positional("COUNT"),
                    arguments.text("into") ?? "-", "\(arguments.integer("weight") ?? 0)",
                    arguments.text("note") ?? "-", "\(arguments.has("json"))",
                ].joined(separator: "|"))
            return .success
        },
        Command(
            group: "log", "read the log",
            examples: [CommandExample("ship log sink", "Fails.")],
            subcommands: [
                Command(
                    "sink", "go down", positionals: [],
                    examples: [CommandExample("ship log sink", "Fails.")]
                ) { _, console throws(CommandFailure) in
                    try console.say("going")
                    throw CommandFailure("cannot float: too heavy", remedy: "Unload.")
                },
                Command(
                    "flood", "print for ever",
                    examples: [CommandExample("ship log flood | head", "Ends by itself.")]
                ) { _, console throws(CommandFailure) in
                    while true { try console.say("water") }
                },
            ]),
    ])

/// What a run printed and how it ended.
struct Run: Equatable {
    var exit: ExitCode
    var output: String
    var errors: String

    /// Runs the sample with words parted by blanks.
    static func ship(_ line: String) -> Run {
        of(sampleProgram, line.split(separator: " ").map(String.init))
    }

    static func of(_ program: Command, _ words: [String]) -> Run {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        let console = Console(
            output: { bytes throws(StandardStreamFault) in output += bytes },
            errors: { bytes throws(StandardStreamFault) in errors += bytes })
        let exit = Program(program).run(words, console)
        return Run(
            exit: exit, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }
}

@Suite struct CommandLineTests {
    @Test(
        "options and arguments go in any order and either spelling",
        arguments: [
            ("load --into aft tea.box", "tea.box||aft|0|-|false"),
            ("load --into=aft tea.box 3", "tea.box|3|aft|0|-|false"),
            ("load tea.box --weight 7 --into fore --json", "tea.box||fore|7|-|true"),
            ("load tea.box --into fore --note=a=b", "tea.box||fore|0|a=b|false"),
            ("load tea.box --into fore --note=", "tea.box||fore|0||false"),
            ("load tea.box --into fore --note -x", "tea.box||fore|0|-x|false"),
            ("load --into fore -- --json", "--json||fore|0|-|false"),
            ("load --into fore -", "-||fore|0|-|false"),
        ])
    func accepts(line: String, said: String) {
        #expect(Run.ship(line) == Run(exit: .success, output: said + "\n", errors: ""))
    }

    @Test(
        "a line that is not understood names what is wrong and what was meant, and exits with 2",
        arguments: [
            ("", "ship: a command is missing"),
            ("laod", "ship: no command 'laod'; did you mean 'load'?"),
            ("xyzzy", "ship: no command 'xyzzy'"),
            ("--json load", "ship: no option '--json'"),
            ("log", "ship log: a command is missing"),
            ("log snik", "ship log: no command 'snik'; did you mean 'sink'?"),
            ("help laod", "ship: no command 'laod'; did you mean 'load'?"),
            ("load --ito aft x", "ship load: no option '--ito'; did you mean '--into'?"),
            ("load --ito=aft x", "ship load: no option '--ito'; did you mean '--into'?"),
            ("load -j", "ship load: no option '-j'"),
            ("load --json=1 x", "ship load: --json takes no value"),
            ("load --into", "ship load: --into needs a value: --into HOLD"),
            ("load --into --json x", "ship load: --into needs a value: --into HOLD"),
            ("load --into aft --into aft x", "ship load: --into is given twice"),
            ("load x", "ship load: --into HOLD is required"),
            ("load --into aft", "ship load: CARGO is required"),
            ("load --into aft a 1 b", "ship load: 'b' is one argument too many"),
            (
                "load --into mid x",
                "ship load: --into 'mid' is not right: it takes one of fore, aft"
            ),
            (
                "load --weight -1 x",
                "ship load: --weight '-1' is not right: it takes a whole number from 1 to 100"
            ),
            (
                "load --weight 99999999999999999999 x",
                "ship load: --weight '99999999999999999999' is not right: "
                    + "it takes a whole number from 1 to 100"
            ),
            (
                "load --weight 1e1 x",
                "ship load: --weight '1e1' is not right: it takes a whole number from 1 to 100"
            ),
            (
                "load --into aft a 0",
                "ship load: COUNT '0' is not right: it takes a whole number from 1 to 9"
            ),
        ])
    func refuses(line: String, said: String) {
        let run = Run.ship(line)
        let command = said.split(separator: ":")[0]
        #expect(run.errors == "\(said)\nTry '\(command) --help'.\n")
        #expect(run.output.isEmpty)
        #expect(run.exit == .usage)
    }

    @Test("what was typed is shown on one bounded line, its control characters made visible")
    func refusalsAreSafe() {
        let run = Run.of(sampleProgram, ["\u{1B}[2J\n" + String(repeating: "x", count: 5_000)])
        #expect(run.errors.hasPrefix("ship: no command '\\u{1B}[2J\\nxxx"))
        #expect(run.errors.split(separator: "\n").count == 2)
        #expect(run.errors.utf8.count < 200)
    }

    @Test("a path in an error is one line, whatever is in it")
    func pathsAreSafe() {
        let path = "/nowhere/a\n\u{1B}[31m\u{9B}1m\u{202E}"
        for words in [["journal", "verify"], ["replay", "--venue", "binance-spot"]] {
            let run = Run.of(PlimsollProgram.root, words + [path])
            #expect(run.errors.contains("/nowhere/a\\n\\u{1B}[31m\\u{9B}1m\\u{202E}: it does not"))
            #expect(run.errors.split(separator: "\n").count == 2)
            #expect(run.exit == .failure)
        }
    }

    @Test("an empty path is refused, not opened")
    func emptyPath() {
        let run = Run.of(sampleProgram, ["load", "--into", "aft", ""])
        #expect(run.errors.hasPrefix("ship load: CARGO '' is not right: it takes a path"))
        #expect(run.exit == .usage)
    }

    @Test(
        "help is printed at every level, whatever else is wrong with the line",
        arguments: [
            ("--help", "ship: a ship"), ("-h", "ship: a ship"), ("help", "ship: a ship"),
            ("load --help", "ship load: load cargo"), ("help load", "ship load: load cargo"),
            ("load --bogus -h", "ship load: load cargo"), ("log --help", "ship log: read the log"),
            ("help log sink", "ship log sink: go down"),
            ("log sink x y --help", "ship log sink: go down"),
        ])
    func help(line: String, start: String) {
        let run = Run.ship(line)
        #expect(run.output.hasPrefix(start))
        #expect(run.output.contains("\nExamples:\n  ship "))
        #expect(run.errors.isEmpty)
        #expect(run.exit == .success)
    }

    @Test("after -- even --help is an argument")
    func helpAfterDashes() {
        #expect(Run.ship("load --into aft -- --help").output.hasPrefix("--help|"))
    }

    @Test("a help page shows usage, arguments, options and examples in columns")
    func helpPage() {
        #expect(
            Run.ship("load --help").output == """
                ship load: load cargo

                Usage: ship load --into HOLD [options] CARGO [COUNT]

                Arguments:
                  CARGO  What to load.
                  COUNT  How many.

                Options:
                  --json       Print one JSON object instead of text.
                  --into HOLD  Where to. Takes one of fore, aft. Required.
                  --weight N   How much: 1 [ton] or 'more'.
                  --note TEXT  What to write.
                  --help, -h   Show this page.

                Examples:
                  ship load --into aft tea.box
                      Loads tea.

                """)
    }

    @Test("no line of a help page is wider than a terminal, examples aside")
    func helpIsNarrow() {
        func check(_ command: Command, _ path: [String]) {
            for line in Run.of(PlimsollProgram.root, path + ["--help"]).output.split(
                separator: "\n")
            where !line.hasPrefix("  plimsoll ") {
                #expect(line.count <= 80, "\(line)")
            }
            for child in command.subcommands { check(child, path + [child.name]) }
        }
        check(PlimsollProgram.root, [])
    }

    @Test("a command that fails keeps its output, says why and what to do, and exits with 1")
    func failure() {
        #expect(
            Run.ship("log sink")
                == Run(
                    exit: .failure, output: "going\n",
                    errors: "ship log sink: cannot float: too heavy\nUnload.\n"))
    }

    @Test("a reader that goes away ends the command without a word")
    func readerGone() {
        var errors: [UInt8] = []
        var writes = 0
        let console = Console(
            output: { _ throws(StandardStreamFault) in
                writes += 1
                if writes == 3 { throw .readerGone }
            },
            errors: { bytes throws(StandardStreamFault) in errors += bytes })
        #expect(Program(sampleProgram).run(["log", "flood"], console) == .readerGone)
        #expect(writes == 3)
        #expect(errors.isEmpty)
    }

    @Test("output that cannot be written is a failure that is told")
    func outputRefused() {
        var errors: [UInt8] = []
        let console = Console(
            output: { _ throws(StandardStreamFault) in
                throw .refused(FileFault(.write, path: "standard output", reason: .noSpace))
            },
            errors: { bytes throws(StandardStreamFault) in errors += bytes })
        #expect(Program(sampleProgram).run(["--help"], console) == .failure)
        #expect(
            String(decoding: errors, as: UTF8.self)
                .hasPrefix("ship: cannot write standard output: no space is left on the device"))
    }

    @Test("every command of plimsoll has a summary, examples and described options")
    func plimsollIsDescribed() {
        func check(_ command: Command, _ path: String) {
            #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."), "\(path)")
            #expect(!command.examples.isEmpty, "\(path)")
            for example in command.examples {
                #expect(example.line.contains(path), "\(path): \(example.line)")
            }
            for option in command.options {
                #expect(option.summary.hasSuffix("."), "\(path) --\(option.name)")
            }
            for child in command.subcommands { check(child, "\(path) \(child.name)") }
        }
        check(PlimsollProgram.root, "plimsoll")
    }

    @Test("version prints the release, as text and as JSON")
    func version() {
        let release = VersionCommand.release
        #expect(Run.of(PlimsollProgram.root, ["version"]).output == "plimsoll \(release)\n")
        #expect(
            Run.of(PlimsollProgram.root, ["version", "--json"]).output
                == "{\"name\":\"plimsoll\",\"release\":\"\(release)\"}\n")
    }
}
