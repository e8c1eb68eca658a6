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
    private var lagMax = Self.lagMax
    private var offset: Int64 = 0
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
        offset = bounded(offset + milliseconds * drift)
        if let until = frozen?.until, now >= until { frozen = nil }
    }

    /// Goes wrong, by the dice.
    mutating func goWrong(_ dice: inout Dice) {
        if dice.strikes(.clockDrift) && drift == 0 {
            drift = Int64(dice.extent.below(40_000)) - 20_000
        }
        if dice.strikes(.clockStep) {
            let range = Int(Self.leadMax + lagMax)
            offset = bounded(Int64(dice.extent.below(range)) - lagMax)
        }
        if dice.strikes(.clockFreeze) && frozen == nil {
            let milliseconds = Int64(1 + dice.extent.below(10_000))
            frozen = (at: ours, until: now.adding(milliseconds: milliseconds))
        }
    }

    mutating func heal() {
        offset = 0
        drift = 0
        frozen = nil
    }

    private func bounded(_ offset: Int64) -> Int64 { max(-lagMax, min(Self.leadMax, offset)) }

    /// Where requests are stamped by the venue's clock as it was last measured, ours may not be set
    /// by more than what the evidence waits for: 1 s either way.
    mutating func narrow() { lagMax = Self.leadMax }
}
