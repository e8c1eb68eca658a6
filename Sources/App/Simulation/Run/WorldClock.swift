internal import Containers
internal import Domain

/// The time: nature's, which is the venue's, and that of our machine, which may go wrong.
///
/// Our clock is never so far ahead that a request which we hold to be past may still arrive: that
/// is what ``TradingCore/Limits/absenceLag`` is for, and what the venue's own delays share with it.
struct WorldClock {
    /// How far our clock may be ahead: 1 s.
    static let leadMax: Int64 = 1_000_000_000
    /// How far it may be behind: 15 s.
    static let lagMax: Int64 = 15_000_000_000

    /// Nature's time.
    private(set) var now = Self.beginning
    static let beginning = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    private var offset: Int64 = 0
    /// What the machine's clock was set to; the process reads it when it starts.
    private var machine: Int64 = 0
    private var isSteady = false
    /// Parts of a million by which our clock is too fast.
    private var drift: Int64 = 0
    private var frozen: (at: Timestamp, until: Timestamp)?

    /// What our machine's clock shows.
    var ours: Timestamp {
        if let frozen { return frozen.at }
        return now.adding(nanoseconds: offset)
    }

    mutating func pass(milliseconds: Int64) {
        now = now.adding(milliseconds: milliseconds)
        offset = Self.bounded(offset + milliseconds * drift)
        if let until = frozen?.until, now >= until { frozen = nil }
    }

    /// Goes wrong, by the dice.
    mutating func goWrong(_ dice: inout Dice) {
        if dice.strikes(.clockDrift) && drift == 0 {
            drift = Int64(dice.extent.below(40_000)) - 20_000
        }
        if dice.strikes(.clockStep) {
            let range = Int(Self.leadMax + Self.lagMax)
            machine = Self.bounded(Int64(dice.extent.below(range)) - Self.lagMax)
            if !isSteady { offset = machine }
        }
        if dice.strikes(.clockFreeze) && frozen == nil && !isSteady {
            let milliseconds = Int64(1 + dice.extent.below(10_000))
            frozen = (at: ours, until: now.adding(milliseconds: milliseconds))
        }
    }

    mutating func heal() {
        offset = 0
        machine = 0
        drift = 0
        frozen = nil
    }

    private static func bounded(_ offset: Int64) -> Int64 { max(-lagMax, min(leadMax, offset)) }

    /// From now on the process reads a clock that nobody sets, as the house does: requests are
    /// stamped by the venue's clock as it was last measured, and that is good only as long as ours
    /// is not set.
    mutating func makeSteady() { isSteady = true }

    /// A process begins: it takes the time of day from the machine, once. By no more than 1 s
    /// another than it was for the process before: an order that was on its way then may still
    /// arrive.
    mutating func processStarts() {
        guard isSteady else { return }
        offset = Self.bounded(max(-Self.leadMax, machine))
    }
}
