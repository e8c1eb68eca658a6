import Foundation
import Host
import Operations

/// `plimsoll-sim venue` in a process of its own.
final class RunningVenue {
    let process: ChildProcess
    let port: Int
    /// For files of this run; gone at its end.
    let folder: String

    /// Starts it and waits until it answers.
    init(options: [String]) throws(CommandFailure) {
        folder = ".build/bench-house-\(UUID().uuidString.prefix(8))"
        port = try FreePort.find()
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot make the folder \(folder)")
        }
        process = try ChildProcess(
            "plimsoll-sim",
            ["venue", "--speak", "binance-spot", "--port", "\(port)"] + options,
            logPath: folder + "/venue.log")
        try process.wait { [port] in LocalHTTP.trouble(port, "/api/v3/ping") }
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// The real thing: a venue and `plimsoll run` on top of it, with a journal on the disk of the
/// working directory.
final class RunningHouse {
    let plimsoll: ChildProcess
    let port: Int
    /// From the start of `plimsoll run` to the first answer of the dashboard's address.
    let secondsToFirstAnswer: Double
    private let running: RunningVenue
    var venue: ChildProcess { running.process }
    var venuePort: Int { running.port }

    /// Starts both.
    ///
    /// - Parameters:
    ///   - venueOptions: more options of `plimsoll-sim venue`.
    ///   - waitsUntilReady: until orders are taken; else until the address answers.
    init(
        venueOptions: [String] = [], symbols: [String] = ["BTCUSDT"], waitsUntilReady: Bool = true
    ) throws(CommandFailure) {
        running = try RunningVenue(options: venueOptions)
        port = try FreePort.find()
        let folder = running.folder
        let settings = Self.configuration(port: port, venuePort: running.port, symbols)
        try Self.write(settings, folder + "/plimsoll.yaml")
        try Self.write("demo-key\n", folder + "/key")
        try Self.write("demo-secret\n", folder + "/secret")
        let time = SystemTime()
        let begun = time.monotonicNanoseconds()
        plimsoll = try ChildProcess(
            "plimsoll", ["run", "--config", folder + "/plimsoll.yaml"],
            logPath: folder + "/plimsoll.log")
        try plimsoll.wait { [port] in LocalHTTP.trouble(port, "/") }
        secondsToFirstAnswer = Double(time.monotonicNanoseconds() - begun) / 1e9
        guard waitsUntilReady else { return }
        try plimsoll.wait { [port] in LocalHTTP.trouble(port, "/readyz") }
    }

    deinit { plimsoll.stop() }

    private static func configuration(
        port: Int, venuePort: Int, _ symbols: [String]
    ) -> String {
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
            instruments: [\(symbols.joined(separator: ", "))]
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
}

extension LocalHTTP {
    /// Why the address does not answer 200; nil where it does.
    static func trouble(_ port: Int, _ path: String) -> String? {
        do throws(CommandFailure) {
            let status = try ask(path, port: port).status
            return status == 200 ? nil : "\(path) is answered \(status)"
        } catch {
            return "\(error)"
        }
    }
}

extension ChildProcess {
    private static let readySecondsMax = 60.0

    /// Waits until nothing is wrong any more.
    func wait(while trouble: () -> String?) throws(CommandFailure) {
        let latest = Date(timeIntervalSinceNow: Self.readySecondsMax)
        // Nobody is to knock before it says so.
        while let wrong = lastWords.contains("ready ") ? trouble() : "it has not said ready" {
            guard isRunning else {
                throw CommandFailure("\(name) ended by itself: \(lastWords)")
            }
            guard Date() < latest else {
                throw CommandFailure(
                    "\(name) is not ready after \(Int(Self.readySecondsMax)) s: \(wrong); it said: "
                        + lastWords)
            }
            SystemTime().sleep(nanoseconds: 1_000_000)
        }
    }
}
