import Operations

/// Redis with `appendfsync always`: it answers when the command is on the disk.
struct RedisPeer {
    private let server: ChildProcess
    private let benchmark: String
    private let port: Int

    /// Starts it; nil where it is not installed or does not start.
    init?(_ folder: BenchmarkFolder) {
        guard let program = Tool.path("redis-server"), let client = Tool.path("redis-cli"),
            let benchmark = Tool.path("redis-benchmark"), let port = try? FreePort.find(),
            let home = try? BenchmarkFolder.made(folder.path + "/redis"),
            let server = try? ChildProcess(
                program,
                [
                    "--port", "\(port)", "--bind", "127.0.0.1", "--dir", home, "--appendonly",
                    "yes", "--appendfsync", "always", "--save", "",
                    "--auto-aof-rewrite-percentage", "0",
                ], logPath: home + "/log")
        else { return nil }
        self.server = server
        self.benchmark = benchmark
        self.port = port
        let isUp = server.comes {
            (try? Tool.run(client, ["-p", "\(port)", "ping"]))?.hasPrefix("PONG") == true
        }
        guard isUp else { return nil }
    }

    /// `SET` of 256 bytes.
    ///
    /// - Parameter pipeline: how many commands each client has under way.
    /// - Returns: commands a second.
    func setsASecond(
        clients: Int, pipeline: Int, count: Int
    ) throws(CommandFailure) -> Double {
        let told = try Tool.run(
            benchmark,
            [
                "-p", "\(port)", "-q", "--csv", "-c", "\(clients)", "-P", "\(pipeline)", "-n",
                "\(count)", "-d", "256", "-r", "10000000", "-t", "set",
            ])
        // "SET","21000.00",…
        let cells = told.split(separator: "\n").last?.split(separator: ",") ?? []
        guard cells.count > 1, let rate = Double(cells[1].filter { $0 != "\"" }) else {
            throw CommandFailure("redis-benchmark said: \(told)")
        }
        return rate
    }

    func end() { server.stop() }
}
