import Domain
import Host
import Operations
import Testing

@Suite struct ConfigurationTests {
    @Test("a file gives its values, and defaults what it does not say")
    func values() throws {
        let folder = try ConfigurationFolder()
        let configuration = try folder.load()
        #expect(configuration.journal.directory.value == folder.folder + "/journal")
        #expect(configuration.journal.segmentBytes == Setting(67_108_864, from: .standard))
        #expect(configuration.journal.snapshotInterval == Setting(500_000, from: .standard))
        #expect(configuration.http.address == Setting("127.0.0.1", from: .standard))
        #expect(configuration.http.port == Setting(8080, from: .standard))
        #expect(configuration.http.dashboard == Setting(nil, from: .standard))
        #expect(configuration.http.certificate == nil)
        let venue = try #require(configuration.venues.first)
        #expect(venue.name.value == "sim" && venue.speaks.value == .binanceSpot)
        #expect(venue.id == Setting(VenueID(1), from: .standard))
        #expect(venue.rest.value == "http://127.0.0.1:18080")
        #expect(venue.streams.value == "ws://127.0.0.1:18080")
        #expect(venue.orders.value == "ws://127.0.0.1:18080/ws-api/v3")
        #expect(venue.instruments.value == [try Symbol("BTCUSDT"), try Symbol("ETHUSDT")])
        let account = try #require(configuration.accounts.first)
        #expect(account.name.value == "demo" && account.venue.value == "sim")
        #expect(account.id.value == AccountID(7) && account.strategy.value == StrategyID(1))
        #expect(account.algorithm.value == .hmacSHA256)
        #expect(account.credentials.apiKey == "demo-key")
        #expect(
            account.credentials.signature(of: [1, 2])
                == HMACSHA256.code(of: [1, 2], key: Array(ConfigurationFolder.secret.utf8)))
        #expect(configuration.notes.isEmpty)
    }

    @Test("limits are read by scope, and what is not said is not limited")
    func risk() throws {
        let standard = try ConfigurationFolder().load().risk
        #expect(standard.limits.map(\.values) == [.unlimited()])
        let written = """
            risk:
              valuation: USDT
              conversions:
                - {asset: USDC, price: 0.9995}
                - {asset: FDUSD, price: 1}
              limits:
                - scope: global
                  order-notional-max: 250000.5
                  collar: 0.05
                  duplicate-window-ms: 250
                - scope: account:demo
                  open-orders-max: 20
                  prevents-self-trade: true
                - scope: instrument:BTCUSDT
                  long-max: 2
            """
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal, ConfigurationFolder.venue, ConfigurationFolder.account,
            written)
        let risk = try folder.load().risk
        #expect(risk.valuation?.value == (try Asset("USDT")))
        #expect(risk.conversions.map(\.asset.value) == [try Asset("USDC"), try Asset("FDUSD")])
        #expect(risk.conversions.map(\.price.value.raw) == [Money.one * 1999 / 2000, Money.one])
        var global = RiskLimits.unlimited()
        global.orderNotionalMax = Money(raw: 2_500_005 * Money.one / 10)
        global.collar = .basisPoints(500)
        global.duplicateWindow = 250_000_000
        var account = RiskLimits.unlimited(.account(AccountID(7)))
        account.openOrdersMax = 20
        account.preventsSelfTrade = true
        #expect(risk.limits.prefix(2).map(\.values) == [global, account])
        #expect(risk.limits[2].scope == .instrument(try Symbol("BTCUSDT")))
        #expect(risk.limits[2].values.longMax == Money(units: 2))
    }

    @Test("a limit on an account's age that its comparisons cannot keep to is refused")
    func shortAge() throws {
        func load(_ scope: String, _ age: Int, every: Int?) throws -> [ConfigurationFault] {
            let interval = every.map { "\n    compare-interval-ms: \($0)" } ?? ""
            let risk = "risk:\n  limits:\n    - scope: \(scope)\n      balance-age-max-ms: "
            let folder = try ConfigurationFolder(
                ConfigurationFolder.journal, ConfigurationFolder.venue,
                ConfigurationFolder.account + interval, risk + "\(age)")
            do throws(ConfigurationFaults) {
                _ = try Configuration.load(ConfigurationSources(file: folder.path))
                return []
            } catch {
                return error.faults
            }
        }
        for scope in ["global", "account:demo"] {
            #expect(try load(scope, 60_000, every: nil) == [])
            #expect(try load(scope, 59_999, every: nil).count == 1)
            #expect(try load(scope, 4_000, every: 2_000) == [])
        }
        let fault = try #require(try load("global", 3_999, every: 2_000).first)
        #expect(fault.description.contains("every 2000 ms"))
        #expect(fault.description.contains("Give at least 4000"))
        #expect(try load("global", 9_999, every: 999).count >= 1)
    }

    @Test("flags beat the environment, the environment beats the file, the file beats the default")
    func precedence() throws {
        let file = try ConfigurationFolder(
            "http: {port: 1}", ConfigurationFolder.journal, ConfigurationFolder.venue)
        let environment = ["PLIMSOLL_HTTP_PORT": "2"]
        let flags: [SettingName: String] = [.httpPort: "3"]
        let place = TextPlace(line: 1, column: 14)
        #expect(try file.load().http.port == Setting(1, from: .file(path: file.path, place)))
        #expect(
            try file.load(environment: environment).http.port
                == Setting(2, from: .environment("PLIMSOLL_HTTP_PORT")))
        #expect(
            try file.load(flags: flags, environment: environment).http.port
                == Setting(3, from: .flag("--http-port")))
    }

    @Test(
        "every setting outside of the lists can be given by a flag and by a variable",
        arguments: SettingName.allCases)
    func everyScalar(setting: SettingName) throws {
        let folder = try ConfigurationFolder()
        try folder.write("x", to: "index.html")
        let values: [SettingName: String] = [
            .journalDirectory: "/elsewhere", .journalSegmentBytes: "65536",
            .journalSnapshotInterval: "1000", .journalRetentionDays: "90",
            .journalRetentionBytes: "1000000", .httpPort: "9090",
            .httpAddress: "::1", .httpDashboard: folder.folder,
            .httpCertificate: folder.folder + "/demo.key",
            .httpKey: folder.folder + "/demo.secret",
        ]
        // A certificate and its key go together.
        let partners: [SettingName: SettingName] = [
            .httpCertificate: .httpKey, .httpKey: .httpCertificate,
        ]
        var flags = partners[setting].map { [$0: values[$0]!] } ?? [:]
        let value = try #require(values[setting])
        let byVariable = try folder.load(
            flags: flags, environment: [setting.environmentName: value])
        flags[setting] = value
        let byFlag = try folder.load(flags: flags)
        let plain = try folder.load()
        #expect(byFlag.journal != plain.journal || byFlag.http != plain.http)
        for loaded in [byFlag, byVariable] {
            let http = loaded.http
            let texts = [
                loaded.journal.directory.value, "\(loaded.journal.segmentBytes.value)",
                "\(loaded.journal.snapshotInterval.value)",
                "\(loaded.journal.retentionDays.value)",
                "\(loaded.journal.retentionBytes.value)",
                http.address.value, "\(http.port.value)", http.dashboard.value,
                http.certificate?.value.chainPath, http.certificate?.value.keyPath,
            ]
            #expect(texts.contains(value))
        }
    }

    @Test("a relative path counts from the file's folder in the file, else from where one is")
    func paths() throws {
        let folder = try ConfigurationFolder()
        #expect(try folder.load().journal.directory.value == folder.folder + "/journal")
        #expect(try folder.load(flags: [.journalDirectory: "j"]).journal.directory.value == "j")
        let variable = ["PLIMSOLL_JOURNAL_DIRECTORY": "j"]
        #expect(try folder.load(environment: variable).journal.directory.value == "j")
        try folder.write(
            "journal: {directory: /j}\n" + ConfigurationFolder.venue)
        #expect(try folder.load().journal.directory.value == "/j")
    }

    @Test("the files of an account's key and secret can be named by the environment")
    func secretsByEnvironment() throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal, ConfigurationFolder.venue,
            ConfigurationFolder.account.replacing("demo.key", with: "nowhere.key")
                .replacing("name: demo", with: "name: demo-2"))
        try folder.write("other-key", to: "other.key")
        let account = try folder.load(environment: [
            "PLIMSOLL_DEMO_2_KEY_FILE": folder.folder + "/other.key"
        ]).accounts[0]
        #expect(account.credentials.apiKey == "other-key")
        #expect(account.keyFile.origin == .environment("PLIMSOLL_DEMO_2_KEY_FILE"))
        try folder.write("other-secret", to: "other.secret")
        let both = try folder.load(environment: [
            "PLIMSOLL_DEMO_2_KEY_FILE": folder.folder + "/other.key",
            "PLIMSOLL_DEMO_2_SECRET_FILE": folder.folder + "/other.secret",
        ]).accounts[0]
        #expect(
            both.credentials.signature(of: [3])
                == HMACSHA256.code(of: [3], key: Array("other-secret".utf8)))
    }

    @Test("an Ed25519 key is taken as PEM, without the blanks around it, and signs")
    func ed25519() throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal, ConfigurationFolder.venue,
            ConfigurationFolder.account + "\n    algorithm: ed25519")
        // RFC 8032 §7.1, test 2, its seed behind the fixed bytes of RFC 8410.
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
            -----END PRIVATE KEY-----
            """
        try folder.write("\n" + pem + "\n\n", to: "demo.secret")
        let account = try folder.load().accounts[0]
        #expect(account.algorithm.value == .ed25519)
        let signature = account.credentials.signature(of: [0x72])
        #expect(signature.count == 64)
        #expect(signature.prefix(4) == [0x92, 0xA0, 0x09, 0xA9])
        try folder.write("-----BEGIN PRIVATE KEY-----\nMC4=", to: "demo.secret")
        #expect(folder.faults().count == 1)
    }

    @Test("no print of a configuration or of credentials shows a key or a secret")
    func secretsStayHidden() throws {
        let configuration = try ConfigurationFolder().load()
        var dumped = ""
        dump(configuration, to: &dumped)
        dump(configuration.accounts[0].credentials, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains(ConfigurationFolder.secret) && !text.contains("demo-key"))
            let bytes = "\(Array(ConfigurationFolder.secret.utf8))".dropFirst().dropLast()
            #expect(!text.contains(bytes))
        }
    }

    @Test("the dashboard is looked for where a build leaves it, seen from the program's folder")
    func dashboard() throws {
        let folder = try ConfigurationFolder()
        let program = folder.folder + "/.build/machine/release"
        try OpenDirectory.create(path: program)
        #expect(try folder.load(programFolder: program).http.dashboard.value == nil)
        try OpenDirectory.create(path: folder.folder + "/.build/dashboard")
        #expect(try folder.load(programFolder: program).http.dashboard.value == nil)
        try folder.write("page", to: ".build/dashboard/index.html")
        #expect(
            try folder.load(programFolder: program).http.dashboard
                == Setting(program + "/../../dashboard", from: .standard))
    }

    @Test("a URL keeps its path and port, and loses the slash at its end")
    func urls() throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal,
            ConfigurationFolder.venue
                .replacing("http://127.0.0.1:18080", with: "https://proxy.example/binance//")
                .replacing("streams: ws://127.0.0.1:18080", with: "streams: 'wss://[::1]:9443/'"))
        let venue = try folder.load().venues[0]
        #expect(venue.rest.value == "https://proxy.example/binance")
        #expect(venue.streams.value == "wss://[::1]:9443")
    }

    @Test("what is allowed and hardly meant is noted: keys in the clear, a variable that is none")
    func notes() throws {
        let folder = try ConfigurationFolder(
            ConfigurationFolder.journal,
            ConfigurationFolder.venue.replacing("http://127.0.0.1", with: "http://sim.example"),
            ConfigurationFolder.account)
        let notes = try folder.load(environment: [
            "PLIMSOLL_HTTP_PROT": "1", "PLIMSOLL_DEMO_KEY_FLIE": "x", "PATH": "/bin",
            "PLIMSOLL_SERVICE_HOST": "10.0.0.1",
        ]).notes
        #expect(
            notes.map { $0.replacing(folder.path, with: "FILE") } == [
                "FILE:5:11: rest goes to another machine unencrypted; keys can be read on the way",
                "the environment variable PLIMSOLL_DEMO_KEY_FLIE is no setting; "
                    + "did you mean PLIMSOLL_DEMO_KEY_FILE?",
                "the environment variable PLIMSOLL_HTTP_PROT is no setting; "
                    + "did you mean PLIMSOLL_HTTP_PORT?",
                "the environment variable PLIMSOLL_SERVICE_HOST is no setting",
            ])
    }
}
