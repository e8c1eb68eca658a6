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
}

/// What went wrong in a run, what rare paths it took and how much happened.
public struct RunTally: Sendable, Equatable {
    /// How often each was taken, in the order of ``RarePath/allCases``.
    public var rarePaths: [Int] = Array(repeating: 0, count: RarePath.allCases.count)
    /// Inputs decided on.
    public var inputs = 0
    /// Events handed out.
    public var events = 0
    /// Orders that became ours to place.
    public var orders = 0
    /// Starts of the process, the first included.
    public var starts = 0
    /// Messages that never arrived.
    public var messagesLost = 0
    /// Messages that arrived twice.
    public var messagesRepeated = 0
    public var disk = DiskTally()

    mutating func note(_ path: RarePath) {
        for (index, known) in RarePath.allCases.enumerated() where known == path {
            rarePaths[index] += 1
        }
    }

    /// How often a rare path was taken.
    public func count(of path: RarePath) -> Int {
        for (index, known) in RarePath.allCases.enumerated() where known == path {
            return rarePaths[index]
        }
        return 0
    }

    /// Adds another run's.
    public mutating func add(_ other: RunTally) {
        for index in rarePaths.indices { rarePaths[index] += other.rarePaths[index] }
        inputs += other.inputs
        events += other.events
        orders += other.orders
        starts += other.starts
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

/// A promise that a run found broken.
public struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which promise, and how it was broken.
    public let description: String

    init(_ description: String) { self.description = description }
}
