import Foundation
import Operations
import Testing

@Suite struct MarginCommandTests {
    private static let root: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root
    }()
    private static let published =
        root.deletingLastPathComponent().path + "/shared/vectors/margin.json"
    private static let absent: Comment = "needs the worked examples in ../shared/vectors"
    private static let pythonMissing: Comment = "python3 is not installed: nothing to compare with"
    private static let hasPython = (try? python(1, seed: 1, wrong: false)) != nil

    /// Examples that Python computed with fractions: so many of each kind, model and shape.
    private static func python(_ count: Int, seed: Int, wrong: Bool) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = root.path + "/Tests/Margin/margin-vectors"
        process.arguments =
            ["python3", script, "\(count)", "\(seed)"] + (wrong ? ["--wrong"] : [])
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    /// Runs the command on a file with this text.
    private static func run(_ text: String, _ words: String...) throws -> Run {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return Run.of(PlimsollProgram.root, ["margin", "--vectors", file.path] + words)
    }

    private static func row(
        _ change: (inout [String: Any]) -> Void = { _ in }
    ) throws -> String {
        var row: [String: Any] = [
            "id": "one", "kind": "maintenance_margin_linear", "model": "general",
            "inputs": ["notional": "1000000", "mmr": "0.01", "cum": "1300"],
            "expected": ["mm": "8700"], "recomputed": ["mm": "8700.00"], "tolerance": "0",
            "required": true,
        ]
        change(&row)
        let data = try JSONSerialization.data(withJSONObject: ["vectors": [row]])
        return String(decoding: data, as: UTF8.self)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: published), absent))
    func everyPublishedExampleThatIsRequiredPasses() {
        let run = Run.of(PlimsollProgram.root, ["margin", "--vectors", Self.published])
        #expect(run.exit == .success && run.errors.isEmpty)
        #expect(!run.output.contains("failed:"))
        #expect(run.output.hasSuffix("\n53 passed, 0 failed, 30 skipped\n"))
    }

    @Test(.enabled(if: hasPython, pythonMissing))
    func everyKindAndModelGivesWhatPythonMakesOfRandomInputs() throws {
        let count = ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] == nil ? 60 : 2_000
        let run = try Self.run(try Self.python(count, seed: 5, wrong: false))
        #expect(run.exit == .success)
        let failed = run.output.split(separator: "\n").filter { $0.hasPrefix("failed: ") }
        #expect(failed.isEmpty, "\(failed.prefix(3).joined(separator: "\n"))")
        #expect(run.output.hasSuffix("\n\(56 * count) passed, 0 failed, 0 skipped\n"))
    }

    @Test(.enabled(if: hasPython, pythonMissing))
    func anExampleThatIsWrongByTheLastDigitFails() throws {
        let run = try Self.run(try Self.python(20, seed: 6, wrong: true))
        #expect(run.exit == .failure)
        #expect(run.output.hasSuffix("\n0 passed, \(56 * 20) failed, 0 skipped\n"))
    }

    @Test func anExampleThatIsNotRequiredIsSkippedWithTheReason() throws {
        let run = try Self.run(
            try Self.row {
                $0["required"] = false
                $0["kind"] = "rounding"
                $0["model"] = "tradr"
            })
        #expect(
            run.output == """
                skipped: one rounding/tradr: not required: it follows conventions of tradr that are not ours
                0 passed, 0 failed, 1 skipped

                """)
        // Nothing was shown.
        #expect(run.exit == .failure)
    }

    @Test(
        "what cannot be computed is a failure of that example that says why",
        arguments: [
            ("kind", "tides", "the kind 'tides' is not known"),
            (
                "kind", "maintenance_margin_liner",
                "did you mean 'maintenance_margin_linear'?"
            ),
            ("model", "lloyds", "no model 'lloyds'; known are: binance, general, bybit"),
            ("model", "binance", "no input 'qty'; given are: "),
            (
                "inputs", "mmr",
                "'mmr' is no number there is room for; write it as text such as \"0.01\""
            ),
            ("expected", "depth", "no result 'depth' is known for inputs "),
            ("recomputed", "8700/1", "what was recomputed as mm is no number"),
        ])
    func failure(member: String, value: String, reason: String) throws {
        let run = try Self.run(
            try Self.row {
                switch member {
                case "inputs": $0[member] = ["notional": "1", "mmr": "x", "cum": "0"]
                case "expected": $0[member] = [value: "1"]
                case "recomputed": $0[member] = ["mm": value]
                default: $0[member] = value
                }
            })
        #expect(run.exit == .failure && run.errors.isEmpty)
        #expect(run.output.hasPrefix("failed: one ") && run.output.contains(reason))
        #expect(run.output.hasSuffix("\n0 passed, 1 failed, 0 skipped\n"))
    }

    @Test func aNumberMayHaveAnyDigitsAndBeWrittenWithoutQuotes() throws {
        let run = try Self.run(
            """
            {"vectors": [{"id": "long", "kind": "maintenance_margin_linear", "model": "general",
            "inputs": {"notional": 1e6, "mmr": "1.0E-2",
            "cum": "0.333333333333333333333333333333333333333333333333333333333333"},
            "expected": {"mm": "9999.67"}, "recomputed": null, "tolerance": "0.005"}]}
            """)
        #expect(
            run.output == """
                passed: long maintenance_margin_linear/general: mm=9999.666666666666666667
                1 passed, 0 failed, 0 skipped

                """)
    }

    /// An example as somebody writes it by hand: what is expected, and what it follows from.
    private static func sum(_ expected: String, _ recomputed: String) throws -> String {
        try row {
            $0["expected"] = ["mm": expected]
            $0["recomputed"] = ["mm": recomputed]
            $0["inputs"] = ["notional": "1", "mmr": "0.1234565", "cum": "0"]
        }
    }

    @Test func aPageMayPrintFewerDigitsOfWhatWasRecomputed() throws {
        #expect(try Self.run(Self.sum("0.123456", "0.1234565")).exit == .success)
        #expect(try Self.run(Self.sum("0.123457", "0.1234565")).exit == .failure)
        #expect(try Self.run(Self.sum("0.123456", "0.1234564")).exit == .failure)
    }

    @Test(
        "nothing held gains nothing and pays nothing",
        arguments: [
            ("unrealized_pnl_linear", "binance", "qty", "mark", "upnl"),
            ("realized_pnl_inverse", "bitmex", "contracts", "exit", "net"),
            ("unrealized_pnl_inverse", "nautilus", "contracts", "mark", "upnl"),
            ("funding_linear", "binance", "qty", "mark", "fee"),
        ])
    func nothing(kind: String, model: String, size: String, price: String, result: String) throws {
        let run = try Self.run(
            try Self.row {
                $0["kind"] = kind
                $0["model"] = model
                $0["inputs"] = [
                    "side": "short", size: "0", "entry": "7", price: "9", "rate": "0.1",
                    "funding_paid": "0",
                ]
                $0["expected"] = [result: "0"]
                $0["recomputed"] = nil
            })
        #expect(run.output.hasSuffix("\n1 passed, 0 failed, 0 skipped\n"))
    }

    @Test(
        "a time may have a fraction, a blank and an offset of nothing",
        arguments: [
            ("2021-09-01T00:00:14.999999999Z", "-0.0009141"),
            ("2021-09-01 00:00:14.9", "-0.0009141"),
            ("2021-09-01T00:00:15.0+00:00", "-0.0002493"),
        ])
    func time(opened: String, sum: String) throws {
        let run = try Self.run(
            try Self.row {
                $0["kind"] = "funding_linear"
                $0["model"] = "binance"
                $0["inputs"] = [
                    "side": "short", "qty": "30", "open": opened, "close": "2021-09-01 08:00:00",
                ]
                $0["expected"] = ["sum": sum]
                $0["recomputed"] = nil
            })
        #expect(run.exit == .success, "\(run.output)")
    }

    @Test(
        "a file that is not what it must be is one clear error",
        arguments: [
            ("", "JSON ends too early"), ("{", "JSON ends too early"),
            ("[]", "it has no list called 'vectors'"),
            (#"{"vectors": []}"#, "it has no list called 'vectors' with anything in it"),
            (#"{"vectors": [7]}"#, "vector 1: it is no object"),
            (#"{"vectors": [{"id": "a"}]}"#, "vector 1 ('a'): it has no text called 'kind'"),
            (
                #"{"vectors": [{"id":"a","kind":"b","model":"c","inputs":{},"expected":{}}]}"#,
                "vector 1 ('a'): it expects nothing"
            ),
        ])
    func refusal(text: String, reason: String) throws {
        let run = try Self.run(text)
        #expect(run.exit == .failure && run.output.isEmpty)
        #expect(run.errors.hasPrefix("plimsoll margin: cannot read "))
        #expect(run.errors.contains(reason))
    }

    @Test func aFileThatIsNotThereIsSaidToBeSo() {
        let run = Run.of(PlimsollProgram.root, ["margin", "--vectors", "/nowhere/at-all.json"])
        #expect(run.exit == .failure)
        #expect(run.errors.hasPrefix("plimsoll margin: cannot open /nowhere/at-all.json: "))
    }

    @Test func theJSONSaysWhatTheLinesSay() throws {
        let run = try Self.run(try Self.row(), "--json")
        #expect(
            run.output == """
                {"vectors":[{"verdict":"passed","id":"one","kind":"maintenance_margin_linear",\
                "model":"general","results":"mm=8700"}],"passed":1,"failed":0,"skipped":0}

                """)
        #expect(run.exit == .success)
    }
}
