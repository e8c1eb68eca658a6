/// What must hold of a trading backbone, by number. Those that concern one node and its venue are
/// checked in every fake world.
public enum Invariant: Int, CaseIterable, Sendable {
    /// No acknowledged event is lost.
    case i1 = 1
    /// No event that was not acknowledged is partly visible.
    case i2 = 2
    /// Sequence numbers go up by one, without a gap and without a duplicate.
    case i3 = 3
    /// The hash chain is intact, what was written is never rewritten, and only what was never
    /// acknowledged is cut off.
    case i4 = 4
    /// A recovery may be interrupted and repeated, with the same result.
    case i5 = 5
    /// Replayed, the state is the same at each sequence number.
    case i6 = 6
    /// A snapshot and what follows it give what the whole journal gives.
    case i7 = 7
    /// At most one process writes a journal at a time.
    case i9 = 9
    /// An error of a sync or a write is fatal: nothing is acknowledged after it.
    case i10 = 10
    /// At most one order at the venue for each client order id.
    case i11 = 11
    /// An intent is durable before its bytes leave.
    case i12 = 12
    /// Orders change their state only in ways that are legal.
    case i13 = 13
    /// What is filled only grows, each trade counts once, and an overfill is told.
    case i14 = 14
    /// Every unknown outcome comes to a known one.
    case i15 = 15
    /// A cancel is never held up.
    case i16 = 16
    /// Orders that are open here are open at the venue, and the other way round.
    case i17 = 17
    /// Nothing new is sent once a halt is durable.
    case i18 = 18
    /// The venue's limits are kept: who is turned away stays away.
    case i19 = 19
    /// Nothing new is sent on a mark that is missing or stale.
    case i20 = 20
    /// Debits equal credits, for each asset at each sequence number.
    case i21 = 21
    /// A position is the sum of its fills.
    case i22 = 22
    /// Cash is what it began with, and flows, less costs and fees; what is realised reconciles.
    case i23 = 23
    /// What is set aside covers every open order and is there when the order goes out.
    case i24 = 24
    /// Amounts are exact, and orders are in ticks and lots.
    case i25 = 25
    /// Time does not go back, and nothing is done before its time.
    case i27 = 27
    /// A book that is used is the venue's.
    case i28 = 28
    /// What is set aside and what is open returns to nothing when all is quiet.
    case i33 = 33
    /// Once all is well, everything converges.
    case i34 = 34
}

/// A promise that a run found broken.
public struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which promise.
    public let invariant: Invariant
    /// Which promise by its number, and how it was broken.
    public let description: String

    init(_ invariant: Invariant, _ words: String) {
        self.invariant = invariant
        description = "I\(invariant.rawValue): \(words)"
    }
}
