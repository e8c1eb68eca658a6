public import Domain
public import VenueKit

/// Finds out what happened to an account while nobody looked, and says when trading may go on.
///
/// ```
/// waiting ─► listing: open orders, trades ─► asking where unclear orders stand
///                                              ▼
///                   trusted ◄─ equal ─ comparing balances ─ unequal, often ─► differing
/// ```
///
/// An account that is trusted goes on being compared, now and then and while it trades: see
/// ``Reconciliation/observe(_:at:)``.
///
/// Unequal balances may come of a fill that was lost on the stream, so trades are listed again
/// before the next comparison; that goes on while the account differs.
///
/// A wallet is compared by what it holds less what the open contracts in it cost. A venue nets all
/// strategies of an account into one position, and so has realised other profits than the sum of
/// what they have; but each trade adds its value to profit less cost, however it is split and in
/// whichever order it is counted. So the two differ by a cost that is still open, and by no money.
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
        /// Between two comparisons of an account that agrees, unless set: 30 s.
        public static let trustedInterval: Int64 = 30_000_000_000
        /// How long what the private stream tells later than a question was answered is waited for,
        /// before an account that traded meanwhile is held to differ from the answer: 1 s.
        public static let lagMax: Int64 = 1_000_000_000
        /// How many states of our books an answer is held against; the oldest go first.
        public static let samplesMax = 1024
        /// Between two comparisons of an account that differs: 10 s.
        public static let differingInterval: Int64 = 10_000_000_000
        /// An answer that has not come by then is asked for again: 10 s.
        public static let patience: Int64 = 10_000_000_000
        /// What the venue could not answer is asked for again after 250 ms; the wait doubles …
        public static let retryMin: Int64 = 250_000_000
        /// … up to 2 s, so that trading is back soon after the venue is.
        public static let retryMax: Int64 = 2_000_000_000
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
        /// They agreed and are compared again: what was told of before the balances came may still
        /// be on its way.
        case lagging
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
        case listPositions
        /// Tell when everything that was reported until now has been released.
        case settle
        /// The first time that this account is seen: this is what it holds.
        case open([BalanceNotice])
        /// Call ``Reconciliation/wake(at:unclear:)`` then.
        case wakeAt(Timestamp)
        /// Keep that the venue and the books agree.
        case confirm
        /// Keep in what they differ: it is not what was kept before.
        case differ([Difference])
    }

    /// Where the account stands by our books, when it is asked for.
    public struct Ours: Sendable {
        /// Whether the account was ever seen before.
        public var isKnown: Bool
        /// What is held, by asset.
        public var totals: [Asset: Money]
        /// What of open contracts costs what, by the asset in which they are settled.
        public var openCosts: [Asset: Money]
        /// How far the venue's own rounding may have led away from what is exact, by asset; nothing
        /// where none is named.
        public var dust: [Asset: Money]
        /// Whether the venue has a position that is to be asked for once more, see
        /// ``PositionDoubt``.
        public var isDoubtful: Bool

        /// What an account has.
        public init(
            isKnown: Bool, totals: [Asset: Money], openCosts: [Asset: Money] = [:],
            dust: [Asset: Money] = [:], isDoubtful: Bool = false
        ) {
            self.openCosts = openCosts
            self.isKnown = isKnown
            self.isDoubtful = isDoubtful
            self.totals = totals
            self.dust = dust
        }
    }

    /// Whose.
    public let account: AccountID
    /// How far it is.
    public var phase: Phase { isDiffering ? .differing : hasTrust ? .trusted : stage }
    var stage = Phase.waiting
    /// The venue and the journal differ, as far as a person sees; it goes on being looked at.
    var isDiffering = false
    /// They agreed, and nothing since then says that they do not: orders are taken while they are
    /// compared again.
    var hasTrust = false
    /// Between two comparisons of an account that agrees.
    let trustedInterval: Int64
    /// When an account that agrees is compared again; nil where it does not agree.
    public internal(set) var nextComparison: Timestamp?
    /// Where the venue and our books differ; empty where nothing is known to.
    public internal(set) var differences: [Difference] = []
    /// As they were told last.
    var told: [Difference] = []
    private var instruments: [InstrumentID] = []
    /// The venue keeps positions apart from balances.
    private var hasPositions = false
    /// What is being asked for, in the order in which it was.
    var pending: [Question] = []
    var theirs: [BalanceNotice] = []
    var comparisons = 0
    /// What our books have said since the balances were asked for, the newest last.
    var samples: [Ours] = []
    /// What every comparison of late may have found.
    var suspects: [[Difference]] = []
    /// How often nothing stayed the same from one comparison to the next.
    var movements = 0
    /// Questions in a row that came to nothing.
    private var failures = 0
    private var unclearSince = Timestamp.none

    /// An asset of which the venue holds another amount than our books say.
    public struct Difference: Equatable, Sendable {
        /// What it is about.
        public let asset: Asset
        /// As our books have it, were our open contracts netted as the venue's are.
        public let ours: Money
        /// As the venue has it.
        public let theirs: Money
    }

    struct Question {
        let listing: AccountListing
        /// An answer to an earlier question may lack what happened in between.
        let askedAt: Timestamp
        /// When it is asked again, unless it is answered.
        var againAt: Timestamp
    }

    /// Of an account of which nothing has been heard.
    ///
    /// - Parameter trustedInterval: nanoseconds between two comparisons while it agrees.
    public init(
        account: AccountID, trustedInterval: Int64 = Reconciliation.Limits.trustedInterval
    ) {
        precondition(trustedInterval > 0, "an account is compared after some time")
        self.account = account
        self.trustedInterval = trustedInterval
    }

    /// Whether orders may be sent.
    public var isTrusted: Bool { phase == .trusted }

    /// Something may have been missed, and nothing can be asked yet.
    public mutating func lose() {
        stage = .waiting
        isDiffering = false
        forgetTrust()
        pending = []
    }

    /// From now on everything is told: ask for what came before.
    ///
    /// - Parameters:
    ///   - isKnown: whether the account has a history here. If not, there is nothing to look
    ///     through: what it holds now is what it begins with.
    ///   - hasPositions: whether what is open is to be asked for, too.
    public mutating func begin(
        _ instruments: [InstrumentID], isKnown: Bool, hasPositions: Bool = false,
        at now: Timestamp
    ) -> [Step] {
        self.instruments = isKnown ? instruments : []
        self.hasPositions = hasPositions
        comparisons = 0
        differences = []
        forgetTrust()
        stage = .listing
        return ask(listings, now)
    }

    var listings: [AccountListing] {
        [.openOrders] + instruments.map { .trades($0) } + (hasPositions ? [.positions] : [])
    }

    /// All positions were told. - Parameter askedAt: when they were asked for.
    public mutating func positionsListed(askedAt: Timestamp, at now: Timestamp) -> [Step] {
        listed(.positions, askedAt, now)
    }

    /// All open orders were reported. - Parameter askedAt: when they were asked for.
    public mutating func openOrdersListed(askedAt: Timestamp, at now: Timestamp) -> [Step] {
        listed(.openOrders, askedAt, now)
    }

    /// All trades of an instrument were reported. - Parameter askedAt: when they were asked for.
    public mutating func tradesListed(
        _ instrument: InstrumentID, askedAt: Timestamp, at now: Timestamp
    ) -> [Step] {
        listed(.trades(instrument), askedAt, now)
    }

    private mutating func listed(
        _ listing: AccountListing, _ askedAt: Timestamp, _ now: Timestamp
    ) -> [Step] {
        guard stage == .listing, end(listing, askedAt) else { return [] }
        guard pending.isEmpty else { return [] }
        stage = .unclear
        if comparisons == 0 { unclearSince = now }
        return [wake(after: 0, now)]
    }

    /// What was asked for cannot be had now.
    public mutating func failed(_ listing: AccountListing, at now: Timestamp) -> [Step] {
        guard let place = pending.firstIndex(where: { $0.listing == listing }) else { return [] }
        let wait = min(Limits.retryMin << Int64(min(failures, 16)), Limits.retryMax)
        failures += 1
        pending[place].againAt = now.adding(nanoseconds: wait)
        return [wakeForPending(now)]
    }

    /// The balances came. - Parameter askedAt: when they were asked for.
    public mutating func balancesListed(
        _ balances: [BalanceNotice], askedAt: Timestamp
    ) -> [Step] {
        guard stage == .balances, end(.balances, askedAt) else { return [] }
        theirs = balances
        stage = .settling
        return [.settle]
    }

    /// Everything that was reported before the balances is in our books.
    public mutating func settled(_ ours: Ours, at now: Timestamp) -> [Step] {
        guard stage == .settling else { return [] }
        guard ours.isKnown else { return [.open(theirs)] + trust(at: now) }
        guard !hasTrust else { return settledInTrust(ours, at: now) }
        differences = Self.differences(ours, theirs)
        if differences.isEmpty && !ours.isDoubtful { return trust(at: now) }
        comparisons += 1
        isDiffering = comparisons >= Limits.comparisonsMax
        return lookAgain(at: now)
    }

    /// Tells a difference that is believed and another one than before, and has all listed once
    /// more.
    mutating func lookAgain(at now: Timestamp) -> [Step] {
        let isNews = isDiffering && differences != told
        if isNews { told = differences }
        stage = .listing
        let wait = isDiffering ? Limits.differingInterval : Limits.interval
        return (isNews ? [.differ(differences)] : []) + [ask(listings, after: wait, now)]
    }

    mutating func trust(at now: Timestamp) -> [Step] {
        let next = now.adding(nanoseconds: trustedInterval)
        stage = .trusted
        isDiffering = false
        forgetTrust()
        hasTrust = true
        nextComparison = next
        pending = []
        told = []
        differences = []
        return [.confirm, .wakeAt(next)]
    }

    /// The time has come.
    ///
    /// - Parameter unclear: how many of the account's orders have an outcome that is not known.
    public mutating func wake(at now: Timestamp, unclear: Int) -> [Step] {
        switch stage {
        case .waiting, .settling, .differing:
            return []
        case .trusted, .lagging:
            return wakeInTrust(at: now)
        case .listing, .balances:
            let due = pending.filter { $0.againAt <= now }.map(\.listing)
            pending.removeAll { $0.againAt <= now }
            // The answer that is waited for now is of a later moment than what the books said.
            if due.contains(.balances) { samples = [] }
            return ask(due, now)
        case .unclear:
            let isPatient = now.since(unclearSince) < Limits.unclearMax
            return unclear > 0 && isPatient
                ? [wake(after: Limits.interval, now)] : askForBalances(now)
        }
    }

    /// A person takes the venue's word: what is to be booked so that the books agree, which is
    /// looked at again at ``nextComparison``.
    public mutating func accept(at now: Timestamp) -> [Difference] {
        guard isDiffering else { return [] }
        let accepted = differences
        _ = trust(at: now)
        return accepted
    }

    mutating func askForBalances(_ now: Timestamp) -> [Step] {
        samples = []
        stage = .balances
        return ask([.balances], now)
    }

    private mutating func ask(_ listings: [AccountListing], _ now: Timestamp) -> [Step] {
        let againAt = now.adding(nanoseconds: Limits.patience)
        pending += listings.map { Question(listing: $0, askedAt: now, againAt: againAt) }
        return listings.map(Self.step) + [wakeForPending(now)]
    }

    /// Asks later. - Returns: the call that does.
    mutating func ask(_ listings: [AccountListing], after wait: Int64, _ now: Timestamp) -> Step {
        let againAt = now.adding(nanoseconds: wait)
        pending = listings.map { Question(listing: $0, askedAt: now, againAt: againAt) }
        return wakeForPending(now)
    }

    /// - Returns: whether this answers what is being asked.
    private mutating func end(_ listing: AccountListing, _ askedAt: Timestamp) -> Bool {
        let answered = pending.firstIndex { $0.listing == listing && askedAt >= $0.askedAt }
        guard let place = answered else { return false }
        pending.remove(at: place)
        failures = 0
        return true
    }

    private static func step(_ listing: AccountListing) -> Step {
        switch listing {
        case .openOrders: .listOpenOrders
        case .trades(let instrument): .listTrades(instrument)
        case .balances: .listBalances
        case .positions: .listPositions
        }
    }

    func wakeForPending(_ now: Timestamp) -> Step {
        .wakeAt(pending.map(\.againAt).min() ?? now)
    }

    private func wake(after wait: Int64, _ now: Timestamp) -> Step {
        .wakeAt(now.adding(nanoseconds: wait))
    }

    /// In the order of the assets' names.
    static func differences(_ ours: Ours, _ theirs: [BalanceNotice]) -> [Difference] {
        var venue: [Asset: BalanceNotice] = [:]
        for balance in theirs { venue[balance.asset] = balance }
        return Set(ours.totals.keys).union(venue.keys).sorted().compactMap { asset in
            let told = venue[asset]
            let netted = (told?.openCost ?? .zero) - (ours.openCosts[asset] ?? .zero)
            let mine = (ours.totals[asset] ?? .zero) + netted
            let other = told.map { $0.free + $0.locked } ?? .zero
            let dust = (ours.dust[asset] ?? .zero) + (told?.dust ?? .zero)
            let apart = Money(raw: Int128((mine - other).raw.magnitude))
            return apart <= dust ? nil : Difference(asset: asset, ours: mine, theirs: other)
        }
    }
}
