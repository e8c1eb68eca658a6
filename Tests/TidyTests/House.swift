import Foundation

/// The project on disk, read once.
struct House: Sendable {
    /// The project's root folder.
    let root: URL
    /// Every Swift file of ours.
    let files: [SourceText]
    /// Every document and script of ours, as path and text.
    let documents: [(path: String, text: String)]

    /// The project that these tests belong to.
    static let ours = House(
        root: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent())

    init(root: URL) {
        self.root = root
        self.files = Self.paths(in: root, below: ["Sources", "Tests", "Benchmarks"])
            .filter { $0.hasSuffix(".swift") }
            .map { SourceText(path: $0, Self.text(of: $0, in: root)) }
        let folders = ["docs", "Scripts", ".ci", "config"]
        let here = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        self.documents =
            (Self.paths(in: root, below: folders)
            + here.filter { $0.hasSuffix(".md") || $0 == "Makefile" || $0 == "Package.swift" })
            .sorted().map { ($0, Self.text(of: $0, in: root)) }
    }

    /// The text of one file by its path from the root.
    func text(_ path: String) -> String { Self.text(of: path, in: root) }

    /// Whether something is at this path from the root.
    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// The names of the folders right below `folder`.
    func folders(in folder: String) -> [String] {
        let below = root.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: below.path)) ?? []
        return names.sorted().filter { name in
            var isFolder: ObjCBool = false
            let path = below.appending(path: name).path
            return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && isFolder.boolValue
        }
    }

    private static func paths(in root: URL, below folders: [String]) -> [String] {
        folders.flatMap { folder -> [String] in
            let start = root.appending(path: folder)
            let all = FileManager.default.enumerator(atPath: start.path)?.allObjects ?? []
            return all.compactMap { $0 as? String }.map { "\(folder)/\($0)" }
        }.sorted()
    }

    private static func text(of path: String, in root: URL) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }
}
