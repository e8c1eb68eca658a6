public import Domain
public import Host
public import VenueKit

/// The number of a connection attempt; never used twice by one driver.
public struct LinkNumber: Sendable, Hashable {
    /// From 1 in the order of the attempts.
    public let raw: UInt64

    init(_ raw: UInt64) { self.raw = raw }
}

/// What whoever owns the sockets is to do for a driver, in the order in which it stands there.
public enum GatewayAction: Sendable, Equatable {
    /// Begin to connect. To be told: `opened` or `closed`.
    case connect(LinkNumber, url: String)
    /// End the connection, or the attempt. What comes of it later is left out.
    case close(LinkNumber)
    /// Send one text frame on the connection that stands. Where there is no room for it at all, and
    /// it is a request, that is to be told: `unsent`.
    case send(GatewayFrame, RequestID?)
    /// Ask over HTTP. To be told, once: `answered` or `failed`.
    case call(GatewayCall)
    /// For the observer.
    case linkChanged(LinkState)
    /// For the observer: new instruments, or new versions.
    case listed([Instrument])
    /// For the observer: nil when it works again.
    case troubled(String?)
    /// For the observer.
    case paperProved(Bool)
    /// The venue turns us away until then: tell the other drivers of the same venue.
    case hold(until: Timestamp, isBanned: Bool)
}

/// A frame to be sent. It may hold a signature, so it does not print itself.
public struct GatewayFrame: Sendable, Equatable, CustomStringConvertible,
    CustomDebugStringConvertible
{
    /// The text, as UTF-8.
    public let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var description: String { "frame of \(bytes.count) bytes" }
    public var debugDescription: String { description }
}

/// A request over HTTP, whole. It may hold a signature, so it does not print itself.
public struct GatewayCall: Sendable, Equatable, CustomStringConvertible,
    CustomDebugStringConvertible
{
    /// Names it in the answer.
    public let id: UInt64
    /// GET, POST or DELETE.
    public let method: String
    /// As it is to be sent, byte for byte.
    public let url: String
    /// Besides those that HTTP itself needs.
    public let headers: [HTTPHeader]
    /// Nanoseconds after which it has failed.
    public let timeout: Int64
    /// Bytes that an answer may have.
    public let bodyBytesMax: Int

    init(
        id: UInt64, method: String = "GET", url: String, headers: [HTTPHeader] = [],
        timeout: Int64, bodyBytesMax: Int
    ) {
        self.id = id
        self.method = method
        self.url = url
        self.headers = headers
        self.timeout = timeout
        self.bodyBytesMax = bodyBytesMax
    }

    public var description: String {
        "\(method) \(url.prefix { $0 != "?" }) (\(id))"
    }
    public var debugDescription: String { description }
}

extension RequestMethod {
    var text: String {
        switch self {
        case .get: "GET"
        case .post: "POST"
        case .delete: "DELETE"
        case .put: "PUT"
        }
    }
}
