import Foundation
import Host
import Operations
import Testing

/// Files that are no configuration at all.
@Suite struct ConfigurationFileTests {
    private func fault(of bytes: Data) throws -> String {
        let folder = try ConfigurationFolder()
        try folder.write(bytes, to: "plimsoll.yaml")
        let faults = folder.faults()
        #expect(faults.count == 1, "\(faults)")
        return faults.first ?? ""
    }

    @Test(
        "a file that was made to do harm ends in one fault with its place",
        arguments: [
            (String(repeating: "[", count: 1_000_000), "1:17: the value is nested too deeply"),
            (String(repeating: "#", count: 1 << 20 + 1), "1:1: the file is too large"),
            ("journal:\n\tdirectory: x", "2:1: this is not YAML"),
            ("a: &a [x]\nb: [*a, *a]", "1:4: an anchor (&) is not taken"),
            ("journal: !!map {}", "1:10: a tag (!) is not taken"),
            ("a: 1\n---\nb: 1", "2:1: a second document is not taken"),
            ("a: \u{0}", "1:4: the file holds a character that is no text"),
        ])
    func hostile(text: String, start: String) throws {
        #expect(try fault(of: Data(text.utf8)).hasPrefix(start))
    }

    @Test("a file that is no text is told with the byte's place")
    func notUTF8() throws {
        #expect(
            try fault(of: Data([0x61, 0x3A, 0x20, 0xFF])).hasPrefix("1:4: the file is no text"))
    }

    @Test("an empty file lacks what is needed")
    func empty() throws {
        let folder = try ConfigurationFolder("# nothing")
        #expect(folder.faults().count == 2)
    }

    @Test("a list or a text in place of settings is called what it is")
    func otherRoot() throws {
        #expect(try fault(of: Data("- a".utf8)).contains("the file has no settings: it is a list"))
        #expect(try fault(of: Data("hello".utf8)).contains("it is a single value"))
    }

    @Test("a file that is missing, a folder, or not to be read is told by the system's reason")
    func unreadable() throws {
        let folder = try ConfigurationFolder()
        func fault(_ path: String) -> String {
            let thrown = #expect(throws: ConfigurationFaults.self) {
                try Configuration.load(ConfigurationSources(file: path))
            }
            return thrown?.faults.map(\.description).joined(separator: "|") ?? ""
        }
        let missing = folder.folder + "/missing.yaml"
        #expect(fault(missing) == "cannot open \(missing): it does not exist. Check the path.")
        #expect(fault(folder.folder).contains("it is a directory. Name a file in it."))
        #expect(fault(folder.path + "/x").contains("it is no directory"))
        #expect(fault("/proc/self/mem").contains("cannot read /proc/self/mem"))
    }

    @Test(
        "a file that this user may not read is told so",
        .enabled(if: getuid() != 0, "root may read everything"))
    func notPermitted() throws {
        let folder = try ConfigurationFolder()
        try folder.write(Data("a".utf8), to: "plimsoll.yaml", mode: 0)
        #expect(folder.faults()[0].contains("this user has no right to it"))
    }
}

@Suite struct ConfigCommandsTests {
    @Test("check says ok, or every fault on standard error and exit code 78")
    func check() throws {
        let folder = try ConfigurationFolder()
        #expect(
            folder.run("check")
                == Run(
                    exit: .success, output: "ok: 1 venue, 1 account, nothing is limited\n",
                    errors: ""))
        try folder.write("http: {port: x}\n" + ConfigurationFolder.venue)
        let run = folder.run("check")
        #expect(run.exit == .configuration && run.output.isEmpty)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("\(folder.path):1:1: journal.directory is missing"))
        #expect(lines[1].hasPrefix("\(folder.path):1:14: http.port cannot be 'x'"))
        #expect(
            lines[2] == "plimsoll config check: the configuration \(folder.path) has 2 faults; "
                + "nothing was started")
    }

    @Test("check prints its faults as one object for scripts")
    func checkJSON() throws {
        let folder = try ConfigurationFolder()
        let right = try object(folder.run("check", "--json").output)
        #expect(right["ok"] as? Bool == true && (right["faults"] as? [Any])?.isEmpty == true)
        try folder.write("http: {port: x}\n" + ConfigurationFolder.venue)
        let run = folder.run("check", "--json", "--http-address", "x")
        #expect(run.exit == .configuration)
        let json = try object(run.output)
        let faults = try #require(json["faults"] as? [[String: Any]])
        let origins = faults.compactMap { $0["origin"] as? [String: Any] }
        #expect(json["ok"] as? Bool == false && faults.count == 3)
        #expect(origins.compactMap { $0["kind"] as? String } == ["flag", "file", "file"])
        #expect(origins[2]["line"] as? Int == 1 && origins[2]["column"] as? Int == 14)
        #expect(faults[2]["action"] as? String == "Give a whole number from 0 to 65535")
    }

    @Test("show prints every setting, and with --origin where it was written")
    func show() throws {
        let folder = try ConfigurationFolder()
        let plain = folder.run("show").output
        #expect(plain.contains("http.port                          8080\n"))
        #expect(!plain.contains("default"))
        let lines = folder.run("show", "--origin", "--http-port", "9090").output
            .split(separator: "\n").map {
                $0.split(separator: " ", omittingEmptySubsequences: true)
            }
        func line(_ name: String) -> [Substring]? { lines.first { $0[0] == name } }
        #expect(line("http.port") == ["http.port", "9090", "--http-port"])
        #expect(line("http.dashboard")?.last == "default")
        #expect(line("accounts.demo.id") == ["accounts.demo.id", "7", "\(folder.path):11:9"])
        #expect(line("risk.limits.global") == ["risk.limits.global", "unlimited", "default"])
        #expect(lines.count == 22)
    }

    @Test("every limit and every rate is shown as it is written, and which scopes have some")
    func showRisk() throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal, ConfigurationFolder.venue, ConfigurationFolder.account,
            """
            risk:
              valuation: USDT
              conversions: [{asset: USDC, price: 0.9995}]
              limits:
                - scope: global
                - scope: strategy:3
                  order-notional-max: 250000.50
                  prevents-self-trade: true
            """)
        let lines = folder.run("show", "--origin").output.split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        func line(_ name: String) -> [String]? { lines.first { $0[0] == "risk.\(name)" } }
        #expect(line("valuation")?[1] == "USDT")
        #expect(line("conversions.USDC")?[1] == "0.9995")
        #expect(line("limits.global")?[1] == "unlimited")
        #expect(
            line("limits.strategy:3.order-notional-max")
                == [
                    "risk.limits.strategy:3.order-notional-max", "250000.50",
                    "\(folder.path):21:27",
                ])
        #expect(line("limits.strategy:3.prevents-self-trade")?[1] == "true")
        #expect(folder.run("check").output.hasSuffix("limits for strategy:3\n"))
    }

    @Test(
        "limits that could hold for nothing, or deny everything, are faults",
        arguments: [
            (
                "scope: global\n      gross-max: 5", "risk.valuation is missing",
                "Add 'valuation: USDT'"
            ),
            (
                "scope: instrument:BTCUSD\n      long-max: 5",
                "the scope of limits cannot be 'instrument:BTCUSD'",
                "Perhaps 'instrument:BTCUSDT' was meant"
            ),
            (
                "scope: instrument:DOGEEUR\n      long-max: 5",
                "the scope of limits cannot be 'instrument:DOGEEUR'", "Follow it, or remove"
            ),
        ])
    func senseless(limits: String, what: String, action: String) throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal, ConfigurationFolder.venue, ConfigurationFolder.account,
            "risk:\n  limits:\n    - \(limits)")
        let faults = folder.faults()
        #expect(faults.count == 1)
        #expect(faults[0].hasPrefix("17:14: \(what)"), "\(faults)")
        #expect(faults[0].contains(action), "\(faults)")
    }

    @Test("limits that count in nothing need no valuation")
    func uncounted() throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal, ConfigurationFolder.venue, ConfigurationFolder.account,
            "risk:\n  limits:\n    - {scope: global, open-orders-max: 3, collar: 0.1}")
        #expect(folder.run("check").exit == .success)
    }

    @Test("show never prints a key or a secret, only the names of their files")
    func showHidesSecrets() throws {
        let folder = try ConfigurationFolder()
        for run in [folder.run("show", "--origin"), folder.run("show", "--json")] {
            #expect(run.exit == .success && run.output.contains("demo.secret"))
            #expect(!run.output.contains(ConfigurationFolder.secret))
            #expect(!run.output.contains("demo-key"))
        }
    }

    @Test("show gives one object for scripts, with the origin of each value")
    func showJSON() throws {
        let folder = try ConfigurationFolder()
        let json = try object(folder.run("show", "--json").output)
        let settings = try #require(json["settings"] as? [[String: Any]])
        let dashboard = try #require(settings.first { $0["name"] as? String == "http.dashboard" })
        #expect(dashboard["value"] is NSNull || dashboard["value"] is String)
        let name = try #require(settings.first { $0["name"] as? String == "accounts.demo.venue" })
        #expect(name["value"] as? String == "sim")
        #expect((name["origin"] as? [String: Any])?["line"] as? Int == 12)
    }

    @Test("without a file, the command line is what is wrong")
    func noFile() {
        let run = Run.of(PlimsollProgram.root, ["config", "check"])
        #expect(run.exit == .usage)
        #expect(run.errors.hasSuffix("Give --config FILE, or set PLIMSOLL_CONFIG.\n"))
    }

    @Test("the demo's configuration is right where its keys have been written")
    func demo() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../..")
        let demo = try String(contentsOf: root.appending(path: "config/demo.yaml"), encoding: .utf8)
        let folder = try ConfigurationFolder()
        try OpenDirectory.create(path: folder.folder + "/config")
        try OpenDirectory.create(path: folder.folder + "/data/demo")
        try folder.write(demo, to: "config/demo.yaml", mode: 0o644)
        try folder.write("demo-key\n", to: "data/demo/demo.key")
        try folder.write("demo-secret\n", to: "data/demo/demo.secret")
        let sources = ConfigurationSources(file: folder.folder + "/config/demo.yaml")
        let configuration = try Configuration.load(sources)
        #expect(configuration.journal.directory.value.hasSuffix("/data/demo/journal"))
        #expect(configuration.accounts[0].credentials.apiKey == "demo-key")
        #expect(configuration.venues[0].instruments.value.count == 3)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
