import Foundation
import Host
import Operations

/// PostgreSQL with its usual safety: each client inserts one row a transaction.
struct PostgreSQLPeer {
    private let server: ChildProcess
    private let benchmark: String
    private let port: Int
    private let script: String

    /// Starts it; nil where it is not installed or does not start.
    init?(_ folder: BenchmarkFolder) {
        guard let server = Tool.path("postgres", in: Self.folders),
            let initdb = Tool.path("initdb", in: Self.folders),
            let benchmark = Tool.path("pgbench", in: Self.folders),
            let psql = Tool.path("psql", in: Self.folders), let port = try? FreePort.find(),
            let home = try? BenchmarkFolder.made(folder.path + "/postgresql"),
            let script = try? folder.write(Self.insert, to: "insert.sql")
        else { return nil }
        // It refuses to run as root.
        let user = geteuid() == 0 ? "postgres" : nil
        let place = FileManager.default.currentDirectoryPath + "/" + home
        let data = place + "/data"
        let making = ["--", initdb, "-D", data, "-A", "trust", "-U", "postgres"]
        guard Self.giveAway(home, to: user),
            (try? Tool.run(ChildProcess.starter, ChildProcess.identity(of: user) + making)) != nil,
            let started = try? ChildProcess(
                server,
                [
                    "-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "port=\(port)", "-c",
                    "unix_socket_directories=", "-c", "shared_buffers=512MB", "-c",
                    "max_wal_size=8GB",
                ], logPath: folder.path + "/postgresql.log", user: user)
        else { return nil }
        self.server = started
        self.benchmark = benchmark
        self.port = port
        self.script = script
        let table =
            "create table ev(seq bigserial primary key, cid text not null unique,"
            + " ts timestamptz default now(), body bytea)"
        let isUp = started.comes {
            (try? Tool.run(
                psql, ["-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-Atc", table])) != nil
        }
        guard isUp else { return nil }
    }

    /// Rows a second.
    func insertsASecond(clients: Int, seconds: Int) throws(CommandFailure) -> Double {
        let told = try Tool.run(
            benchmark,
            [
                "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-n", "-M", "prepared",
                "-T", "\(seconds)", "-c", "\(clients)", "-j", "2", "-f", script, "postgres",
            ])
        let rate = told.range(of: "tps = ").flatMap { range in
            told[range.upperBound...].split(separator: " ").first.flatMap { Double($0) }
        }
        guard let rate else { throw CommandFailure("pgbench said: \(told)") }
        return rate
    }

    func end() { server.stop() }

    private static let insert = """
        \\set r random(1, 9000000000000000)
        insert into ev(cid,body) values ('O-' || :r, decode(repeat('ab',256),'hex'));

        """

    /// Debian keeps the server's programs out of the `PATH`.
    private static var folders: [String] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted().reversed().map { "\(root)/\($0)/bin" }
    }

    private static func giveAway(_ folder: String, to user: String?) -> Bool {
        guard let user else { return true }
        return
            (try? FileManager.default.setAttributes(
                [.ownerAccountName: user, .posixPermissions: 0o700], ofItemAtPath: folder)) != nil
    }
}

/// SQLite with a write-ahead log and `synchronous=full`: one connection, one row a transaction. It
/// has one writer at a time, so more clients make it no faster.
struct SQLitePeer {
    private static let rows = 12_000
    private let program: String
    private let database: String
    private let script: String

    /// Nil where it is not installed.
    init?(_ folder: BenchmarkFolder) {
        guard let program = Tool.path("sqlite3") else { return nil }
        var text = "pragma journal_mode=wal;\npragma synchronous=full;\n"
        text += "create table ev(seq integer primary key, cid text not null unique, ts int, b);\n"
        for row in 0..<Self.rows {
            text += "insert into ev values(\(row),'O-\(row)',\(row),randomblob(256));\n"
        }
        guard let script = try? folder.write(text, to: "rows.sql") else { return nil }
        self.program = program
        self.script = script
        database = folder.path + "/sqlite.db"
    }

    /// Rows a second.
    func insertsASecond() throws(CommandFailure) -> Double {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: database + suffix)
        }
        let time = SystemTime()
        let begun = time.monotonicNanoseconds()
        _ = try Tool.run(program, ["-bail", database], input: script)
        return Double(Self.rows) * 1e9 / Double(time.monotonicNanoseconds() - begun)
    }
}
