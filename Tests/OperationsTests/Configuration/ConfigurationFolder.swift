import Foundation
import Host
import Operations
import Testing

/// A folder with a configuration that is right, until a test makes it wrong; removed at the end.
final class ConfigurationFolder {
    static let journal = "journal: {directory: journal}"
    static let venue = """
        venues:
          - name: sim
            speaks: binance-spot
            rest: http://127.0.0.1:18080
            streams: ws://127.0.0.1:18080
            orders: ws://127.0.0.1:18080/ws-api/v3
            instruments: [BTCUSDT, ETHUSDT]
        """
    static let account = """
        accounts:
          - name: demo
            id: 7
            venue: sim
            key-file: demo.key
            secret-file: demo.secret
        """
    static let secret = "a-secret-that-nobody-may-see"

    let folder: String
    let path: String

    init(_ parts: String...) throws {
        folder =
            FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-\(UUID().uuidString)").path
        path = folder + "/plimsoll.yaml"
        try OpenDirectory.create(path: folder)
        let whole = parts.isEmpty ? [Self.journal, Self.venue, Self.account] : parts
        try write(whole.joined(separator: "\n"))
        try write("demo-key\n", to: "demo.key", mode: 0o644)
        try write(Self.secret + "\n", to: "demo.secret")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String) throws { try write(text, to: "plimsoll.yaml", mode: 0o644) }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        try write(Data(text.utf8), to: name, mode: mode)
    }

    func write(_ bytes: Data, to name: String, mode: Int = 0o600) throws {
        try bytes.write(to: URL(fileURLWithPath: folder + "/" + name))
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: folder + "/" + name)
    }

    func load(
        flags: [SettingName: String] = [:], environment: [String: String] = [:],
        programFolder: String? = nil
    ) throws -> Configuration {
        var sources = ConfigurationSources(file: path)
        sources.flags = flags
        sources.environment = environment
        sources.programFolder = programFolder
        return try Configuration.load(sources)
    }

    /// The faults, each on a line without the file's path.
    func faults(
        flags: [SettingName: String] = [:], environment: [String: String] = [:]
    ) -> [String] {
        let thrown = #expect(throws: ConfigurationFaults.self) {
            try load(flags: flags, environment: environment)
        }
        return (thrown?.faults ?? []).map {
            $0.description.replacing(path + ":", with: "").replacing(folder + "/", with: "")
        }
    }

    func run(_ words: String...) -> Run {
        Run.of(PlimsollProgram.root, ["config"] + words + ["--config", path])
    }
}
