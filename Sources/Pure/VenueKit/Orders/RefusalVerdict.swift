public import Domain

/// What a refusal by the venue says about the request it answers.
public enum RefusalVerdict: UInt8, Sendable, Equatable, CaseIterable {
    /// For certain not done, and it would not be if asked again as it is.
    case refused = 1
    /// For certain not done, since the venue had no time for it: it may be asked again later.
    case later = 2
    /// It may have been done or not.
    case unknown = 3
    /// The venue does not find the order.
    case absent = 4
    /// The order ended long ago without a trade, and its record is put away.
    case archived = 5
    /// The clocks are too far apart, or it came after its time: for certain not done.
    case untimely = 6
    /// The venue does not accept the key or its signature: for certain not done.
    case credentials = 7

    /// Bounds.
    public enum Limits {
        /// Nanoseconds to wait where the venue turns us away without saying for how long.
        public static let backOffUsual: Int64 = 10_000_000_000
        /// Seconds that a venue's wait is believed up to: its longest ban.
        public static let backOffMax: Int64 = 3 * 86_400
    }

    /// What the core is told of an order that was to be placed.
    public func report(placing order: OrderReference, _ reason: ReasonCode) -> VenueReport {
        switch self {
        case .refused, .later, .untimely, .credentials:
            VenueReport(order: order, content: .rejected(reason))
        case .unknown, .absent, .archived:
            VenueReport(order: order, content: .requestFailed(.place, .venue))
        }
    }

    /// What the core is told of an order that was to be canceled. What was not looked at, or is not
    /// known, is to be repeated: a cancel does no harm twice.
    public func report(canceling order: OrderReference, _ reason: ReasonCode) -> VenueReport {
        switch self {
        case .refused, .absent, .archived:
            VenueReport(order: order, content: .cancelRejected(reason))
        case .unknown, .later, .untimely, .credentials:
            VenueReport(order: order, content: .requestFailed(.cancel, .venue))
        }
    }

    /// What the core is told of an order that was to be amended.
    public func report(amending order: OrderReference, _ reason: ReasonCode) -> VenueReport {
        switch self {
        case .refused, .later, .untimely, .credentials, .absent, .archived:
            VenueReport(order: order, content: .amendRejected(reason))
        case .unknown:
            VenueReport(order: order, content: .requestFailed(.amend, .venue))
        }
    }

    /// What it says of all requests, nil for nothing.
    ///
    /// - Parameters:
    ///   - status: the HTTP status that it came with: 418 and 403 turn everything away.
    ///   - until: when the wait is over, where the venue says so.
    public func notice(
        _ code: Int64, status: Int, until: Timestamp?, at now: Timestamp
    ) -> OrderNotice? {
        switch self {
        case .later:
            .backOff(
                until: until ?? now.adding(nanoseconds: Limits.backOffUsual),
                isBanned: status == 418 || status == 403)
        case .credentials: .credentialsRefused(code: code)
        case .untimely: .clockRefused
        case .refused, .unknown, .absent, .archived: nil
        }
    }

    /// When a wait of some seconds is over, within reason.
    public static func waitEnd(_ seconds: Int64, _ now: Timestamp) -> Timestamp {
        now.adding(milliseconds: max(0, min(seconds, Limits.backOffMax)) * 1000)
    }
}

extension ReasonCode {
    /// As much of a text as fits; none where it is not UTF-8.
    public init(first text: String) {
        let bytes = Array(text.utf8.prefix(ReasonCode.countMax))
        self = (try? ReasonCode(bytes.span)) ?? .none
    }
}
