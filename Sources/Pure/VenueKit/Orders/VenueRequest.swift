public import Domain

/// The number of a request within its session; never used twice.
@frozen
public struct RequestID: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// From 1 in the order of asking.
    public let raw: UInt64

    @inlinable
    public init(_ raw: UInt64) { self.raw = raw }

    @inlinable
    public static func < (left: RequestID, right: RequestID) -> Bool { left.raw < right.raw }
}

/// What may be done with a request of which no answer came.
public enum RequestClass: UInt8, Sendable, Equatable, CaseIterable {
    /// Changes nothing at the venue: may be asked again, and of another host at the same time.
    case read = 1
    /// Done twice it is as if done once, since it names what it is about by a name never reused.
    case idempotent = 2
    /// Done twice it may be two orders. Sent once at most; nobody sends it again.
    case nonIdempotent = 3
}

/// What a request is for.
public enum RequestPurpose: UInt8, Sendable, Equatable, CaseIterable {
    case place = 1
    case cancel = 2
    /// Where an order stands.
    case orderStatus = 3
    /// Which orders work.
    case openOrders = 4
    /// Which trades there were.
    case trades = 5
    /// To be told of everything that happens to the account.
    case subscribe = 6
    /// What the account holds.
    case balances = 7
    /// How late it is there.
    case clock = 8
    /// What the account has open.
    case positions = 9
    /// Another price or quantity for an order.
    case amend = 10
    /// How much must stay in positions, and at what leverage they are opened.
    case marginRules = 11
    /// What was paid and received as funding.
    case funding = 12

    /// What may be done with it when no answer comes.
    public var requestClass: RequestClass {
        switch self {
        case .place: .nonIdempotent
        case .cancel: .idempotent
        // A second one may undo what came in between.
        case .amend: .nonIdempotent
        case .orderStatus, .openOrders, .trades, .subscribe, .balances, .clock, .positions,
            .marginRules, .funding:
            .read
        }
    }
}

/// The verb of a request over HTTP.
public enum RequestMethod: UInt8, Sendable, Equatable, CaseIterable {
    case get = 1
    case post = 2
    case delete = 3
    case put = 4
}

/// How a request goes out.
public enum RequestRoute: Sendable, Equatable {
    /// Over HTTP: the verb, the path below the venue's base address, and the header that takes the
    /// key's public name, empty for none. The template is the query, without the question mark;
    /// there is no body.
    case rest(RequestMethod, path: String, keyHeader: String)
    /// As one text frame on the session's connection. The template is the frame.
    case frame
}

/// A request, complete but for its key and signature.
public struct VenueRequest: Sendable, Equatable {
    public let id: RequestID
    public let purpose: RequestPurpose
    /// The order it is about, nil where it is about none in particular.
    public let order: OrderReference?
    public let route: RequestRoute
    /// The query or the frame, with places left open.
    public let template: SignedTemplate
    /// What to sign, nil for a request that goes out as it is.
    public let signing: SigningSlot?
    /// Not a byte of it may leave after this moment, by our clock: the driver says
    /// ``RequestFailure/neverSent`` then.
    public let sendBefore: Timestamp
    /// What it costs of the venue's budget.
    public let weight: Int

    public init(
        id: RequestID, purpose: RequestPurpose, order: OrderReference?, route: RequestRoute,
        template: SignedTemplate, signing: SigningSlot?, sendBefore: Timestamp, weight: Int
    ) {
        self.id = id
        self.purpose = purpose
        self.order = order
        self.route = route
        self.template = template
        self.signing = signing
        self.sendBefore = sendBefore
        self.weight = weight
    }
}

/// A request that may be sent more than once: the only kind that a retry or a hedge accepts.
///
/// There is no way to make one of a request that places an order, so sending an order through a
/// retry does not compile.
public struct RepeatableRequest: Sendable, Equatable {
    public let request: VenueRequest

    /// Nil for a request that must not be sent twice.
    public init?(_ request: VenueRequest) {
        switch request.purpose.requestClass {
        case .read, .idempotent: self.request = request
        case .nonIdempotent: return nil
        }
    }
}

/// What came back over HTTP.
public struct VenueAnswer: Sendable, Equatable {
    /// The HTTP status, 100...599.
    public var status: Int
    /// Seconds to wait, where the venue says so (`Retry-After`).
    public var retryAfter: Int64?

    public init(status: Int, retryAfter: Int64? = nil) {
        self.status = status
        self.retryAfter = retryAfter
    }
}

/// Why no answer came.
public enum RequestFailure: UInt8, Sendable, Equatable, CaseIterable {
    /// Certain: not a byte of it left.
    case neverSent = 1
    /// Some or all of it may have left, and the connection is gone.
    case lost = 2
}
