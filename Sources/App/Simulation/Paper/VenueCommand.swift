internal import Dispatch
internal import Host
public import Operations
internal import Tapes

/// `venue`: a venue on real sockets.
public enum VenueCommand {
    /// The command.
    public static var command: Command {
        Command(
            "venue", "be a venue on real sockets, with play money",
            details: """
                Speaks Binance spot on one port: REST below /api/v3, market streams at /ws and \
                /stream, requests and private streams at /ws-api/v3. Every account begins with \
                1,000,000 USDT, 20 BTC and 400 ETH; keys are demo-key and demo-secret, of more \
                accounts demo-key-2 and demo-secret-2 and so on.

                With --speak binance-usdm it is Binance USD-M futures instead: REST below /fapi, \
                streams at /ws and /stream, and the same below /public, /market and /private; \
                every account begins with 100,000 USDT. Positions are margined by tables of tiers, \
                funded every eight hours, and closed by the venue where they have too little.

                Without --tape the market is made from the seed: BTCUSDT, ETHUSDT and ETHBTC, with \
                8 hours of candles from before. With --tape a recording's market data is served \
                word for word; it begins when the first client asks for one of its streams, and \
                ends when it ends. Orders meet the recorded book, and wait until a recorded trade \
                or best price reaches theirs; the recorded book does not change by them.

                Faults are NAME=VALUE, several with commas between them. P is from 0 to 1. \
                private-drop=P, private-duplicate=P, private-reorder=P: messages about orders. \
                market-drop=P, market-duplicate=P, market-reorder=P: depth messages. \
                mark-drop=P: mark prices of futures are lost. \
                late-answer=P:MS: an order is taken and answered MS milliseconds later. \
                lost-answer=P: taken and never answered. status=CODE:P: a signed request is \
                answered with that HTTP status; from 500 on, half of those are carried out all the \
                same. Each second: disconnect=P closes a WebSocket, silent=P:MS lets all of them \
                fall silent, refuse=P:MS turns everybody away with 503.

                For tests: GET /plimsoll-sim?challenge=TEXT proves what this is, GET \
                /plimsoll-sim/ledger tells all orders, trades and balances, POST \
                /plimsoll-sim/fault takes faults as a JSON object ({"clear": true} ends them, \
                {"disconnect": true} or {"silent": 5000} does it once), and GET of it counts those \
                that happened; POST /plimsoll-sim/deposit gives money. For futures, POST \
                /plimsoll-sim/mark sets a mark price, and POST /plimsoll-sim/funding settles \
                funding now. SIGINT or SIGTERM ends it; \
                nothing is kept.
                """,
            options: [
                .value(
                    "speak", "NAME", .choice(PaperOptions.Dialect.allCases.map(\.rawValue)),
                    "Which venue to be. binance-spot if left out."),
                .value(
                    "port", "N", .integer(0...65_535),
                    "Where to listen on 127.0.0.1; 0 takes a free one. 18080 if left out."),
                .value(
                    "seed", "N", .integer(0...Int64.max),
                    "Decides the market and the faults. 1 if left out."),
                .value("tape", "FILE", .file(suffix: ".jsonl.zst"), "Serve this recording."),
                .value(
                    "speed", "N", .text,
                    "Play the recording so many times as fast, or max. 1 if left out."),
                .value("fault", "LIST", .text, "What goes wrong: NAME=VALUE,NAME=VALUE."),
                .value(
                    "latency", "MS", .integer(0...60_000),
                    "Answer every request so much later. 0 if left out."),
                .value(
                    "accounts", "N", .integer(1...Int64(PaperOptions.Limits.accountsMax)),
                    "How many accounts. 1 if left out."),
                .value(
                    "weight-limit", "N", .integer(1...1_000_000_000),
                    "Request weight that is allowed in a minute. 6000 if left out."),
                .value(
                    "order-limit", "N", .integer(1...1_000_000_000),
                    "Orders that are allowed in 10 seconds. 100 if left out."),
            ],
            examples: [
                CommandExample(
                    "plimsoll-sim venue --port 18080", "A market from a seed, on port 18080."),
                CommandExample(
                    "plimsoll-sim venue --tape day.tape.jsonl.zst --speed 10",
                    "A recording, ten times as fast as it was."),
                CommandExample(
                    "plimsoll-sim venue --fault late-answer=0.05:3000,private-drop=0.1",
                    "One order in twenty is answered 3 s late, one message in ten is lost."),
            ],
            body: run)
    }

    @Sendable
    private static func run(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        let options = try options(arguments)
        let door = try door(options)
        let loop: EventLoop
        let listening: WebServer
        do throws(TransportFault) {
            loop = try EventLoop()
        } catch {
            throw CommandFailure(error.explanation)
        }
        defer { loop.stop() }
        do throws(TransportFault) {
            listening = try WebServer(on: loop, serverOptions(options), application: door)
        } catch {
            throw CommandFailure(error.explanation)
        }
        door.start(on: listening)
        return try serve(listening.port, console)
    }

    private static func door(_ options: PaperOptions) throws(CommandFailure) -> PaperDoor {
        guard let path = options.tape else { return PaperDoor(options, tape: nil) }
        do throws(TapePlayer.Fault) {
            return PaperDoor(options, tape: try TapePlayer(path: path, speed: options.speed))
        } catch {
            switch error {
            case .tape(let fault): throw CommandFailure(fault.explanation)
            case .noSnapshot:
                throw CommandFailure(
                    "\(path) cannot be played: it holds no snapshot of a book",
                    remedy: "Name a recording of Binance spot with one: an answer to /depth.")
            }
        }
    }

    private static func serverOptions(_ options: PaperOptions) -> WebServerOptions {
        var server = WebServerOptions()
        server.port = options.port
        server.headerNames = ["x-mbx-apikey"]
        server.outgoingBytesMax = PaperOptions.Limits.outgoingBytesMax
        server.answerSecondsMax = PaperOptions.Limits.answerSecondsMax
        server.pingSeconds = PaperOptions.Limits.pingSeconds
        return server
    }

    private static func options(
        _ arguments: CommandArguments
    ) throws(CommandFailure) -> PaperOptions {
        var options = PaperOptions()
        if let dialect = arguments.text("speak").flatMap(PaperOptions.Dialect.init(rawValue:)) {
            options.speaks = dialect
        }
        if let port = arguments.integer("port") { options.port = Int(port) }
        if let seed = arguments.integer("seed") { options.seed = UInt64(seed) }
        if let count = arguments.integer("accounts") { options.accounts = Int(count) }
        options.latencyMilliseconds = arguments.integer("latency") ?? 0
        if let limit = arguments.integer("weight-limit") {
            options.bounds.weightPerMinute = Int(limit)
        }
        if let limit = arguments.integer("order-limit") {
            options.bounds.ordersPerTenSeconds = Int(limit)
            options.bounds.ordersPerDay = max(options.bounds.ordersPerDay, Int(limit) * 8640)
        }
        options.tape = arguments.text("tape")
        if options.tape != nil, options.speaks == .binanceUSDM {
            throw CommandFailure(
                "--tape is of Binance spot", remedy: "Leave out --speak, or --tape.",
                exit: .usage)
        }
        options.speed = try speed(arguments.text("speed"), hasTape: options.tape != nil)
        options.faults = try faults(arguments.text("fault"))
        return options
    }

    private static func speed(
        _ text: String?, hasTape: Bool
    ) throws(CommandFailure) -> Int64? {
        guard let text else { return 1 }
        guard hasTape else {
            throw CommandFailure(
                "--speed is of a recording", remedy: "Name one with --tape FILE.", exit: .usage)
        }
        if text == "max" { return nil }
        guard let speed = Int64(text), (1...10_000).contains(speed) else {
            throw CommandFailure(
                "--speed \(text) is no speed",
                remedy: "Write a whole number from 1 to 10000, or max.", exit: .usage)
        }
        return speed
    }

    private static func faults(_ text: String?) throws(CommandFailure) -> [String] {
        let list = (text ?? "").split(separator: ",").map(String.init)
        var plan = FaultPlan(seed: 0)
        for fault in list where !plan.set(fault) {
            throw CommandFailure(
                "--fault \(fault) is no fault",
                remedy: "plimsoll-sim venue --help lists them: late-answer=0.1:3000.",
                exit: .usage)
        }
        return list
    }

    /// Says that it listens, and waits for the end.
    private static func serve(_ port: Int, _ console: Console) throws(CommandFailure) -> ExitCode {
        try console.say("ready http://127.0.0.1:\(port)")
        try console.flush()
        let end = DispatchSemaphore(value: 0)
        ProcessSignals.onEnd { _ in end.signal() }
        end.wait()
        return .success
    }
}
