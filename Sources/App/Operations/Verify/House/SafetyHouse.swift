internal import Domain
internal import Host

/// A venue and `plimsoll run` as processes, on free ports, with a journal in the check's folder.
struct SafetyHouse: ~Copyable {
    /// The segments of its journal: 1 MiB.
    static let segmentBytes = 1 << 20

    let asker: Asker
    private let place: SafetyPlace
    private let venue: SafetyProcess
    var plimsoll: SafetyProcess?
    private var starts = 0

    /// Where Plimsoll listens; it is another port after each start.
    private(set) var port = 0

    var journal: String { place.folder + "/journal" }

    /// Starts the venue and writes a configuration for it.
    static func open(
        _ place: SafetyPlace, venueOptions: [String] = []
    ) throws(SafetyFailure) -> SafetyHouse {
        var venue = try SafetyProcess(
            try simulator(place),
            [
                "venue", "--speak", "binance-spot", "--port", "0", "--order-limit", "1000000",
                "--weight-limit", "100000000",
            ] + venueOptions, logPath: place.folder + "/venue.log")
        try venue.awaitPort()
        try write(configuration(venue.port), "plimsoll.yaml", place)
        try write("demo-key\n", "key", place)
        try write("demo-secret\n", "secret", place)
        return SafetyHouse(asker: try Asker(), place: place, venue: venue)
    }

    private init(asker: Asker, place: SafetyPlace, venue: consuming SafetyProcess) {
        self.asker = asker
        self.place = place
        self.venue = venue
    }

    deinit { asker.end() }

    private static func simulator(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        guard let simulator = place.simulator else {
            throw SafetyFailure(
                expected: "the simulator beside this program", found: "there is none",
                fix: "Install plimsoll-sim beside plimsoll, or name it with --simulator FILE")
        }
        return simulator
    }

    /// Writes a file of the configuration.
    static func write(
        _ text: String, _ name: String, _ place: SafetyPlace
    ) throws(SafetyFailure) {
        do throws(FileFault) {
            try WorkFolder.write(
                Array(text.utf8), to: place.folder + "/" + name, permissions: 0o600)
        } catch {
            throw SafetyFailure(error.explanation, doing: "the file \(name)")
        }
    }

    static func configuration(_ venuePort: Int) -> String {
        """
        journal:
          directory: journal
          segment-bytes: \(segmentBytes)
          snapshot-interval: 200
        http:
          port: 0
        venues:
          - name: sim
            speaks: binance-spot
            rest: http://127.0.0.1:\(venuePort)
            streams: ws://127.0.0.1:\(venuePort)
            orders: ws://127.0.0.1:\(venuePort)/ws-api/v3
            instruments: [BTCUSDT, ETHUSDT]
        accounts:
          - name: main
            id: 1
            venue: sim
            key-file: key
            secret-file: secret

        """
    }

    /// Starts Plimsoll and waits until it listens.
    mutating func start(fileBytesMax: Int64? = nil) throws(SafetyFailure) {
        starts += 1
        var started = try SafetyProcess(
            place.program, ["run", "--config", place.folder + "/plimsoll.yaml"],
            logPath: place.folder + "/plimsoll-\(starts).log", fileBytesMax: fileBytesMax)
        try started.awaitPort()
        port = started.port
        plimsoll = consume started
    }

    /// Starts Plimsoll and waits until it takes orders.
    mutating func startTrading() throws(SafetyFailure) {
        try start()
        try awaitReady()
    }

    /// Waits until orders are taken.
    mutating func awaitReady() throws(SafetyFailure) {
        let asker = asker
        try plimsoll?.wait("orders are taken") { (own) throws(SafetyFailure) in
            asker.ask(.get("/readyz"), port: own.port).status == 200
        }
    }

    mutating func kill() {
        plimsoll?.kill()
        plimsoll = nil
    }

    mutating func stop() throws(SafetyFailure) {
        try plimsoll?.stop()
        plimsoll = nil
    }

    /// Asks Plimsoll.
    func ask(_ question: Asker.Question) -> Asker.Reply { asker.ask(question, port: port) }

    /// Asks Plimsoll for what must be there.
    func tree(_ path: String) throws(SafetyFailure) -> AnswerTree {
        let reply = ask(.get(path))
        guard reply.status == 200, let tree = reply.tree else {
            throw SafetyFailure(expected: "an answer to GET \(path)", found: reply.words)
        }
        return tree
    }

    /// Every row of a table, through all its pages.
    func all(_ table: String, _ query: String = "") throws(SafetyFailure) -> [AnswerTree] {
        var rows: [AnswerTree] = []
        var cursor = ""
        while true {
            let page = try tree("/api/v1/\(table)?limit=500\(query)\(cursor)")
            rows += page[table].rows
            let next = page["nextCursor"].text
            guard !next.isEmpty else { return rows }
            cursor = "&cursor=\(next)"
        }
    }

    /// Has the venue misbehave, as `POST /plimsoll-sim/fault` takes it.
    func misbehave(_ faults: String) throws(SafetyFailure) {
        let reply = asker.ask(.post("/plimsoll-sim/fault", faults), port: venue.port)
        try require(reply.status == 200, "the simulator takes faults", found: reply.words)
    }

    /// The venue's own books of the account.
    func ledger() throws(SafetyFailure) -> AnswerTree {
        let reply = asker.ask(.get("/plimsoll-sim/ledger"), port: venue.port)
        guard let account = reply.tree?["accounts"].rows.first else {
            throw SafetyFailure(expected: "the simulator's ledger", found: reply.words)
        }
        return account
    }
}
