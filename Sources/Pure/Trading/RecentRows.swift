internal import Domain

/// Where rows of a table were found last, by a few bits of their keys.
///
/// A fill looks ten times for a wallet, a sub-account or a position, mostly for the same few: to
/// see whether it is the same row again costs less than half of hashing its key. Only a hint:
/// whoever asks compares the row's key, and goes to the table's index where it is another's.
struct RecentRows: Sendable {
    private static let countBits = 5
    private var rows = InlineArray<32, UInt32>(repeating: .max)

    /// The row to look at first; beyond any table for none.
    @inline(__always)
    func row(_ key: UInt64) -> Int { Int(rows[Self.place(of: key)]) }

    @inline(__always)
    mutating func keep(_ row: Int, _ key: UInt64) {
        rows[Self.place(of: key)] = UInt32(truncatingIfNeeded: row)
    }

    @inline(__always)
    private static func place(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - countBits))
    }

    @inline(__always)
    static func key(_ account: AccountID, _ strategy: StrategyID, _ asset: Asset) -> UInt64 {
        asset.firstWord ^ (UInt64(account.raw) &+ UInt64(strategy.raw) << 8)
    }

    @inline(__always)
    static func key(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID
    ) -> UInt64 {
        UInt64(instrument.raw) << 32 ^ (UInt64(account.raw) &+ UInt64(strategy.raw) << 8)
    }
}

extension Balance {
    @inline(__always)
    func isOf(_ account: AccountID, _ asset: Asset) -> Bool {
        self.asset == asset && self.account == account
    }
}

extension Capital {
    @inline(__always)
    func isOf(_ account: AccountID, _ strategy: StrategyID, _ asset: Asset) -> Bool {
        self.asset == asset && self.strategy == strategy && self.account == account
    }
}

extension Position {
    @inline(__always)
    func isOf(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID,
        _ leg: PositionLeg
    ) -> Bool {
        self.instrument == instrument && self.account == account && self.strategy == strategy
            && self.leg == leg
    }
}
