public import Domain
public import VenueKit

/// Finds out what happened to an account while nobody looked, and says when trading may go on.
///
/// ```
/// waiting ─► listing: open orders, trades ─► asking where unclear orders stand
///                                              ▼
///                     trusted ◄─ equal ─ comparing balances ─ unequal, thrice ─► differing
/// ```
///
/// It starts anew whenever something may have been missed. What it finds is told to the core as
/// reports and flows; it changes nothing by itself. It is a machine without a clock or a socket:
/// whoever drives it carries out the ``Step``s.
public struct Reconciliation: Sendable {
    /// Bounds.
    public enum Limits {
        /// How often balances are compared before a difference is believed: what is on its way in
        /// between makes them differ for a moment.
        public static let comparisonsMax = 5
        /// Between two comparisons, or two looks at unclear orders: 500 ms.
        public static let interval: Int64 = 500_000_000
        /// An answer that has not come by then is asked for again: 10 s.
        public static let patience: Int64 = 10_000_000_000
        /// How long orders of which the outcome is not known are waited for: 2 s. Then the rest is
        /// compared all the same: what such an order may cost stays set aside, and the evidence on
        /// it goes on being looked for.
        public static let unclearMax: Int64 = 2_000_000_000
    }

    /// How far it is.
    public enum Phase: Equatable, Sendable {
        /// The private stream is not live, or the listing has not come.
        case waiting
        /// Open orders and trades are being listed.
        case listing
        /// Some orders' outcome is not known yet.
        case unclear
        /// The balances were asked for.
        case balances
        /// They came, and everything known before them is on its way through the turn.
        case settling
        /// The venue and the journal agree.
        case trusted
        /// They do not: a person must look.
        case differing
    }

    /// What whoever drives it is to do.
    public enum Step: Equatable, Sendable {
        case listOpenOrders
        case listTrades(InstrumentID)
        case listBalances
        /// Tell when everything that was reported until now has been released.
        case settle
        /// The first time that this account is seen: this is what it holds.
        case open([BalanceNotice])
        /// Call ``Reconciliation/wake(at:unclear:)`` then.
        case wakeAt(Timestamp)
    }

    /// Where the account stands by our books, when it is asked for.
    public struct Ours: Sendable {
        /// Whether the account was ever seen before.
        public var isKnown: Bool
        /// What is held, by asset.
        public var totals: [Asset: Money]

        /// What an account has.
        public init(isKnown: Bool, totals: [Asset: Money]) {
            self.isKnown = isKnown
            self.totals = totals
        }
    }

    /// Whose.
    public let account: AccountID
    /// How far it is.
    public private(set) var phase = Phase.waiting
    /// Where the venue and our books differ; empty where nothing is known to.
    public private(set) var differences: [Difference] = []
    private var instruments: [InstrumentID] = []
    private var pendingTrades: Set<InstrumentID> = []
    private var isOpenOrdersPending = false
    private var theirs: [BalanceNotice] = []
    private var comparisons = 0
    private var askedAt = Timestamp.none
    private var unclearSince = Timestamp.none

    /// An asset of which the venue holds another amount than our books say.
    public struct Difference: Equatable, Sendable {
        /// What it is about.
        public let asset: Asset
        /// As our books have it.
        public let ours: Money
        /// As the venue has it.
        public let theirs: Money
    }

    /// Of an account of which nothing has been heard.
    public init(account: AccountID) { self.account = account }

    /// Whether orders may be sent.
    public var isTrusted: Bool { phase == .trusted }

    /// Something may have been missed, and nothing can be asked yet.
    public mutating func lose() {
        phase = .waiting
    }

    /// From now on everything is told: ask for what came before.
    ///
    /// - Parameter isKnown: whether the account has a history here. If not, there is nothing to
    ///   look through: what it holds now is what it begins with.
    public mutating func begin(
        _ instruments: [InstrumentID], isKnown: Bool, at now: Timestamp
    ) -> [Step] {
        self.instruments = instruments
        comparisons = 0
        differences = []
        pendingTrades = isKnown ? Set(instruments) : []
        isOpenOrdersPending = true
        phase = .listing
        askedAt = now
        let listings: [Step] = isKnown ? instruments.map { .listTrades($0) } : []
        return [.listOpenOrders] + listings + [wake(after: Limits.patience, now)]
    }

    /// All open orders were reported.
    public mutating func openOrdersListed(at now: Timestamp) -> [Step] {
        isOpenOrdersPending = false
        return listed(now)
    }

    /// All trades of an instrument were reported.
    public mutating func tradesListed(_ instrument: InstrumentID, at now: Timestamp) -> [Step] {
        pendingTrades.remove(instrument)
        return listed(now)
    }

    private mutating func listed(_ now: Timestamp) -> [Step] {
        guard phase == .listing, !isOpenOrdersPending, pendingTrades.isEmpty else { return [] }
        phase = .unclear
        unclearSince = now
        return [wake(after: 0, now)]
    }

    /// The balances came.
    public mutating func balancesListed(_ balances: [BalanceNotice]) -> [Step] {
        guard phase == .balances else { return [] }
        theirs = balances
        phase = .settling
        return [.settle]
    }

    /// Everything that was reported before the balances is in our books.
    public mutating func settled(_ ours: Ours, at now: Timestamp) -> [Step] {
        guard phase == .settling else { return [] }
        guard ours.isKnown else {
            phase = .trusted
            return [.open(theirs)]
        }
        differences = Self.differences(ours.totals, theirs)
        if differences.isEmpty {
            phase = .trusted
            return []
        }
        comparisons += 1
        guard comparisons < Limits.comparisonsMax else {
            phase = .differing
            return []
        }
        phase = .unclear
        return [wake(after: Limits.interval, now)]
    }

    /// The time has come.
    ///
    /// - Parameter unclear: how many of the account's orders have an outcome that is not known.
    public mutating func wake(at now: Timestamp, unclear: Int) -> [Step] {
        switch phase {
        case .waiting, .settling, .trusted, .differing:
            return []
        case .listing, .balances:
            guard now.since(askedAt) >= Limits.patience else {
                return [wake(after: Limits.patience - now.since(askedAt), now)]
            }
            guard phase == .listing else { return askForBalances(now) }
            askedAt = now
            let again: [Step] = isOpenOrdersPending ? [.listOpenOrders] : []
            let trades = instruments.filter(pendingTrades.contains).map { Step.listTrades($0) }
            return again + trades + [wake(after: Limits.patience, now)]
        case .unclear:
            let isPatient = now.since(unclearSince) < Limits.unclearMax
            return unclear > 0 && isPatient
                ? [wake(after: Limits.interval, now)] : askForBalances(now)
        }
    }

    /// A person takes the venue's word: what is to be booked so that the books agree.
    public mutating func accept() -> [Difference] {
        guard phase == .differing else { return [] }
        phase = .trusted
        let accepted = differences
        differences = []
        return accepted
    }

    private mutating func askForBalances(_ now: Timestamp) -> [Step] {
        phase = .balances
        askedAt = now
        return [.listBalances, wake(after: Limits.patience, now)]
    }

    private func wake(after wait: Int64, _ now: Timestamp) -> Step {
        .wakeAt(now.adding(nanoseconds: wait))
    }

    /// In the order of the assets' names.
    private static func differences(
        _ ours: [Asset: Money], _ theirs: [BalanceNotice]
    ) -> [Difference] {
        var venue: [Asset: Money] = [:]
        for balance in theirs { venue[balance.asset] = balance.free + balance.locked }
        return Set(ours.keys).union(venue.keys).sorted().compactMap { asset in
            let (mine, other) = (ours[asset] ?? .zero, venue[asset] ?? .zero)
            return mine == other ? nil : Difference(asset: asset, ours: mine, theirs: other)
        }
    }
}
