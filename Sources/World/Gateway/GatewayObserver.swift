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
    /// The venue's listing of its instruments.
    func listed(_ instruments: [Instrument], by venue: VenueID, at now: Timestamp)
    /// A link changed.
    func marketLinkChanged(_ state: LinkState, of venue: VenueID, at now: Timestamp)
    /// A link changed.
    func orderLinkChanged(_ state: LinkState, of account: AccountID, at now: Timestamp)
}
