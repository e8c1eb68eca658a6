import Foundation
import Testing

/// The script that writes the last line of a test run is believed by everybody, so it is tested.
@Suite(.enabled(if: Python.path != nil, "needs python3"))
struct ClosingLineTests {
    private func closing(
        _ cases: String?, status: Int = 0, part: (status: Int, said: String?)? = nil
    ) throws -> (last: String, all: String, status: Int32) {
        let report = FileManager.default.temporaryDirectory
            .appending(path: "closing-\(UUID().uuidString).xml")
        defer { try? FileManager.default.removeItem(at: report) }
        if let cases {
            try Data("<testsuites><testsuite>\(cases)</testsuite></testsuites>".utf8)
                .write(to: report)
        }
        let log = report.appendingPathExtension("log")
        defer { try? FileManager.default.removeItem(at: log) }
        if let said = part?.said { try Data(said.utf8).write(to: log) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Python.path))
        process.arguments =
            [House.ours.root.appending(path: "Scripts/closing-line").path]
            + ["--status", "\(status)"]
            + (part.map { ["--part", "Clients", "\($0.status)", log.path] } ?? []) + [report.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let last = said.split(separator: "\n").last.map(String.init) ?? ""
        return (last, said, process.terminationStatus)
    }

    private let passed = #"<testcase classname="A" name="a()" time="1"/>"#
    private let skipped =
        #"<testcase classname="A" name="b()"><skipped>no tape</skipped></testcase>"#
    private let failed =
        #"<testcase classname="A" name="c()"><failure message="1 = 2"/></testcase>"#

    @Test("passed, failed and skipped tests are counted each as what they are")
    func counts() throws {
        let run = try closing(passed + passed + skipped)
        #expect(run.last == "2 passed, 0 failed, 1 skipped")
        #expect(run.all.contains("skipped: A/b(): no tape\n"))
        #expect(run.status == 0)
    }

    @Test("a failed test fails the run and is named")
    func failure() throws {
        let run = try closing(passed + failed, status: 1)
        #expect(run.last == "1 passed, 1 failed, 0 skipped")
        #expect(run.all.contains("failed: A/c(): 1 = 2\n"))
        #expect(run.status == 1)
    }

    @Test("no report, an empty report and one of skipped tests only are failures")
    func nothingRan() throws {
        for cases in [nil, "", skipped] {
            let run = try closing(cases)
            #expect(run.last.hasPrefix("0 passed, "))
            #expect(run.status == 1)
        }
    }

    @Test("a report that cannot be read is a failure")
    func brokenReport() throws {
        let run = try closing("<broken")
        #expect(run.last == "0 passed, 1 failed, 0 skipped")
        #expect(run.status == 1)
    }

    @Test("a crash after the last report is a failure")
    func crash() throws {
        let run = try closing(passed, status: 139)
        #expect(run.last == "1 passed, 1 failed, 0 skipped")
        #expect(run.status == 1)
    }

    @Test("what a part beside the suite counted is added")
    func part() throws {
        let well = try closing(passed, part: (0, "noise\n3 passed, 0 failed, 1 skipped\n"))
        #expect(well.last == "4 passed, 0 failed, 1 skipped")
        #expect(well.all.contains("Clients: 3 passed, 0 failed, 1 skipped\n"))
        #expect(well.status == 0)
        let badly = try closing(passed, part: (1, "3 passed, 2 failed, 0 skipped\n"))
        #expect(badly.last == "4 passed, 2 failed, 0 skipped")
        #expect(badly.status == 1)
    }

    @Test(
        "a part that says nothing in the end, tests nothing, or fails without a word is a failure",
        arguments: [
            (0, nil), (0, ""), (0, "all is well\n"), (1, "Traceback\n"),
            (0, "3 passed, 0 failed, 0 skipped\nbut then it went on\n"),
            (0, "0 passed, 0 failed, 0 skipped\n"), (124, "0 passed, 0 failed, 0 skipped\n"),
        ])
    func partWithoutWord(status: Int, said: String?) throws {
        let run = try closing(passed, part: (status, said))
        #expect(run.last.hasSuffix(" passed, 1 failed, 0 skipped"))
        #expect(run.all.contains("failed: Clients: "))
        #expect(run.status == 1)
    }

    @Test("a part that fails after its closing line is a failure")
    func partEndsBadly() throws {
        let run = try closing(passed, part: (139, "3 passed, 0 failed, 0 skipped\n"))
        #expect(run.last == "4 passed, 1 failed, 0 skipped")
        #expect(run.status == 1)
    }
}

/// Where python3 is.
enum Python {
    static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")
        .split(separator: ":").map { "\($0)/python3" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}
