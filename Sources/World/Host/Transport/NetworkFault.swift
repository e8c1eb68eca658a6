/// A peer could not be reached, or did not behave: who, and why. Holds no path and no query, which
/// may contain a key.
public struct NetworkFault: Error, Sendable, Equatable {
    /// Why it did not work.
    public enum Reason: Sendable, Equatable {
        /// The URL is none that can be used here.
        case unusableURL
        /// The request itself cannot be sent as it is: a method or header that HTTP forbids.
        case unusableRequest
        /// The name does not resolve.
        case nameUnknown
        /// Nobody answers at the address, or no way leads there.
        case unreachable
        /// TLS could not be agreed upon, or the certificate does not prove that it is this peer.
        case notTrusted
        /// The time allowed was over.
        case tooLate
        /// The peer answered a request for a WebSocket with this status instead.
        case refused(status: Int)
        /// The peer said goodbye, with this code if any.
        case closed(code: Int?)
        /// The connection broke, or the peer does not speak the protocol.
        case broken
        /// More came than may.
        case tooLong(bytesMax: Int)
        /// As many are under way as may be.
        case tooMany(max: Int)
        /// The loop is being stopped.
        case stopped
    }

    /// The peer: scheme, host and port.
    public var peer: String
    /// Why it did not work.
    public var reason: Reason
    /// What the library says about it; may be empty.
    public var detail: String

    /// A fault.
    public init(peer: String, reason: Reason, detail: String = "") {
        self.peer = peer
        self.reason = reason
        self.detail = detail
    }

    /// The fault for people.
    public var explanation: Explanation {
        Explanation(
            what: "\(reason.what) \(peer)", why: detail.isEmpty ? reason.why : detail,
            action: reason.action)
    }
}

extension NetworkFault.Reason {
    var what: String {
        switch self {
        case .unusableURL, .unusableRequest: "cannot ask"
        case .nameUnknown, .unreachable, .notTrusted, .refused, .tooMany: "cannot connect to"
        case .tooLate: "no answer in time from"
        case .closed, .broken: "lost the connection to"
        case .tooLong: "gave up the connection to"
        case .stopped: "closed the connection to"
        }
    }

    var why: String {
        switch self {
        case .unusableURL:
            "the URL has another scheme, a password, a fragment or characters that must be encoded"
        case .unusableRequest: "its method or one of its headers cannot be sent"
        case .nameUnknown: "the name does not resolve"
        case .unreachable: "nobody listens there, or no way leads there"
        case .notTrusted: "its certificate is not trusted, or TLS could not be agreed upon"
        case .tooLate: "the time allowed was over"
        case .refused(let status): "it answered the request for a WebSocket with status \(status)"
        case .closed(let code): code.map { "it closed with code \($0)" } ?? "it closed"
        case .broken: "the connection broke, or it does not speak the protocol"
        case .tooLong(let bytesMax): "more came than the \(bytesMax) bytes that may"
        case .tooMany(let max): "\(max) are under way, as many as may be"
        case .stopped: "the event loop is being stopped"
        }
    }

    var action: String {
        switch self {
        case .unusableURL, .unusableRequest: "Correct it"
        case .nameUnknown: "Check the name and this machine's name servers (getent ahosts NAME)"
        case .unreachable: "Check address and port, the network and the peer's own state"
        case .notTrusted:
            "Check the name, this machine's clock and its certificates (openssl s_client)"
        case .tooLate, .closed, .broken: "See whether the peer is well; it is tried again"
        case .refused: "Look the status up in the peer's documents; 429 and 418 mean to wait"
        case .tooLong: "Raise the bound where the peer is right"
        case .tooMany: "Ask less often"
        case .stopped: "Start again"
        }
    }
}
