internal import Foundation
public import Operations

/// `mutants`, in a build that has the planted bugs: each is looked for by campaigns in a process of
/// its own, which may die of it.
public enum MutantsCommand {
    /// Worlds within which each bug must be caught, unless told otherwise.
    static let seedsMax: Int64 = 300
    /// Seconds after which a campaign that does not come to an end is ended: it is caught.
    static let secondsMax = 120

    /// The command.
    public static var command: Command {
        Command(
            "mutants", "plant bugs, and see that a campaign finds each",
            details: """
                Exit code 1: a bug survived, so the campaign is blind to such bugs.
                """,
            options: [
                .value(
                    "seeds", "N", .integer(1...1_000_000),
                    "Worlds within which each bug must be caught. \(seedsMax) if left out."),
                .value("only", "NAME", .text, "One bug alone."),
            ],
            examples: [CommandExample("plimsoll-sim mutants", "All of them.")],
            body: run)
    }

    private enum Verdict {
        case caught(seed: Int64, by: String)
        case died
        case survived
    }

    @Sendable
    private static func run(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        let seeds = arguments.integer("seeds") ?? seedsMax
        var (killed, survived) = (0, 0)
        for (index, bug) in PlantedBugs.all.enumerated() {
            if let only = arguments.text("only"), only != bug.name { continue }
            let words: String
            switch try look(for: index + 1, seeds) {
            case .caught(let seed, let by): words = "killed at seed \(seed) by \(by)"
            case .died:
                let seed = try firstDeath(of: index + 1, seeds)
                words = "killed at seed \(seed) by an assertion, or without end"
            case .survived: words = "SURVIVED \(seeds) seeds"
            }
            if words.hasPrefix("killed") { killed += 1 } else { survived += 1 }
            let name = bug.name + String(repeating: " ", count: max(1, 34 - bug.name.count))
            try console.say("\(name)\(words)")
        }
        try console.say("\(killed) killed, \(survived) survived")
        return survived == 0 && killed > 0 ? .success : .failure
    }

    /// The first seed of which the process dies.
    private static func firstDeath(
        of number: Int, _ seeds: Int64
    ) throws(CommandFailure) -> Int64 {
        var (lives, dies) = (0 as Int64, seeds)
        while dies - lives > 1 {
            let middle = (lives + dies) / 2
            if case .died = try look(for: number, middle) { dies = middle } else { lives = middle }
        }
        return dies
    }

    /// Runs a campaign with the bug.
    private static func look(
        for number: Int, _ seeds: Int64
    ) throws(CommandFailure) -> Verdict {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = [
            "--signal=KILL", "\(secondsMax)", program, "campaign", "--seeds", "1..\(seeds)",
            "--first",
        ]
        process.environment = ["PLIMSOLL_PLANTED_BUG": "\(number)"]
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw CommandFailure("the campaign does not start: \(error)", remedy: "Build it anew.")
        }
        let bytes = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: return .survived
        case 1: return try read(String(decoding: bytes, as: UTF8.self))
        case _: return .died
        }
    }

    /// The campaign's words: `seed 12: I14: …`.
    private static func read(_ words: String) throws(CommandFailure) -> Verdict {
        for line in words.split(separator: "\n") {
            guard let start = line.firstRange(of: "seed ") else { continue }
            let parts = line[start.upperBound...].split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let seed = Int64(parts[0]) else { continue }
            return .caught(seed: seed, by: String(parts[1].dropFirst().prefix(90)))
        }
        throw CommandFailure("the campaign failed without a seed: \(words)", remedy: "Run it.")
    }
}
