internal import Domain
internal import Markets
internal import VenueKit

/// One venue with one account's orders, as the house sees it: asked on the loop only; what comes of
/// it is told to the house as the gateway's observer.
protocol VenueGateway: AnyObject {
    func start()
    /// Ends: answers that are under way are waited for, within bounds.
    ///
    /// - then: called once, when nothing is sent any more.
    func stop(then: @escaping () -> Void)
    func place(_ intent: PlacementIntent)
    func cancel(_ intent: CancelIntent)
    func amend(_ intent: AmendIntent)
    /// Why the venue cannot change an order so; nil where it may be asked.
    func objection(to change: TermsChange) -> AmendObjection?
    func query(_ intent: QueryIntent)
    func listOpenOrders()
    func listTrades(_ intent: TradeListIntent)
    func listBalances()
    func listPositions()
    func listMarginRules()
    func listFunding(since start: Timestamp)
    /// The book of the instrument cannot be right.
    func distrust(_ instrument: InstrumentID, _ doubt: BookDoubt)
    /// Market-data messages since the start.
    var messages: Int64 { get }
    /// Connections made anew since the start.
    var reconnects: Int64 { get }
}
