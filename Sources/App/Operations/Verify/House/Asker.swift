internal import Host

/// Asks programs of ours over HTTP, many things at once, and waits for the answers.
final class Asker: Sendable {
    enum Limits {
        /// Requests under way at a time, each on a connection of its own.
        static let callsMax = 600
        /// How long one may take: 15 s.
        static let nanosecondsMax: Int64 = 15_000_000_000
    }

    /// What is asked of a program.
    struct Question: Sendable {
        var method: String
        var path: String
        var body = ""

        static func get(_ path: String) -> Question { Question(method: "GET", path: path) }
        static func post(_ path: String, _ body: String) -> Question {
            Question(method: "POST", path: path, body: body)
        }
    }

    /// What came back.
    struct Reply: Sendable {
        /// Nil where no whole answer came.
        var status: Int?
        var contentType = ""
        var body: [UInt8] = []

        var text: String { String(decoding: body.prefix(300), as: UTF8.self) }
        var tree: AnswerTree? { AnswerTree(body) }
        /// What to show of it.
        var words: String { status.map { "\($0) \(text)" } ?? "no answer" }
    }

    private let loop: EventLoop
    private let client: HTTPClient

    init() throws(SafetyFailure) {
        do throws(TransportFault) {
            loop = try EventLoop()
            var options = HTTPClientOptions()
            options.callsMax = Limits.callsMax
            client = try HTTPClient(on: loop, options: options)
        } catch {
            throw SafetyFailure(error.explanation, doing: "sockets on this machine")
        }
    }

    /// Ends it; nothing may be asked afterwards.
    func end() { loop.stop() }

    /// Sends all of them at once and waits for every answer.
    ///
    /// - Parameters:
    ///   - count: after so many answers `then` is done, while the others are on their way.
    /// - Returns: the answers in the order of the questions.
    func ask(
        _ questions: [Question], port: Int, after count: Int = 0, then: () -> Void = {}
    ) -> [Reply] {
        let replies = Inbox<(Int, Reply)>(capacity: max(1, questions.count))
        begin(questions, port: port, replies)
        var all = [Reply](repeating: Reply(), count: questions.count)
        var heard = 0
        collect(replies, until: count, &heard, &all)
        then()
        collect(replies, until: questions.count, &heard, &all)
        return all
    }

    /// Asks one thing.
    func ask(_ question: Question, port: Int) -> Reply { ask([question], port: port)[0] }

    private func begin(_ questions: [Question], port: Int, _ replies: Inbox<(Int, Reply)>) {
        precondition(questions.count <= Limits.callsMax, "more than may be under way")
        let isTaken = loop.post { [client] in
            for (place, question) in questions.enumerated() {
                let call = HTTPCall(
                    method: question.method, url: "http://127.0.0.1:\(port)\(question.path)",
                    headers: [HTTPHeader("content-type", "application/json")],
                    body: Array(question.body.utf8), timeoutNanoseconds: Limits.nanosecondsMax)
                client.send(call) { outcome in
                    _ = replies.put((place, Self.reply(outcome)))
                }
            }
        }
        precondition(isTaken, "the loop runs until it is ended")
    }

    private func collect(
        _ replies: Inbox<(Int, Reply)>, until count: Int, _ heard: inout Int, _ all: inout [Reply]
    ) {
        var some: [(Int, Reply)] = []
        while heard < count {
            replies.take(into: &some, until: nil)
            for (place, reply) in some { all[place] = reply }
            heard += some.count
        }
    }

    private static func reply(_ outcome: HTTPOutcome) -> Reply {
        guard case .answered(let answer) = outcome else { return Reply() }
        return Reply(
            status: answer.status, contentType: answer.header("content-type") ?? "",
            body: answer.body)
    }
}
