internal import Domain
internal import Markets
internal import VenueKit

/// What a session keeps for one instrument.
struct SpotFeed: Sendable {
    var book: BookSynchroniser
    /// It stands in the line of those that want a snapshot.
    var isQueued = false
    /// When best prices first were ahead of the book; nil while they are not.
    var behindSince: Timestamp?
    /// The number of the last book update that came.
    var lastUpdate: Int64 = 0
    /// When the last mark price came, or its stream was last subscribed to.
    var markHeardAt = Timestamp.none
    /// Mark prices that should have come and did not; nil while they come.
    var markGap: Gap?
    /// By channel.
    private var states:
        (
            SubscriptionChange.State, SubscriptionChange.State, SubscriptionChange.State,
            SubscriptionChange.State, SubscriptionChange.State, SubscriptionChange.State
        ) = (.idle, .idle, .idle, .idle, .idle, .idle)

    init(_ instrument: InstrumentID) {
        book = BookSynchroniser(instrument)
    }

    subscript(channel: MarketChannel) -> SubscriptionChange.State {
        get {
            switch channel {
            case .book: states.0
            case .trades: states.1
            case .aggregatedTrades: states.2
            case .bestPrices: states.3
            case .candles: states.4
            case .markPrices: states.5
            }
        }
        set {
            switch channel {
            case .book: states.0 = newValue
            case .trades: states.1 = newValue
            case .aggregatedTrades: states.2 = newValue
            case .bestPrices: states.3 = newValue
            case .candles: states.4 = newValue
            case .markPrices: states.5 = newValue
            }
        }
    }
}
