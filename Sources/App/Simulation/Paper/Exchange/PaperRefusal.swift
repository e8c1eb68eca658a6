/// Why the venue does not do what is asked, in its codes; the words are its usual ones or ours.
///
/// - Source: Binance spot, "Error codes for Binance" and "Filters", 2025-01.
public struct PaperRefusal: Error, Sendable, Equatable {
    /// The HTTP status that goes with it.
    public let status: Int
    /// The venue's code.
    public let code: Int
    /// The venue's words.
    public let text: String
    /// How long to stay away, in seconds; nil where nothing is said of it.
    public var retryAfter: Int?

    /// A refusal.
    public init(_ code: Int, _ text: String, status: Int = 400, retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.text = text
        self.retryAfter = retryAfter
    }

    /// The time is up and nobody knows what became of it.
    public static let timeout = PaperRefusal(
        -1007,
        "Timeout waiting for response from backend server. Send status unknown; execution status"
            + " unknown.",
        status: 504)
    /// A filter does not let the order through.
    public static func filter(_ name: String) -> PaperRefusal {
        PaperRefusal(-1013, "Filter failure: \(name)")
    }
    /// The request's time is too far from the venue's.
    public static let outsideWindow = PaperRefusal(
        -1021, "Timestamp for this request is outside of the recvWindow.")
    /// The request comes from the future.
    public static let ahead = PaperRefusal(
        -1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    /// The signature is not of this request and key.
    public static let signature = PaperRefusal(
        -1022, "Signature for this request is not valid.")
    /// A parameter holds what it may not.
    public static func illegal(_ name: String) -> PaperRefusal {
        PaperRefusal(-1100, "Illegal characters found in parameter '\(name)'.")
    }
    /// A parameter is missing.
    public static func missing(_ name: String) -> PaperRefusal {
        PaperRefusal(
            -1102, "Mandatory parameter '\(name)' was not sent, was empty/null, or malformed.")
    }
    /// More parameters than needed.
    public static func unwanted(_ name: String) -> PaperRefusal {
        PaperRefusal(-1106, "Parameter '\(name)' sent when not required.")
    }
    /// A number has too many decimals.
    public static let precision = PaperRefusal(
        -1111, "Parameter has too much precision.")
    /// There is no such time in force.
    public static let timeInForce = PaperRefusal(-1115, "Invalid timeInForce.")
    /// There is no such type of order.
    public static let orderType = PaperRefusal(-1116, "Invalid orderType.")
    /// There is no such side.
    public static let side = PaperRefusal(-1117, "Invalid side.")
    /// There is no such symbol.
    public static let symbol = PaperRefusal(-1121, "Invalid symbol.")
    /// A parameter's value is not among those it may have.
    public static func value(_ name: String) -> PaperRefusal {
        PaperRefusal(-1130, "Data sent for parameter '\(name)' is not valid.")
    }
    /// Another open order has this name.
    public static let duplicate = PaperRefusal(-2010, "Duplicate order sent.")
    /// The account has too little.
    public static let balance = PaperRefusal(
        -2010, "Account has insufficient balance for requested action.")
    /// A maker's order would take.
    public static let wouldMatch = PaperRefusal(
        -2010, "Order would immediately match and take.")
    /// A cancel names no open order.
    public static let unknownOrder = PaperRefusal(-2011, "Unknown order sent.")
    /// A query names no order.
    public static let noOrder = PaperRefusal(-2013, "Order does not exist.")
    /// The key is no key.
    public static let keyFormat = PaperRefusal(-2014, "API-key format invalid.", status: 401)
    /// The key is nobody's.
    public static let key = PaperRefusal(
        -2015, "Invalid API-key, IP, or permissions for action.", status: 401)
}
