public import Domain
public import Markets
public import VenueKit

/// How a link to a venue stands.
public enum LinkState: Sendable, Equatable {
    case connecting
    case live
    /// The connection stands, and what comes over it cannot be relied on yet.
    case stale
    /// No connection; the next attempt is at this moment. The words say why.
    case down(retryAt: Timestamp, why: String)
}

/// Who is told what the gateway hears. Everything is called on the gateway's loop, and must not
/// block.
public protocol GatewayObserver: AnyObject {
    /// Market data came.
    func received(_ batch: MarketBatch, from venue: VenueID, at now: Timestamp)
    /// The venue, or our own deadline, said something about orders.
    func reported(_ reports: [VenueReport], by account: AccountID, at now: Timestamp)
    /// Something about an account as a whole.
    func noticed(_ notice: OrderNotice, of account: AccountID, at now: Timestamp)
    /// The venue listed these instruments, or new versions of them.
    func listed(_ instruments: [Instrument], by venue: VenueID, at now: Timestamp)
    /// A link changed.
    func marketLinkChanged(_ state: LinkState, of venue: VenueID, at now: Timestamp)
    /// A link changed.
    func orderLinkChanged(_ state: LinkState, of account: AccountID, at now: Timestamp)
    /// The venue's listing, or the signing of a request, came to nothing: why, for people. Nil when
    /// it works again.
    func troubled(_ why: String?, at venue: VenueID, at now: Timestamp)
    /// Whether every address of the venue has just proved to be play money. Until it is said,
    /// nothing is proved.
    func paperProved(_ isPaper: Bool, of venue: VenueID, at now: Timestamp)
}
