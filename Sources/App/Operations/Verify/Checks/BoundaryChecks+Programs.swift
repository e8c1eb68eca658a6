internal import Domain
internal import Host

// What the programs refuse.
extension BoundaryChecks {
    private struct WrongFile {
        let what: String
        let change: (String, String)
        /// What must be said.
        let words: String
    }

    private static let wrongFiles = [
        WrongFile(
            what: "a setting that is none", change: ("http:", "htp:"), words: "htp"),
        WrongFile(
            what: "a port beyond the highest", change: ("port: 0", "port: 65536"), words: "65536"),
        WrongFile(
            what: "segments that are no whole blocks",
            change: ("segment-bytes: \(SafetyHouse.segmentBytes)", "segment-bytes: 1048577"),
            words: "1048577"),
        WrongFile(
            what: "a listening address that others can reach",
            change: ("port: 0", "port: 0\n  address: 0.0.0.0"), words: "0.0.0.0"),
        WrongFile(
            what: "an account at a venue that is none",
            change: ("    venue: sim", "    venue: other"), words: "other"),
        WrongFile(
            what: "a secret that is missing", change: ("secret-file: secret", "secret-file: none"),
            words: "none"),
        WrongFile(
            what: "a name that stands twice", change: ("http:", "http:\n  port: 1\nhttp:"),
            words: "http"),
        WrongFile(what: "no YAML", change: ("journal:", "journal: ["), words: "plimsoll.yaml"),
    ]

    /// `EX_CONFIG`, with which a wrong configuration ends a program.
    private static let configurationStatus: Int32 = 78

    @Sendable
    static func configuration(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let right = SafetyHouse.configuration(18_080)
        try SafetyHouse.write(right, "plimsoll.yaml", place)
        try SafetyHouse.write("demo-key\n", "key", place)
        try SafetyHouse.write("demo-secret\n", "secret", place)
        let (end, words) = try run(["config", "check"], "right", place)
        try require(end == .exited(0), "a right configuration is right", found: words)
        for (number, file) in wrongFiles.enumerated() {
            let text = right.replacing(file.change.0, with: file.change.1, maxReplacements: 1)
            try SafetyHouse.write(text, "plimsoll.yaml", place)
            for command in [["config", "check"], ["run"]] {
                let (end, words) = try run(command, "\(number)-\(command[0])", place)
                try require(
                    end == .exited(configurationStatus) && words.contains(file.words),
                    "\(file.what) is told by plimsoll \(command.joined(separator: " ")), status 78",
                    found: "\(end): \(words)")
            }
        }
        let isTouched = (try? OpenDirectory(path: place.folder + "/journal")) != nil
        try require(!isTouched, "no journal is made", found: "there is one")
        return "\(wrongFiles.count) wrong files refused by check and run, no journal made"
    }

    private static func run(
        _ words: [String], _ log: String, _ place: SafetyPlace
    ) throws(SafetyFailure) -> (ChildProcess.End, String) {
        var process = try SafetyProcess(
            place.program, words + ["--config", place.folder + "/plimsoll.yaml"],
            logPath: "\(place.folder)/\(log).log")
        let end = try process.awaitEnd("plimsoll \(words.joined(separator: " ")) ends")
        return (end, process.words)
    }

    // MARK: - The API

    private static func order(_ change: (String, String)) -> String {
        let right = """
            {"clientOrderId":"limit-1","symbol":"BTCUSDT","side":"buy","type":"limit",\
            "quantity":"0.002","price":"1000.00"}
            """
        return right.replacing(change.0, with: change.1, maxReplacements: 1)
    }

    /// A body, and the status and the code that must answer it.
    private static let wrongBodies: [(what: String, body: String, status: Int, code: String)] = [
        ("no JSON", "{", 400, "JSON_MALFORMED"), ("no object", "[]", 400, "NOT_AN_OBJECT"),
        ("an unknown field", order(("\"side\"", "\"sude\"")), 400, "FIELD_UNKNOWN"),
        ("a field that stands twice", order(("{", "{\"side\":\"buy\",")), 400, "FIELD_REPEATED"),
        ("a missing field", order((",\"quantity\":\"0.002\"", "")), 400, "FIELD_MISSING"),
        ("a number without quotes", order(("\"0.002\"", "0.002")), 400, "FIELD_TYPE"),
        ("a quantity with a sign", order(("\"0.002\"", "\"-0.002\"")), 400, "FIELD_INVALID"),
        ("a quantity with an exponent", order(("0.002", "2e-3")), 400, "FIELD_INVALID"),
        (
            "a name of 37 characters",
            order(("limit-1", String(repeating: "n", count: 37))), 400, "FIELD_INVALID"
        ),
        ("a symbol that is none", order(("BTCUSDT", "NOSUCH")), 404, "SYMBOL_UNKNOWN"),
        (
            "a body of 64 KiB and one byte",
            String(repeating: " ", count: 65_537 - 2) + "{}", 413, "BODY_TOO_LONG"
        ),
    ]

    @Sendable
    static func apiLimits(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var house = try SafetyHouse.open(place)
        try house.startTrading()
        for wrong in wrongBodies {
            let reply = house.ask(.post("/api/v1/orders", wrong.body))
            try require(
                reply.status == wrong.status && reply.tree?["code"].text == wrong.code,
                "\(wrong.what) is answered \(wrong.status) \(wrong.code)", found: reply.words)
        }
        let longest = String(repeating: "n", count: 36)
        let right = house.ask(.post("/api/v1/orders", order(("limit-1", longest))))
        try require(
            right.status == 201 || right.status == 422, "a name of 36 characters is looked at",
            found: right.words)
        let kept = try house.all("orders", "&status=all")
        try require(
            kept.count == 1 && kept[0]["clientOrderId"].text == longest,
            "nothing is kept of what was refused", found: "\(kept.count) orders")
        return "\(wrongBodies.count) requests refused with their reason, nothing of them kept"
    }
}
