/// What can go wrong in a fake world, by class. Each world draws which classes it has, and how
/// often each strikes.
public enum Fault: Int, CaseIterable, Sendable {
    // The process.
    /// The power goes in a disk operation, and with it all that was not synced.
    case powerCut
    /// The process dies in a disk operation; what it wrote is still in the cache, and may go with
    /// a power cut that follows.
    case kill
    /// The process dies after its decisions are durable and before anything left it.
    case deathBeforeSending
    /// The process dies in its start, in a disk operation.
    case deathInStart
    /// The process stands still while the world goes on.
    case stall
    // The disk.
    /// Of a write under way when the power goes, a first part is kept.
    case tornWrite
    /// Of a write under way when the power goes, any sectors are kept.
    case reorderedWrite
    /// A write fails after a part of it.
    case shortWrite
    /// A write fails.
    case writeError
    /// A sync fails; what it should have kept is lost to the process that asked for it.
    case syncError
    /// No room for new files, for a while.
    case fullDisk
    /// A bit of what was synced is another.
    case bitFlip
    /// A sector of what was synced reads as zeros.
    case zeroedSector
    /// The last write was never done, though the disk said so.
    case lostWrite
    /// The last write was also done where it does not belong.
    case misdirectedWrite
    // The network.
    /// A message is lost.
    case drop
    /// A message comes twice.
    case duplicate
    /// A message overtakes others.
    case reorder
    /// A message takes long, and those behind it too.
    case delay
    /// What the venue said in one go arrives in pieces, each by itself.
    case slice
    /// Nothing gets through in one direction, and nobody is told.
    case halfOpen
    /// Nothing gets through in either direction.
    case partition
    /// A connection breaks after a request has left: it arrives, and the process cannot know.
    case connectionReset
    // Our clock.
    case clockDrift
    case clockStep
    case clockFreeze
    // The venue.
    /// It takes an order and never says so.
    case ackLost
    /// It says so late.
    case ackLate
    /// A fill is told before the order is.
    case fillBeforeAck
    /// An order is canceled, and a fill from before is told later.
    case fillAfterCancel
    /// A fill is told again.
    case fillRepeated
    /// An order lies about before it is taken, past our deadline.
    case acceptedLate
    /// An order is not found for a while.
    case orderForgotten
    /// An order is not found, and whether it traded is not answered.
    case tradesUnanswered
    /// A request is refused for its number.
    case rateLimited
    /// Everything is refused for a while.
    case banned
    case orderRefused
    /// It takes an order out by itself.
    case orderTakenOut
    /// It is gone for a while, with all that was on its way.
    case venueRestart
    /// The numbers of its book start anew, after a restart.
    case sequenceReset
    // Its contracts.
    /// The mark is far away at once.
    case markJump
    /// A part of a position is closed against somebody else's.
    case deleveraged
    /// Funding is charged and not told.
    case fundingLost
    case fundingLate
    case fundingRepeated
    /// Another leverage, or another table of tiers.
    case rulesChanged
    /// A table is told that contradicts itself.
    case rulesUnsound
    // Its market data.
    case updateLost
    case updateRepeated
    case updateCut
    case updateDelayed
    case snapshotLost
    /// A book by REST is older than the updates that wait for it.
    case snapshotStale
    // The operator.
    /// Trading is halted, or reduced, for a while.
    case halt
    /// What may be traded in a scope is changed, for a while.
    case scopeHalt
    /// A scope is killed: its orders are taken back, and a second word is needed to lift it.
    case killSwitch
    /// All orders of a scope are taken back.
    case cancelAll
    case cleanStop
    /// A second process is started on the same journal.
    case secondInstance
    /// The process is started on an old copy of its journal.
    case oldBackup
    // The venue's bytes, where they are read by its session.
    /// It answers with an error that says nothing of what was done.
    case serverTrouble
    /// Its answer is cut off.
    case answerCut
    /// It ends the private stream on a connection that stands.
    case streamEnded
    // Its changes of what was.
    /// It does not change an order.
    case amendRefused
    /// It takes a trade back.
    case tradeBusted

    /// How it is called on the command line and in figures.
    public var name: String {
        var name = ""
        for character in String(describing: self) {
            name += character.isUppercase ? "-\(character.lowercased())" : "\(character)"
        }
        return name
    }

    /// How often it strikes at most, of 1000 occasions.
    var rateMax: Int {
        switch self {
        case .powerCut, .kill: 40
        case .deathBeforeSending: 20
        case .stall, .clockStep, .clockFreeze, .halfOpen, .partition: 25
        case .tornWrite, .reorderedWrite: 1000
        case .shortWrite, .writeError, .syncError: 15
        case .fullDisk: 20
        case .bitFlip, .zeroedSector, .lostWrite, .misdirectedWrite: 200
        case .drop, .duplicate, .reorder, .slice, .updateLost, .updateRepeated, .updateDelayed:
            300
        case .delay, .updateCut: 100
        case .clockDrift: 1000
        case .ackLost, .ackLate, .acceptedLate, .rateLimited, .connectionReset: 150
        case .deathInStart: 250
        case .fillBeforeAck, .fillAfterCancel, .fillRepeated, .snapshotLost, .snapshotStale,
            .tradesUnanswered:
            500
        case .orderForgotten: 600
        case .banned, .venueRestart: 10
        case .sequenceReset: 1000
        case .orderRefused: 80
        case .amendRefused: 300
        case .orderTakenOut: 120
        case .tradeBusted: 30
        case .markJump: 80
        case .deleveraged, .rulesChanged, .rulesUnsound: 30
        case .fundingLost, .fundingLate, .fundingRepeated: 500
        case .halt: 20
        case .scopeHalt, .killSwitch, .cancelAll: 25
        case .cleanStop: 20
        case .secondInstance: 20
        case .oldBackup: 20
        case .serverTrouble: 150
        case .answerCut: 80
        case .streamEnded: 100
        }
    }

    /// Whether the world ends with it: what it did was found out, and a person has to look.
    var endsWorld: Bool {
        switch self {
        case .bitFlip, .zeroedSector, .lostWrite, .misdirectedWrite, .oldBackup: true
        case .powerCut, .kill, .deathBeforeSending, .deathInStart, .stall, .tornWrite,
            .reorderedWrite,
            .shortWrite, .writeError, .syncError, .fullDisk, .drop, .duplicate, .reorder, .delay,
            .slice, .halfOpen, .partition, .connectionReset, .clockDrift, .clockStep, .clockFreeze,
            .ackLost,
            .ackLate, .fillBeforeAck, .fillAfterCancel, .fillRepeated, .acceptedLate,
            .orderForgotten, .tradesUnanswered, .rateLimited, .banned, .orderRefused,
            .amendRefused, .orderTakenOut, .tradeBusted, .venueRestart,
            .sequenceReset, .markJump, .deleveraged, .fundingLost, .fundingLate,
            .fundingRepeated, .rulesChanged, .rulesUnsound, .scopeHalt, .killSwitch, .cancelAll,
            .updateLost, .updateRepeated, .updateCut, .updateDelayed,
            .snapshotLost, .snapshotStale, .halt, .cleanStop, .secondInstance,
            .serverTrouble, .answerCut, .streamEnded:
            false
        }
    }
}
