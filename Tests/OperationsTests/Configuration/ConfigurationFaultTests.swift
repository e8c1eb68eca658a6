import Domain
import Foundation
import Host
import Operations
import Testing

@Suite struct ConfigurationFaultTests {
    private typealias Parts = ConfigurationFolder

    /// What is exchanged in a right file, and the one fault that comes of it.
    static let wrong: [(String, String, String)] = [
        (
            "journal: {directory: journal}", "http: {port: 1}",
            "1:1: journal.directory is missing: a journal in another folder each time would be no "
                + "memory. Name the folder: 'journal:' and below it '  directory: DIR'."
        ),
        (
            "{directory: journal}", "journal",
            "1:10: 'journal' has no settings: it is a single value. "
                + "Write 'name: value' on lines of their own, indented alike."
        ),
        (
            "directory: journal", "directory: journal, segment-bytes: 64MB",
            "1:46: journal.segment-bytes cannot be '64MB': it is no whole number in digits. "
                + "Give a whole number from 65536 to 268435456."
        ),
        (
            "directory: journal", "directory: journal, segment-bytes: 65537",
            "1:46: journal.segment-bytes cannot be '65537': a segment is whole blocks of "
                + "4096 bytes. Give a multiple of it, such as 67108864."
        ),
        (
            "directory: journal", "directory: journal, segmet-bytes: 1",
            "1:31: there is no setting 'segmet-bytes' in 'journal': known are directory, "
                + "segment-bytes, snapshot-interval, retention-days, retention-bytes. "
                + "Perhaps 'segment-bytes' was meant."
        ),
        (
            "{directory: journal}", "{directory: }",
            "1:22: directory has no value: nothing is given. Give one, or remove the setting."
        ),
        (
            "{directory: journal}", "{directory: [a]}",
            "1:22: directory is no single value: it is a list. Give one value."
        ),
        (
            "{directory: journal}", "{directory: \"a\\0b\"}",
            "1:22: directory cannot be 'a\\u{0}b': a value is one line of text. "
                + "Write it on one line."
        ),
        (
            "speaks: binance-spot", "speaks: binance-spt",
            "4:13: speaks cannot be 'binance-spt': it is not among what is known. "
                + "Perhaps 'binance-spot' was meant."
        ),
        (
            "    speaks: binance-spot\n", "",
            "3:5: speaks is missing: venue 'sim' cannot do without it. "
                + "Add a line such as 'speaks: binance-spot'."
        ),
        (
            "streams: ws://127.0.0.1:18080", "streams: ws://127.0.0.1:18080/stream",
            "6:14: streams cannot be 'ws://127.0.0.1:18080/stream': /stream is appended by the "
                + "program. Leave it off, as in wss://stream.binance.com:9443."
        ),
        (
            "[BTCUSDT, ETHUSDT]", "[BTCUSDT, ETH/USDT]",
            "8:28: an instrument cannot be 'ETH/USDT': the venue names instruments in capitals and "
                + "digits without a separator. Perhaps 'ETHUSDT' was meant."
        ),
        (
            "[BTCUSDT, ETHUSDT]", "[BTCUSDT, BTCUSDT]",
            "8:28: the instrument BTCUSDT stands twice: 8:19 has it already. Give each its own."
        ),
        (
            "[BTCUSDT, ETHUSDT]", "BTCUSDT",
            "8:18: 'instruments' is no list: it is a single value. Write each element on a line of "
                + "its own after '- '."
        ),
        (
            "[BTCUSDT, ETHUSDT]", "[]",
            "8:18: instruments is empty: venue 'sim' has nothing to follow then. "
                + "Add one, such as BTCUSDT."
        ),
        (
            "id: 7", "id: 0",
            "11:9: id cannot be '0': it is out of range. Give a whole number from 1 to 4294967295."
        ),
        (
            "id: 7", "id: 0x7",
            "11:9: id cannot be '0x7': it is no whole number in digits. "
                + "Give a whole number from 1 to 4294967295."
        ),
        (
            "venue: sim", "venue: sin",
            "12:12: the venue of an account cannot be 'sin': no venue of this file has that name. "
                + "Perhaps 'sim' was meant."
        ),
        (
            "name: demo", "name: Demo",
            "10:11: the name of an account cannot be 'Demo': a name is at most 32 lower-case "
                + "letters, digits and hyphens, a letter first. Give a name such as 'main' or "
                + "'binance-2'."
        ),
        (
            "key-file: demo.key", "key-file: no.key",
            "13:15: key-file 'no.key' cannot be used: it does not exist. Check the path."
        ),
        (
            "id: 7", "id: 7\n    secret: tell-nobody",
            "12:5: 'secret' stands in account 'demo': a secret in this file is read by all who may "
                + "read it, and copied with it. Put it into a file of its own with mode 0600, and "
                + "name that with key-file or secret-file."
        ),
        (
            "secret-file: demo.secret", "secret-file: demo.secret\n    algorithm: ed25519",
            "14:18: the secret-file does not fit the algorithm ed25519: it holds no private key in "
                + "PEM. Name the file of the private key, or set 'algorithm: hmac-sha256'."
        ),
        (
            "venues:", "venue:",
            "1:1: venues is missing: without a venue there is nothing to do. "
                + "Add a list of venues, as in config/demo.yaml."
        ),
        (
            "journal:", "port: 1\njournal:",
            "1:1: there is no setting 'port' in the file: known are journal, http, venues, "
                + "accounts, risk. Write 'port:' below 'http:'."
        ),
        (
            "id: 7", "id: 7\n    id: 8",
            "12:5: 'id' stands here twice: it was given at 11:5 already. Keep one of the two."
        ),
    ]

    @Test("what is wrong is told with its place, why, and what to do", arguments: wrong)
    func wrongValue(right: String, wrong: String, fault: String) throws {
        let whole = [Parts.journal, Parts.venue, Parts.account].joined(separator: "\n")
        let place = try #require(whole.range(of: right))
        let folder = try Parts(whole.replacingCharacters(in: place, with: wrong))
        #expect(folder.faults().contains(fault), "\(folder.faults())")
    }

    @Test(
        "a wrong URL is told why",
        arguments: [
            ("127.0.0.1", "does not begin with"), ("ftp://x", "does not begin with"),
            ("ws://x", "does not begin with"), ("http://", "names no host"),
            ("http:///x", "names no host"), ("http://:80", "names no host"),
            ("http://[::1", "names no host"), ("http://[zz]", "names no host"),
            ("http://x:", "no port"), ("http://x:0", "no port"), ("http://x:65536", "no port"),
            ("http://x:+80", "no port"), ("http://a b", "a blank"), ("http://ä", "beyond ASCII"),
            ("http://me:pw@x", "a user"), ("http://x?a=1", "a query"), ("http://x#a", "a fragment"),
            ("http://x/api/v3", "is appended"), ("http://x/api/", "is appended"),
        ])
    func wrongURL(url: String, why: String) throws {
        let folder = try Parts(
            Parts.journal,
            Parts.venue.replacing("rest: http://127.0.0.1:18080", with: "rest: '\(url)'"))
        let faults = folder.faults()
        #expect(faults.count == 1 && faults[0].contains(why), "\(faults)")
    }

    @Test("a password in a URL is not repeated")
    func passwordInURL() throws {
        let folder = try Parts(
            Parts.journal,
            Parts.venue.replacing(
                "rest: http://127.0.0.1:18080", with: "rest: http://me:hunter2@x"))
        let faults = folder.faults()
        #expect(faults.count == 1 && faults[0].contains("a user"), "\(faults)")
        #expect(!faults[0].contains("hunter2"))
    }

    @Test(
        "an address that others can reach is refused, and so is one that is none",
        arguments: [
            ("0.0.0.0", "no credentials"), ("192.168.0.1", "no credentials"),
            ("::", "no credentials"), ("128.0.0.1", "no credentials"),
            ("localhost", "no address"), ("127.0.0", "no address"), ("127.0.0.+1", "no address"),
            ("127.0.0.256", "no address"), ("[::1]", "no address"),
        ])
    func address(address: String, why: String) throws {
        let faults = try Parts().faults(flags: [.httpAddress: address])
        #expect(faults.count == 1, "\(faults)")
        #expect(faults[0].hasPrefix("--http-address: ") && faults[0].contains(why), "\(faults)")
    }

    @Test("all faults are told at once: the command line's, the environment's, then the file's")
    func allAtOnce() throws {
        let folder = try Parts(
            "accounts: [{name: demo, id: 7, venue: sim, key-file: x.key, secret-file: x.secret}]",
            "http: {port: x, adress: y}", "venues: [{name: sim}]")
        let faults = folder.faults(
            flags: [.journalSegmentBytes: "7"],
            environment: ["PLIMSOLL_HTTP_ADDRESS": "x", "PLIMSOLL_DEMO_SECRET": "tell-nobody"])
        let places = faults.map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "--journal-segment-bytes:", "PLIMSOLL_HTTP_ADDRESS:", "PLIMSOLL_DEMO_SECRET:",
                "1:1:", "1:54:", "1:74:", "2:14:", "2:17:", "3:10:", "3:10:", "3:10:", "3:10:",
                "3:10:",
            ], "\(faults)")
        #expect(!faults.joined().contains("tell-nobody"))
    }

    @Test("only so many faults are told, and how many there are")
    func many() throws {
        let keys = (0..<200).map { "k\($0): 1" }.joined(separator: "\n")
        let folder = try Parts(Parts.journal, Parts.venue, keys)
        let thrown = #expect(throws: ConfigurationFaults.self) { try folder.load() }
        #expect(thrown?.faults.count == SettingLimits.faultsMax && thrown?.count == 200)
    }

    @Test("with several venues each says its number, so that their order means nothing")
    func venueNumbers() throws {
        let second = Parts.venue.replacing("venues:\n", with: "").replacing("sim", with: "two")
        let folder = try Parts(Parts.journal, Parts.venue, second)
        #expect(folder.faults().count { $0.contains("id is missing") } == 2)
        let numbered = { (text: String, id: Int) in
            text.replacing("    speaks", with: "    id: \(id)\n    speaks")
        }
        try folder.write(
            [Parts.journal, numbered(Parts.venue, 2), numbered(second, 1)].joined(separator: "\n"))
        #expect(try folder.load().venues.map(\.id.value.raw) == [2, 1])
        try folder.write(
            [Parts.journal, numbered(Parts.venue, 2), numbered(second, 2)].joined(separator: "\n"))
        #expect(folder.faults().count == 1 && folder.faults()[0].contains("the id of a venue 2"))
    }

    @Test("a certificate without its key, and a key that others may read, are refused")
    func certificate() throws {
        let folder = try Parts()
        let certificate = folder.folder + "/demo.key"
        #expect(
            folder.faults(flags: [.httpCertificate: certificate]) == [
                "--http-certificate: http.key is missing: TLS needs a certificate and its key. "
                    + "Name both, or neither."
            ])
        let faults = folder.faults(flags: [.httpCertificate: certificate, .httpKey: certificate])
        #expect(faults.count == 1 && faults[0].contains("mode 0644"))
    }

    @Test("a dashboard that is named and not there is a fault")
    func dashboard() throws {
        let faults = try Parts().faults(flags: [.httpDashboard: "/nowhere"])
        #expect(
            faults == [
                "--http-dashboard: there is no dashboard in /nowhere: it has no index.html "
                    + "that can be read. Name the folder that Scripts/build-dashboard made."
            ])
    }
}

/// Files of keys and secrets that are not as they should be.
@Suite struct SecretFileTests {
    @Test(
        "a secret that others may read, write or run is refused",
        arguments: [0o640, 0o604, 0o622, 0o611, 0o777])
    func open(mode: Int) throws {
        let folder = try ConfigurationFolder()
        try folder.write(ConfigurationFolder.secret, to: "demo.secret", mode: mode)
        let faults = folder.faults()
        #expect(faults.count == 1)
        let mode = String(mode, radix: 8)
        #expect(faults[0].contains("(mode 0\(mode)). Run: chmod 600 'demo.secret'."))
        #expect(!faults[0].contains(ConfigurationFolder.secret))
        try folder.write(ConfigurationFolder.secret, to: "demo.secret", mode: 0o400)
        #expect(throws: Never.self) { try folder.load() }
    }

    @Test(
        "a file of a key that is empty, too large, no word or of another kind is refused",
        arguments: [
            ("demo.key", "", "it is empty"), ("demo.secret", " \n\t", "it is empty"),
            ("demo.secret", String(repeating: "x", count: 4097), "larger than 4096 bytes"),
            ("demo.key", "two words", "holds no API key"),
            ("demo.key", "key\nX-Header: injected", "holds no API key"),
            ("demo.secret", "-----BEGIN PRIVATE KEY-----\nx", "a private key in PEM"),
        ])
    func content(file: String, text: String, why: String) throws {
        let folder = try ConfigurationFolder()
        try folder.write(text, to: file)
        let faults = folder.faults()
        #expect(faults.count == 1 && faults[0].contains(why), "\(faults)")
    }

    @Test("a secret that was written where the path of its file belongs is not repeated")
    func pasted() throws {
        let secret = "Kx8f2JqLmN0pQrStUvWxYz1234567890abcdEFGH"
        for name in ["key-file", "secret-file"] {
            let folder = try ConfigurationFolder(
                ConfigurationFolder.journal, ConfigurationFolder.venue,
                ConfigurationFolder.account.replacing(
                    "demo.\(name.prefix { $0 != "-" })", with: secret))
            let faults = folder.faults()
            #expect(faults.count == 1 && faults[0].contains("it may be a secret"))
            #expect(!faults.joined().contains(secret))
        }
    }

    @Test("a folder in place of a secret is called what it is")
    func folder() throws {
        let folder = try ConfigurationFolder()
        try FileManager.default.removeItem(atPath: folder.folder + "/demo.secret")
        try FileManager.default.createDirectory(
            atPath: folder.folder + "/demo.secret", withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        #expect(folder.faults()[0].contains("it is a directory"))
    }
}
