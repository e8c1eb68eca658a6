internal import BinanceSpot
internal import Containers
internal import Domain

/// How a world is beside its faults. Each knob has a plain setting, to which shrinking turns it.
public enum Knob: String, CaseIterable, Sendable {
    /// How many inputs are taken before a commit.
    case batch
    /// How long the journal's segments are.
    case segments
    /// How often a snapshot is kept.
    case snapshots
    /// How far the time goes in a step.
    case pace
    /// How long messages are on their way.
    case latency
    /// In which currency fees are taken.
    case fees
    /// Whether bots wait until the account is reconciled.
    case trust
    /// How many bots' orders go in at a time.
    case burst
    /// Whether a strategy has a sub-account of its own.
    case capital
    /// Whether orders go through the venue's session as bytes.
    case bytes
    /// Whether contracts are traded, and which.
    case contract
    /// Whether contracts have two positions, one each way.
    case hedge
    /// Whether bots change orders that rest.
    case amendments
}

/// What a world is made of, drawn from its seed: which faults strike how often, and its knobs. Most
/// faults are off in any one world, so that each world goes wrong in a way of its own.
public struct Mix: Sendable, Equatable {
    /// Of 1000 occasions, in how many each class of fault strikes; 0 is never.
    public private(set) var rates: [Int]
    /// Steps of the phase in which anything may go wrong.
    public var steps: Int
    /// How many different orders bots ask for, at most.
    public var requests = Int.max
    var batchMax = 1
    var segmentBytes = 128 * 1024
    /// After how many commits a snapshot is kept; 0 for never.
    var snapshotEvery = 0
    /// Milliseconds.
    var stepMax = 300
    /// Milliseconds.
    var latencyMax = 20
    var takesBaseFees = false
    var waitsForTrust = false
    /// Of ten inputs, how many are orders.
    var orderShare = 4
    var allocates = false
    /// The venue's session that orders go through; nil where none is there.
    var session: WorldSession?

    /// Of how many worlds one has the venue's session of spot in it.
    static let worldsPerBytes = 5
    /// Of how many worlds of linear contracts how many have that of USD-M futures in it.
    static let worldsOfFutures = (3, in: 5)
    var market = WorldMarket.spot
    /// Many small orders rest at once, and little trades.
    var isCrowded = false
    /// Bots change orders that rest.
    var amends = false

    /// Of 1000 occasions, in how many at least the private connection breaks where orders go by it.
    static let resetsOfConnection = 60

    /// Of 1000 occasions, in how many at least the private stream ends at USD-M.
    static let endsOfStream = 20

    /// Of 1000 occasions, in how many at least all orders of a crowd are taken back.
    static let sweepsOfCrowd = 15

    /// What an account may trade contracts with.
    static let leverages: [UInt16] = [3, 10, 20, 50]

    /// What the seed draws.
    public init(seed: UInt64) {
        var random = SeededRandom(seed: seed ^ 0x4D49_58ED)
        let isDamaged = random.chance(1, in: 3)
        let isRestored = random.chance(1, in: 6)
        // From nearly quiet worlds to such where most things go wrong.
        let share = [1, 2, 3, 5][random.below(4)]
        rates = Fault.allCases.map { fault in
            let (isOn, rate) = (random.chance(share, in: 6), 1 + random.below(fault.rateMax))
            switch fault {
            case .bitFlip, .zeroedSector, .lostWrite, .misdirectedWrite:
                return isDamaged ? rate : 0
            case .oldBackup: return isRestored ? fault.rateMax : 0
            case _: return isOn ? rate : 0
            }
        }
        steps = 60 + random.below(240)
        batchMax = random.chance(1, in: 4) ? 1 : 1 + random.below(8)
        segmentBytes = [40, 64, 128][random.below(3)] * 1024
        snapshotEvery = random.chance(1, in: 4) ? [1, 5, 20][random.below(3)] : 0
        if snapshotEvery == 1 { steps = min(steps, 120) }
        stepMax = [20, 300, 3000][random.below(3)]
        latencyMax = random.chance(1, in: 3) ? 4000 : 1 + random.below(800)
        takesBaseFees = random.chance(1, in: 2)
        waitsForTrust = random.chance(1, in: 2)
        orderShare = 2 + random.below(5)
        allocates = random.chance(1, in: 3)
        drawMarket(&random)
        // Three worlds in five trade spot.
        if !tradesContracts, random.chance(5, in: 3 * Self.worldsPerBytes) {
            session = .spot(random.chance(1, in: 2) ? .rest : .connection)
        }
        drawFutures(seed)
        if session == .spot(.connection) {
            // What is asked on a connection goes with it.
            let resets = max(Self.resetsOfConnection, self[.connectionReset])
            rates[Fault.connectionReset.rawValue] = resets
        }
        isCrowded = random.chance(1, in: 12)
        if isCrowded {
            orderShare = 7
            batchMax = 8
            steps = max(steps, 150)
            // So many orders are worth taking back.
            rates[Fault.cancelAll.rawValue] = max(Self.sweepsOfCrowd, self[.cancelAll])
        }
        drawChanges(seed)
    }

    /// Amendments and busts: where the session is not, which has none, and where no old journal is
    /// taken up, which cannot know of them. See Limits in README.
    private mutating func drawChanges(_ seed: UInt64) {
        var random = SeededRandom(seed: seed ^ 0xA3E7_D0C5)
        for fault in [Fault.amendRefused, .tradeBusted] {
            let (isOn, rate) = (random.chance(1, in: 2), 1 + random.below(fault.rateMax))
            rates[fault.rawValue] = isOn && !hasSession && self[.oldBackup] == 0 ? rate : 0
        }
        amends = random.chance(1, in: 2) && !hasSession && self[.oldBackup] == 0
    }

    private mutating func drawFutures(_ seed: UInt64) {
        var random = SeededRandom(seed: seed ^ 0xF07_5E55)
        let (count, total) = Self.worldsOfFutures
        guard market.contract == .linear, random.chance(count, in: total) else { return }
        session = .futures
        // Its listen keys expire.
        rates[Fault.streamEnded.rawValue] = max(Self.endsOfStream, self[.streamEnded])
    }

    private mutating func drawMarket(_ random: inout SeededRandom) {
        guard random.chance(2, in: 5) else { return }
        market.contract = random.chance(1, in: 2) ? .linear : .inverse
        market.isHedged = random.chance(1, in: 2)
        market.leverage = Self.leverages[random.below(Self.leverages.count)]
        market.opening = [20_000, 200_000, 3_000_000][random.below(3)]
    }

    /// How many steps there are to one in which something trades: what is changed must rest.
    var stepsBetweenTrades: Int { isCrowded ? 40 : amends ? 12 : 3 }

    /// Whether contracts are traded, and not spot.
    public var tradesContracts: Bool { market.contract.isDerivative }

    /// Of 1000 occasions, in how many the fault strikes.
    public subscript(_ fault: Fault) -> Int { rates[fault.rawValue] }

    /// Whether orders go through the venue's session as bytes.
    public var hasSession: Bool { session != nil }

    /// Whether that is the session of USD-M futures.
    public var hasFuturesSession: Bool { session == .futures }

    /// The faults that strike.
    public var faults: [Fault] { Fault.allCases.filter { rates[$0.rawValue] > 0 } }

    /// Turns a class of faults off. What the other classes do does not change by it.
    public mutating func remove(_ fault: Fault) { rates[fault.rawValue] = 0 }

    /// Turns a knob to its plain setting.
    public mutating func makePlain(_ knob: Knob) {
        switch knob {
        case .batch: batchMax = 1
        case .segments: segmentBytes = 128 * 1024
        case .snapshots: snapshotEvery = 0
        case .pace: stepMax = 300
        case .latency: latencyMax = 20
        case .fees: takesBaseFees = false
        case .trust: waitsForTrust = false
        case .burst:
            orderShare = 4
            isCrowded = false
        case .capital: allocates = false
        case .bytes: session = nil
        case .contract:
            market = .spot
            if session == .futures { session = .spot(.rest) }
        case .hedge: market.isHedged = false
        case .amendments: amends = false
        }
    }
}
