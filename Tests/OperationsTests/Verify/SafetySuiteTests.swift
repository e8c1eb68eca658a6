import Foundation
import Host
import Operations
import Testing
import Wire

/// A folder for checks, and checks that go as they are told.
private func place(_ bars: SafetyBars = SafetyBars()) throws -> SafetyPlace {
    let folder = try WorkFolder.make(
        in: FileManager.default.temporaryDirectory.path, named: "safety")
    return SafetyPlace(
        folder: folder, program: "/nowhere/plimsoll", simulator: nil, bars: bars)
}

private let passing = SafetyCheck(
    .boundary, "good", proves: "it is good", how: "by looking"
) { place throws(SafetyFailure) in
    do throws(FileFault) {
        try WorkFolder.write([1], to: place.folder + "/left")
    } catch {
        throw SafetyFailure(error.explanation, doing: "a file")
    }
    return "all <was> & \"well\""
}

private let failing = SafetyCheck(
    .recovery, "bad", proves: "no <script>alert(1)</script> runs", how: "by 'planting' it"
) { place throws(SafetyFailure) in
    do throws(FileFault) {
        try WorkFolder.write([1], to: place.folder + "/left")
    } catch {
        throw SafetyFailure(error.explanation, doing: "a file")
    }
    throw SafetyFailure(expected: "1 & 1", found: "<b>\u{1B}[31m", fix: "look \u{202E}at it")
}

@Suite struct SafetySuiteTests {
    private func report(_ checks: [SafetyCheck]) throws -> (SafetyReport, lines: [String]) {
        let place = try place()
        defer { WorkFolder.remove(place.folder) }
        var lines: [String] = []
        let report = try SafetySuite.run(checks, in: place) { result in
            lines += SafetyText.lines(of: result)
        }
        return (report, lines + SafetyText.closing(report))
    }

    @Test("a check that fails is told as text with what was expected, found, and is to be done")
    func text() throws {
        let (report, lines) = try report([passing, failing])
        #expect(!report.hasPassed && report.passed == 1 && report.failed == 1)
        #expect(lines[0].hasPrefix("passed  boundary.good "))
        #expect(lines[0].hasSuffix("  all <was> & \"well\""))
        #expect(lines[1].hasPrefix("FAILED  recovery.bad "))
        #expect(lines.contains("        tried:    by 'planting' it"))
        #expect(lines.contains("        expected: 1 & 1"))
        #expect(lines.contains("        to do:    look \u{202E}at it"))
        #expect(lines.last?.hasPrefix("1 passed, 1 failed in ") == true)
    }

    @Test("the same is told as JSON")
    func json() throws {
        let (report, _) = try report([passing, failing])
        let value = try JSONSerialization.jsonObject(
            with: Data(SafetyJSON.document(report).bytes))
        let object = try #require(value as? [String: Any])
        #expect(object["verdict"] as? String == "failed")
        let checks = try #require(object["checks"] as? [[String: Any]])
        #expect(checks.map { $0["name"] as? String } == ["boundary.good", "recovery.bad"])
        #expect(checks[0]["seen"] as? String == "all <was> & \"well\"")
        #expect(checks[1]["expected"] as? String == "1 & 1")
        #expect(checks[1]["found"] as? String == "<b>\u{1B}[31m")
        #expect(checks[1]["seen"] == nil)
    }

    @Test("the page shows it too, and nothing in it is taken for markup or comes from elsewhere")
    func page() throws {
        let (report, _) = try report([passing, failing])
        let page = String(decoding: SafetyPage.bytes(report), as: UTF8.self)
        #expect(page.contains("Safety tests failed"))
        #expect(page.contains("no &lt;script&gt;alert(1)&lt;/script&gt; runs"))
        #expect(page.contains("all &lt;was&gt; &amp; &quot;well&quot;"))
        #expect(page.contains("<b>found</b> &lt;b&gt;\\u{1B}[31m"))
        #expect(page.contains("look \\u{202E}at it"))
        for word in ["<script", "http://", "https://", "src=", "@import", "url("] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test("files of what passed are gone, those of what failed are kept")
    func files() throws {
        let place = try place()
        defer { WorkFolder.remove(place.folder) }
        _ = try SafetySuite.run([passing, failing], in: place) { _ in }
        let left = try FileManager.default.contentsOfDirectory(atPath: place.folder)
        #expect(left == ["bad"])
    }

    @Test("no check at all is no success")
    func none() throws {
        #expect(try !report([]).0.hasPassed)
    }

    @Test("every check has a name of its own, and says what it proves and how")
    func names() {
        let names = SafetySuite.checks.map(\.fullName)
        #expect(Set(names).count == names.count)
        for check in SafetySuite.checks {
            #expect(!check.proves.hasSuffix(".") && !check.how.hasSuffix("."))
        }
        for part in SafetyPart.allCases {
            #expect(SafetySuite.checks.contains { $0.part == part })
        }
    }

    @Test("a bar that nothing can reach is a failure that names the figures and the bar")
    func bar() throws {
        var bars = SafetyBars()
        bars.cyclesASecond = .max
        let place = try place(bars)
        defer { WorkFolder.remove(place.folder) }
        let checks = SafetySuite.checks.filter { $0.name == "order-cycles" }
        #expect(checks.count == 1)
        let report = try SafetySuite.run(checks, in: place) { _ in }
        guard case .failure(let failure) = report.results[0].outcome else {
            Issue.record("it passed")
            return
        }
        #expect(failure.expected.contains("\(Int.max) cycles a second"))
        #expect(failure.found.contains("cycles a second of processor time"))
    }

    @Test("where the simulator or the program is missing, the checks that need it say what to do")
    func missing() throws {
        let place = try place()
        defer { WorkFolder.remove(place.folder) }
        let checks = SafetySuite.checks.filter {
            ["trades-through-sockets", "configuration"].contains($0.name)
        }
        let report = try SafetySuite.run(checks, in: place) { _ in }
        #expect(report.failed == 2)
        let fixes = report.results.compactMap { result in
            guard case .failure(let failure) = result.outcome else { return nil as String? }
            return failure.fix
        }
        #expect(fixes[0].contains("--simulator FILE"))
        #expect(fixes[1].contains("make build"))
    }

    @Test(
        "what needs no other program passes here",
        arguments: [
            "trades-at-once", "order-limits", "balance-limit", "numbers", "names", "full-queue",
            "full-commit", "journal-records", "restored-state", "damaged-snapshot", "decided-anew",
            "torn-tail", "damaged-journal", "missing-file", "newer-version",
        ])
    func passes(name: String) throws {
        let checks = SafetySuite.checks.filter { $0.name == name }
        #expect(checks.count == 1)
        let (report, lines) = try report(checks)
        #expect(report.hasPassed, "\(lines)")
    }
}
