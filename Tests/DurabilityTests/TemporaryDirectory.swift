import Foundation
import Host

/// A directory that goes with the test, and what a test needs to do to it from outside.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        run("/usr/bin/umount", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Mounts a memory file system over it. False where this user may not.
    func mountMemory(_ options: String) -> Bool {
        run("/usr/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", path)
    }

    /// Makes the mounted file system read-only.
    func remountReadOnly() -> Bool { run("/usr/bin/mount", "-o", "remount,ro", path) }

    /// Gives the mounted file system another size.
    func remount(_ options: String) -> Bool {
        run("/usr/bin/mount", "-o", "remount,\(options)", path)
    }

    @discardableResult
    private func run(_ program: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Whether this user may mount: asked once.
    static let canMount: Bool = {
        guard let directory = try? TemporaryDirectory() else { return false }
        return directory.mountMemory("size=64k")
    }()

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }
}
