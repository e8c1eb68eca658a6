internal import Domain
internal import VenueKit

/// Until when the venue turns us away, and what may be sent all the same.
struct Hold: Sendable, Equatable {
    enum Limits {
        /// Nanoseconds to wait where the venue does not say: 10 s.
        static let usual: Int64 = 10_000_000_000
        /// Nanoseconds that a venue's wait is believed up to: 3 days, its longest ban.
        static let most: Int64 = 3 * 86_400_000_000_000
    }

    private(set) var until = Timestamp(nanoseconds: .min)
    private var bannedUntil = Timestamp(nanoseconds: .min)

    /// - Returns: whether anything has changed.
    mutating func extend(to time: Timestamp, isBanned: Bool) -> Bool {
        let before = self
        until = max(until, time)
        if isBanned { bannedUntil = max(bannedUntil, time) }
        return self != before
    }

    /// A cancel goes out unless the venue has banned us: then everything makes it worse.
    func allows(_ purpose: RequestPurpose, at now: Timestamp) -> Bool {
        purpose == .cancel ? now >= bannedUntil : now >= until
    }

    func isOver(at now: Timestamp) -> Bool { now >= until }

    /// How long an answer over HTTP asks to be left alone; nil where it does not.
    ///
    /// - Source: RFC 6585 §4, RFC 9110 §10.2.3; 418 is what Binance says to who ignored 429.
    static func asked(
        by answer: VenueAnswer, at now: Timestamp
    ) -> (until: Timestamp, isBanned: Bool)? {
        guard answer.status == 429 || answer.status == 418 else { return nil }
        let wait = answer.retryAfter.map { seconds in
            max(0, min(seconds, Limits.most / 1_000_000_000)) * 1_000_000_000
        }
        return (now.adding(nanoseconds: wait ?? Limits.usual), answer.status == 418)
    }
}
