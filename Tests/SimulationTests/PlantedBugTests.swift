import Foundation
import Testing

private let home = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A bug as `Tests/Mutants/planted.txt` has it.
private struct PlantedBug {
    let name: String
    let file: String
    let find: String

    static func all() throws -> [PlantedBug] {
        let list = home.appending(path: "Tests/Mutants/planted.txt")
        let text = try String(contentsOf: list, encoding: .utf8)
        return text.components(separatedBy: "\nbug ").dropFirst().map { part in
            func between(_ start: String, _ end: String) -> String {
                let tail = part.components(separatedBy: start).dropFirst().joined(separator: start)
                return tail.components(separatedBy: end)[0]
            }
            return PlantedBug(
                name: part.components(separatedBy: "\n")[0], file: between("\nfile ", "\n"),
                find: between("\nfind\n", "\nwith\n"))
        }
    }
}

@Suite struct PlantedBugTests {
    @Test func thereAreAtLeastFortyBugsToPlantAndEachHasANameOfItsOwn() throws {
        let bugs = try PlantedBug.all()
        #expect(bugs.count >= 40)
        #expect(Set(bugs.map(\.name)).count == bugs.count)
    }

    @Test func eachBugFindsItsOnePlaceInTheSources() throws {
        for bug in try PlantedBug.all() {
            let file = home.appending(path: bug.file)
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            let count = text.components(separatedBy: bug.find).count - 1
            #expect(
                count == 1,
                """
                \(bug.name): \(bug.file) has \(count) places that read as \
                Tests/Mutants/planted.txt says. Change what stands there after `find` and \
                `with` along with the code.
                """)
        }
    }

    @Test func theSourcesHaveNoPlantedBug() throws {
        let sources = home.appending(path: "Sources")
        let files = try #require(
            FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            count += 1
            for word in ["PLIMSOLL_MUTANTS", "PlantedBug"] {
                #expect(!text.contains(word), "\(file.lastPathComponent) knows of \(word)")
            }
        }
        #expect(count > 100)
    }
}
