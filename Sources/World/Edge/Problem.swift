internal import Host
internal import Wire

/// What is wrong with a question, for people and for programs.
///
/// - Source: RFC 9457.
struct Problem: Error, Equatable {
    var status: Int
    /// What a program looks at.
    var code: String
    /// What a person reads first; the same for every problem of this code.
    var title: String
    /// This one, with its values.
    var detail: String
    /// The field, parameter or member that it is about.
    var field: String?
    /// What to do.
    var fix: String?
    /// The value that a check looked at.
    var observed: String?
    /// The bound that it violates.
    var bound: String?
    var retryAfterSeconds: Int?
    /// The same order was refused before, for the same reason.
    var isRepeated = false

    init(
        _ status: Int, _ code: String, _ title: String, _ detail: String, field: String? = nil,
        fix: String? = nil
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.field = field
        self.fix = fix
    }

    var response: HTTPResponse {
        var writer = JSONWriter()
        writer.problem(self)
        let headers = retryAfterSeconds.map { [HTTPHeader("retry-after", "\($0)")] } ?? []
        return HTTPResponse(
            status: status, contentType: "application/problem+json", headers: headers,
            body: writer.bytes)
    }
}

extension JSONWriter {
    mutating func problem(_ problem: Problem) {
        beginObject()
        let slug = String(problem.code.lowercased().map { $0 == "_" ? "-" : $0 })
        member("type", "/problems/" + slug)
        member("title", problem.title)
        member("status", problem.status)
        member("detail", problem.detail)
        member("code", problem.code)
        if let field = problem.field { member("field", field) }
        if let fix = problem.fix { member("fix", fix) }
        if let observed = problem.observed { member("observed", observed) }
        if let bound = problem.bound { member("bound", bound) }
        if problem.isRepeated { member("repeated", true) }
        endObject()
    }
}

/// Questions that cannot be read.
extension Problem {
    static func malformed(_ fault: JSONFault) -> Problem {
        Problem(
            400, "JSON_MALFORMED", "This is no JSON", "\(fault)",
            fix: "send one JSON object in UTF-8")
    }

    static let bodyMissing = Problem(
        400, "BODY_MISSING", "The request has no body", "this request needs a JSON object",
        fix: "send the object as the body, with its length in content-length")

    static func notAnObject(_ field: String?) -> Problem {
        Problem(
            400, "NOT_AN_OBJECT", "This is no JSON object",
            "\(field ?? "the message") must be an object", field: field,
            fix: "write {\"name\": value, …}")
    }

    static func unknownField(_ name: String, among names: [String]) -> Problem {
        let shown = visible(name)
        let nearest = NearestName.of(name, among: names)
        return Problem(
            400, "FIELD_UNKNOWN", "A field is not known", "there is no field \"\(shown)\" here",
            field: shown,
            fix: nearest.map { "did you mean \"\($0)\"?" }
                ?? "the fields are \(names.joined(separator: ", "))")
    }

    static func repeatedField(_ name: String) -> Problem {
        Problem(
            400, "FIELD_REPEATED", "A field stands twice",
            "\(name) is there twice, so it is not clear which is meant", field: name,
            fix: "leave one of them out")
    }

    static func missingField(_ name: String, fix: String) -> Problem {
        Problem(
            400, "FIELD_MISSING", "A field is missing", "\(name) is required", field: name,
            fix: fix)
    }

    static func wrongType(_ name: String, _ found: JSONKind, fix: String) -> Problem {
        Problem(
            400, "FIELD_TYPE", "A field is of another type", "\(name) is \(found.words)",
            field: name, fix: fix)
    }

    static func invalid(_ name: String, _ detail: String, fix: String) -> Problem {
        Problem(
            400, "FIELD_INVALID", "A field has a value that it cannot have", detail, field: name,
            fix: fix)
    }

    /// A text as it may be shown: short, without control characters.
    static func visible(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(64).map { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                ? "?" : String(Character(scalar))
        }
        return shown.joined() + (text.unicodeScalars.count > 64 ? "…" : "")
    }
}

/// Requests of which nothing could be taken in.
extension Problem {
    init(_ refusal: RequestRefusal) {
        let (code, title, fix) =
            switch refusal {
            case .methodUnknown:
                (
                    "METHOD_NOT_ALLOWED", "This is not done here",
                    "use one of the methods in docs/reference/api.md"
                )
            case .lengthMissing:
                (
                    "LENGTH_MISSING", "The length of the body is missing",
                    "send the body in one piece, with its length in content-length"
                )
            case .lengthUnreadable:
                (
                    "LENGTH_INVALID", "The length of the body is no number",
                    "send its length in bytes, in decimal, in content-length"
                )
            case .bodyTooLong:
                (
                    "BODY_TOO_LONG", "The body is too long",
                    "send one order in each request; it has 400 bytes at most"
                )
            case .handshakeUnsound:
                (
                    "HANDSHAKE_INVALID", "This is no handshake of a WebSocket",
                    "open it with a WebSocket client"
                )
            }
        self.init(refusal.status, code, title, refusal.what, fix: fix)
    }
}

/// Questions that nobody here can answer.
extension Problem {
    static func routeUnknown(_ path: String) -> Problem {
        let nearest = NearestName.of(path, among: Route.allCases.map(\.path))
        return Problem(
            404, "ROUTE_UNKNOWN", "There is nothing here", "no route \(visible(path))",
            fix: nearest.map { "did you mean \($0)?" } ?? "see docs/reference/api.md")
    }

    static func methodUnknown(_ method: String, _ route: Route) -> Problem {
        Problem(
            405, "METHOD_NOT_ALLOWED", "This is not done here",
            "\(method) is not among the methods of \(route.path)",
            fix: "use \(route.methods.joined(separator: " or "))")
    }

    static func symbolUnknown(_ symbol: String, near nearest: String?) -> Problem {
        Problem(
            404, "SYMBOL_UNKNOWN", "No venue lists this symbol",
            "there is no instrument \"\(visible(symbol))\"", field: "symbol",
            fix: nearest.map { "did you mean \($0)?" } ?? "see /api/v1/instruments")
    }

    static func accountUnknown(_ name: String, among names: [String]) -> Problem {
        Problem(
            404, "ACCOUNT_UNKNOWN", "There is no such account",
            "there is no account \"\(visible(name))\"", field: "account",
            fix: "the accounts are \(names.joined(separator: ", "))")
    }

    static func orderUnknown(_ id: String) -> Problem {
        Problem(
            404, "ORDER_UNKNOWN", "There is no such order",
            "the account has no order \"\(visible(id))\"", field: "clientOrderId",
            fix: "look at /api/v1/orders?status=all; an order that was answered 503 does not exist")
    }

    static let outcomeUnknown = Problem(
        504, "OUTCOME_UNKNOWN", "It is not known yet what became of this",
        "no answer came from the journal in time; it may still be carried out",
        fix: "ask for the order by its clientOrderId, or send the very same request again")

    static let internalError = Problem(
        500, "INTERNAL", "This should not have happened",
        "the input was kept, and led to no event that answers it",
        fix: "ask for the order by its clientOrderId, and report this")
}

/// What was not taken in.
extension Problem {
    init(_ refusal: DoorRefusal) {
        switch refusal {
        case .busy:
            self.init(
                503, "BUSY", "Too much waits to be decided",
                "as many inputs wait as may; this one was not taken", fix: "send it again")
            retryAfterSeconds = 1
        case .notReady(let why):
            self.init(
                503, "NOT_READY", "Orders are not taken yet", why,
                fix: "wait until /readyz answers 200")
            retryAfterSeconds = 1
        case .draining:
            self.init(
                503, "DRAINING", "The process is being stopped",
                "it takes no more orders; this one was not taken",
                fix: "send it again after the next start")
            retryAfterSeconds = 5
        case .diskFull:
            self.init(
                503, "DISK_FULL", "The disk is full",
                "nothing can be remembered, so only cancels are taken",
                fix: "free space on the journal's disk; trading goes on by itself")
            retryAfterSeconds = 5
        case .pointless(let why):
            self.init(409, "NOTHING_TO_DO", "There is nothing of that kind to do", why)
        case .amendmentUnsupported(let why, let fix):
            self.init(
                422, "AMENDMENT_UNSUPPORTED", "The venue cannot change the order so", why, fix: fix)
        }
    }
}

extension JSONKind {
    /// With its article, for people.
    var words: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .true, .false: "a truth value"
        case .null: "null"
        }
    }
}
