import Foundation
import Operations
import Testing

/// What `plimsoll kill` says where no process answers; `Tests/Kill/test_switch.py` throws the
/// switch of a real one.
@Suite struct KillCommandTests {
    /// A port where nobody listens: it was ours a moment ago.
    private static let nobody = "http://127.0.0.1:1"

    @Test("where no process runs, that is said, and what it means")
    func down() {
        for words in [["kill"], ["kill", "--lift"]] {
            let run = Run.of(
                PlimsollProgram.root, words + ["--because", "a test", "--url", Self.nobody])
            #expect(run.exit == .failure && run.output.isEmpty)
            #expect(
                run.errors.contains(
                    "nothing was said: no process of plimsoll answers at \(Self.nobody)"))
            #expect(run.errors.contains("While none runs, none sends orders"))
        }
    }

    @Test("a reason is needed, and so is a place where the process listens")
    func usage() throws {
        let silent = Run.of(PlimsollProgram.root, ["kill", "--url", Self.nobody])
        #expect(silent.exit == .usage && silent.errors.contains("--because"))
        let blank = Run.of(
            PlimsollProgram.root, ["kill", "--because", "  ", "--url", Self.nobody])
        #expect(blank.exit == .usage && blank.errors.contains("--because says nothing"))
        let strange = Run.of(
            PlimsollProgram.root, ["kill", "--because", "x", "--url", "127.0.0.1"])
        #expect(strange.exit == .failure && strange.errors.contains("nothing was said"))
        let file = FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("http:\n  port: 0\n".utf8).write(to: file)
        let wrong = Run.of(
            PlimsollProgram.root, ["kill", "--because", "x", "--config", file.path])
        #expect(wrong.exit == .configuration)
        #expect(wrong.errors.contains("Say where the process listens: --url"))
    }
}
