/// Rare paths that a campaign must have taken; a generator too narrow for one of them has proven
/// nothing about it.
public enum RarePath: String, CaseIterable, Sendable {
    case crashInWrite = "crash in a write"
    case crashInRecovery = "crash in a recovery"
    case crashBetweenDurableAndSent = "crash between durable and sent"
    case diskErrorFatal = "disk error was fatal"
    case diskFull = "disk full"
    case tailCut = "tail cut"
    case tailWhole = "crash with a whole tail"
    case snapshotUsed = "snapshot used"
    case cleanStop = "clean stop"
    case orderRepeated = "order repeated by its bot"
    case orderConflicted = "order id used for another order"
    case orderDenied = "order denied"
    case unknownByDeadline = "request unknown by its deadline"
    case unknownByRestart = "request unknown by a restart"
    case unknownByTransport = "request unknown by transport"
    case absenceConcluded = "order proven absent"
    case lateRequestRefused = "late request refused by the venue"
    case fillBeforeAcceptance = "fill before acceptance"
    case fillRepeated = "fill reported twice"
    case fillsFetched = "missing fills fetched"
    case cancelRejected = "cancel rejected"
    case cancelRepeated = "lost cancel repeated"
    case bookGap = "gap in a book"
    case bookBackInStep = "book back in step after a gap"
    case frameUnreadable = "frame of market data unreadable"
    case snapshotFailed = "snapshot of a book failed"
    case reducingAfterCut = "trading reduced after a cut"
    case damageRefused = "damage refused at the start"
    case damageCut = "damage read as a cut, and told"
    case damageHarmless = "damage where nothing was lost"
    case writeLost = "lost write: an earlier state, and a right one"
    case cancelOnFullDisk = "cancel taken on a full disk"
    case fillOnFullDisk = "fill taken on a full disk"
    case capitalTransferred = "capital transferred"
    case triggerOrder = "order with a trigger"
    case orderLapsed = "order lapsed at its time"
    case amended = "order amended"
    case amendRefused = "amendment refused here"
    case amendRejected = "amendment refused by the venue"
    case amendUnknown = "amendment unknown"
    case amendCrossed = "amendment of an order that has traded"
    case amendRaced = "fill while an amendment is on its way"
    case amendFoundDone = "unanswered amendment found done"
    case amendFoundLost = "unanswered amendment found not done"
    case tradeBusted = "trade taken back"
    case bustedUnheard = "trade taken back that was not told before"
    case bustedRepeated = "trade taken back told again"
    case bustedOpen = "trade of an open order taken back"
    case bustedClosed = "trade of an order that was over taken back"
    case bustedAfterRestart = "trade of an order from before a restart taken back"
    case reduceOnlyOrder = "order that only reduces"
    case reducedWhileHalted = "order that only reduces let through a halt"
    case killSwitch = "kill switch"
    case killLifted = "kill switch lifted"
    case killedDenied = "order denied by a kill switch"
    case sweepBegan = "orders of a scope taken back"
    case sweepSpanned = "sweep that one input could not end"
    case crashInSweep = "crash while a sweep's orders were open"
    case linearContract = "linear contract traded"
    case inverseContract = "inverse contract traded"
    case hedgedContract = "contract traded in two legs"
    case positionFlipped = "position of a contract flipped"
    case fundingApplied = "funding applied"
    case fundingShared = "funding shared among strategies"
    case fundingRepeated = "funding told twice"
    case positionLiquidated = "position liquidated"
    case positionDeleveraged = "position closed against another's"
    case liquidationShared = "liquidation of several strategies' position"
    case leverageChanged = "leverage changed under a position"
    case tableChanged = "table of tiers changed"
    case tableRefused = "table of tiers refused"
    case bracketDenied = "order denied by its bracket"
    case marginDenied = "order denied for want of margin"
    case upperTier = "position above the lowest tier"
    case snapshotKept = "snapshot kept while running"
    case accountTrusted = "account reconciled"
    case secondInstanceRefused = "second instance refused"
    case backupNoticed = "old backup noticed"
    case backupHarmless = "old backup that nothing went beyond"
    case orderByConnection = "order on the private connection"
    case connectionLostAsking = "connection lost with requests under way"
    case turnedAway = "turned away by the venue's limits"
    case bannedByVenue = "banned by the venue, and obeyed"
    case answerOfTrouble = "unknown in the venue's own words"
    case answerUnreadable = "answer cut off"
    case streamEnded = "private stream ended by the venue"
    case streamOverlaps = "events told again on a new connection"
    case ownerAsked = "owner of a trade asked for"
    case orderAtFutures = "order by the session of USD-M futures"
    case listenKeyExpired = "listen key expired"
    case keyProlonged = "listen key prolonged"
    case connectionProbed = "quiet connection asked whether it lives"
    case fundingListed = "funding found in the list of payments"
    case closedByVenueStreamed = "position closed by the venue, told on the stream"

    fileprivate static let places: [RarePath: Int] = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

/// What went wrong in a run, what rare paths it took and how much happened.
public struct RunTally: Sendable, Equatable {
    /// How often each was taken, in the order of ``RarePath/allCases``.
    public var rarePaths: [Int] = Array(repeating: 0, count: RarePath.allCases.count)
    /// How often each class of faults struck, in the order of ``Fault/allCases``.
    public var faults: [Int] = Array(repeating: 0, count: Fault.allCases.count)
    /// Inputs decided on.
    public var inputs = 0
    /// Events handed out.
    public var events = 0
    /// Messages, frames and writes that were under way.
    public var messages = 0
    /// Different orders that bots asked for.
    public var requests = 0
    /// Orders that became ours to place.
    public var orders = 0
    /// Starts of the process, the first included.
    public var starts = 0
    /// Worlds in which orders went through the venue's session as bytes.
    public var worldsOfBytes = 0
    /// Those of them in which that was the session of USD-M futures.
    public var worldsOfFutures = 0
    /// Messages that never arrived.
    public var messagesLost = 0
    /// Messages that arrived twice.
    public var messagesRepeated = 0
    public var disk = DiskTally()

    mutating func note(_ path: RarePath) { rarePaths[place(of: path)] += 1 }

    /// How often a rare path was taken.
    public func count(of path: RarePath) -> Int { rarePaths[place(of: path)] }

    private func place(of path: RarePath) -> Int {
        guard let place = RarePath.places[path] else { preconditionFailure("all are there") }
        return place
    }

    /// How often a class of faults struck.
    public func count(of fault: Fault) -> Int { faults[fault.rawValue] }

    /// Adds another run's.
    public mutating func add(_ other: RunTally) {
        for index in rarePaths.indices { rarePaths[index] += other.rarePaths[index] }
        for index in faults.indices { faults[index] += other.faults[index] }
        inputs += other.inputs
        events += other.events
        messages += other.messages
        requests += other.requests
        orders += other.orders
        starts += other.starts
        worldsOfBytes += other.worldsOfBytes
        worldsOfFutures += other.worldsOfFutures
        messagesLost += other.messagesLost
        messagesRepeated += other.messagesRepeated
        disk.writes += other.disk.writes
        disk.crashes += other.disk.crashes
        disk.errors += other.disk.errors
        disk.fullDisks += other.disk.fullDisks
        disk.lostSectors += other.disk.lostSectors
        disk.lostNames += other.disk.lostNames
        disk.damages += other.disk.damages
    }
}
