internal import Host
internal import Wire

/// The API of the process that runs, for a command that asks one thing of it.
struct HouseDoorway {
    enum Limits {
        /// How long an answer may take: 10 s, twice what a commit on a bad disk was seen to take.
        static let nanosecondsMax: Int64 = 10_000_000_000
        /// The largest answer.
        static let bytesMax = 1 << 20
    }

    /// Where the process listens, without a slash at the end.
    private let url: String
    /// A certificate that vouches for itself, where the configuration names one.
    private let certificate: String?

    /// At `--url`, else where the configuration says, else at the standard address.
    init(_ arguments: CommandArguments, _ console: Console) throws(CommandFailure) {
        if let url = arguments.text("url") {
            self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
            certificate = nil
        } else if ConfigurationOptions.isFileNamed(arguments) {
            (url, certificate) = try Self.configured(arguments, console)
        } else {
            (url, certificate) = ("http://127.0.0.1:8080", nil)
        }
    }

    private static func configured(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> (String, String?) {
        let around = "Say where the process listens: --url http://127.0.0.1:8080."
        let http: Configuration.HTTP
        do throws(CommandFailure) {
            http = try ConfigurationOptions.load(arguments, console).http
        } catch {
            throw CommandFailure(error.what, remedy: around, exit: error.exit)
        }
        guard http.port.value != 0 else {
            throw CommandFailure(
                "http.port is 0: the process took a free port, which the configuration does not "
                    + "know", remedy: around, exit: .configuration)
        }
        let scheme = http.certificate == nil ? "http" : "https"
        let address = http.address.value
        let host = address.contains(":") ? "[\(address)]" : address
        return ("\(scheme)://\(host):\(http.port.value)", http.certificate?.value.chainPath)
    }

    /// Asks once.
    ///
    /// - Throws: why there is no answer, and whether the question may have arrived.
    func post(_ path: String, _ body: [UInt8]) throws(CommandFailure) -> HouseAnswer {
        let call = HTTPCall(
            method: "POST", url: url + path,
            headers: [HTTPHeader("content-type", "application/json")], body: body,
            timeoutNanoseconds: Limits.nanosecondsMax, bodyBytesMax: Limits.bytesMax)
        switch try send(call) {
        case .answered(let answer): return HouseAnswer(status: answer.status, body: answer.body)
        case .neverSent(let fault):
            let explanation = fault.explanation
            throw CommandFailure(
                "nothing was said: no process of plimsoll answers at \(url) "
                    + "(\(explanation.why))",
                remedy: "While none runs, none sends orders: those at the venue are taken back "
                    + "there, or after the next start. If it listens elsewhere, give --url.")
        case .lost(let fault):
            throw CommandFailure(
                "it is not known whether it was done: \(fault.explanation.what) "
                    + "(\(fault.explanation.why))",
                remedy: "Say it again, which does no harm; GET /api/v1/risk tells how it is.")
        }
    }

    private func send(_ call: HTTPCall) throws(CommandFailure) -> HTTPOutcome {
        let outcomes = Inbox<HTTPOutcome>(capacity: 1)
        do throws(TransportFault) {
            let loop = try EventLoop()
            defer { loop.stop() }
            var options = HTTPClientOptions()
            options.caPath = certificate
            let client = try HTTPClient(on: loop, options: options)
            _ = loop.post { client.send(call) { _ = outcomes.put($0) } }
            var all: [HTTPOutcome] = []
            outcomes.take(into: &all, until: nil)
            return all[0]
        } catch {
            throw CommandFailure(error.explanation)
        }
    }
}

/// What the process answered.
struct HouseAnswer {
    let status: Int
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var tree: AnswerTree? { AnswerTree(body) }
    /// Of a problem.
    var code: String { tree?["code"].text ?? "" }

    /// A problem as a command tells it.
    var refusal: CommandFailure {
        guard let tree, !tree["detail"].text.isEmpty else {
            return CommandFailure(
                "what answers there is not plimsoll: status \(status)",
                remedy: "Say where the process listens: --url URL.")
        }
        let fix = VisibleText.of(tree["fix"].text)
        return CommandFailure(
            VisibleText.of(tree["detail"].text),
            remedy: fix.isEmpty ? "" : fix.prefix(1).uppercased() + fix.dropFirst() + ".")
    }
}
