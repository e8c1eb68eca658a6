import Foundation
import Host
import Operations

/// The real thing: `plimsoll-sim venue` and `plimsoll run` on top of it, each in its own process,
/// with a journal on the disk of the working directory.
final class RunningHouse {
    private static let readySecondsMax = 60.0

    let venue: ChildProcess
    let plimsoll: ChildProcess
    let venuePort: Int
    let port: Int
    /// From the start of `plimsoll run` to the first answer of the dashboard's address.
    private(set) var secondsToFirstAnswer = 0.0
    private let folder: String

    /// Starts both and waits until orders are taken.
    ///
    /// - Parameter venueOptions: more options of `plimsoll-sim venue`.
    init(venueOptions: [String] = []) throws(CommandFailure) {
        folder = ".build/bench-house-\(UUID().uuidString.prefix(8))"
        venuePort = try FreePort.find()
        port = try FreePort.find()
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot make the folder \(folder)")
        }
        venue = try ChildProcess(
            "plimsoll-sim",
            ["venue", "--speak", "binance-spot", "--port", "\(venuePort)"] + venueOptions,
            logPath: folder + "/venue.log")
        try Self.wait(for: venue) { [venuePort] in Self.isWell(venuePort, "/api/v3/ping") }
        let settings = Self.configuration(port: port, venuePort: venuePort)
        try Self.write(settings, folder + "/plimsoll.yaml")
        try Self.write("demo-key\n", folder + "/key")
        try Self.write("demo-secret\n", folder + "/secret")
        let time = SystemTime()
        let begun = time.monotonicNanoseconds()
        plimsoll = try ChildProcess(
            "plimsoll", ["run", "--config", folder + "/plimsoll.yaml"],
            logPath: folder + "/plimsoll.log")
        try Self.wait(for: plimsoll) { [port] in Self.isWell(port, "/") }
        secondsToFirstAnswer = Double(time.monotonicNanoseconds() - begun) / 1e9
        try Self.wait(for: plimsoll) { [port] in Self.isWell(port, "/readyz") }
    }

    deinit {
        plimsoll.stop()
        venue.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func configuration(port: Int, venuePort: Int) -> String {
        """
        journal:
          directory: journal
        http:
          port: \(port)
        venues:
          - name: sim
            speaks: binance-spot
            rest: http://127.0.0.1:\(venuePort)
            streams: ws://127.0.0.1:\(venuePort)
            orders: ws://127.0.0.1:\(venuePort)/ws-api/v3
            instruments: [BTCUSDT]
        accounts:
          - name: main
            id: 1
            venue: sim
            key-file: key
            secret-file: secret

        """
    }

    private static func write(_ text: String, _ path: String) throws(CommandFailure) {
        let isSecret: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: isSecret)
        else { throw CommandFailure("cannot write \(path)") }
    }

    private static func isWell(_ port: Int, _ path: String) -> Bool {
        (try? LocalHTTP.ask(path, port: port).status) == 200
    }

    private static func wait(
        for child: ChildProcess, until isThere: () -> Bool
    ) throws(CommandFailure) {
        let latest = Date(timeIntervalSinceNow: readySecondsMax)
        while !isThere() {
            guard child.isRunning else {
                throw CommandFailure("\(child.name) ended by itself: \(child.lastWords)")
            }
            guard Date() < latest else {
                throw CommandFailure(
                    "\(child.name) is not ready after \(Int(readySecondsMax)) s: "
                        + child.lastWords)
            }
            SystemTime().sleep(nanoseconds: 1_000_000)
        }
    }
}
