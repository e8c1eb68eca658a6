import Foundation
import Operations
import Testing

@Suite struct CommandLineReferenceTests {
    private static let reference = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/reference/command-line.md")

    @Test("the reference holds every help page as it is; Scripts/command-line-reference writes it")
    func referenceIsCurrent() throws {
        let reference = try String(contentsOf: Self.reference, encoding: .utf8)
        var commands = 0
        func check(_ command: Command, _ path: [String]) {
            let page = Run.of(PlimsollProgram.root, path + ["--help"]).output
            let title = (["plimsoll"] + path).joined(separator: " ")
            #expect(reference.contains("\n## \(title)\n\n```\n\(page)```\n"), "\(title)")
            commands += 1
            for child in command.subcommands { check(child, path + [child.name]) }
        }
        check(PlimsollProgram.root, [])
        #expect(reference.components(separatedBy: "\n## ").count - 1 == commands)
    }
}
