public import Domain
internal import VenueKit

// Comparing an account that trades.
//
// The venue's answer is of one moment between question and answer, and our books go on meanwhile.
// So it is held against every state that they were in since the question was asked, and, where it
// is none of them, against those of the next second: the private stream may be later than the
// answer. Where a state is met, both agree up to there.
//
// Where none is, something may be missing or only be late. What differs by the same amount in one
// comparison after the other is missing; what is another amount each time is movement. So what is
// believed in the end is a difference that every comparison of a row may have found, and in between
// trades are listed anew, in case one was lost on the stream.
extension Reconciliation {
    /// Whether states of our books are wanted: see ``observe(_:at:)``.
    public var isComparing: Bool {
        guard hasTrust else { return false }
        switch stage {
        case .balances, .settling, .lagging: return true
        case .waiting, .listing, .unclear, .trusted, .differing: return false
        }
    }

    /// What our books say now: to be told with every question for balances and whenever they
    /// change, while ``isComparing`` says so.
    public mutating func observe(_ ours: Ours, at now: Timestamp) -> [Step] {
        guard isComparing else { return [] }
        if samples.count == Limits.samplesMax { samples.removeFirst() }
        samples.append(ours)
        guard stage == .lagging, agrees(ours) else { return [] }
        return trust(at: now)
    }

    /// The account's trust, and what a comparison beside it has found, count no more.
    mutating func forgetTrust() {
        hasTrust = false
        nextComparison = nil
        samples = []
        suspects = []
        comparisons = 0
        movements = 0
    }

    /// All that was told before the balances is in our books.
    mutating func settledInTrust(_ ours: Ours, at now: Timestamp) -> [Step] {
        samples.append(ours)
        if samples.contains(where: agrees) { return trust(at: now) }
        stage = .lagging
        return [.wakeAt(now.adding(nanoseconds: Limits.lagMax))]
    }

    mutating func wakeInTrust(at now: Timestamp) -> [Step] {
        if stage == .lagging { return judge(at: now) }
        guard let next = nextComparison else { return [] }
        return next <= now ? askForBalances(now) : [.wakeAt(next)]
    }

    private func agrees(_ ours: Ours) -> Bool {
        !ours.isDoubtful && Self.differences(ours, theirs).isEmpty
    }

    /// Nothing that our books were in is what the venue said.
    private mutating func judge(at now: Timestamp) -> [Step] {
        let found = samples.map { Self.differences($0, theirs) }
        let dust = samples.last?.dust ?? [:]
        let stayed = suspects.filter { suspect in
            found.contains { Self.isSame($0, suspect, dust) }
        }
        if stayed.isEmpty {
            // The first time there is nothing to hold it against.
            if comparisons > 0 { movements += 1 }
            comparisons = 1
            suspects = found
        } else {
            comparisons += 1
            suspects = stayed
        }
        if comparisons >= Limits.comparisonsMax, let difference = found.last(where: isSuspect) {
            differences = difference
            isDiffering = true
            hasTrust = false
            nextComparison = nil
            return lookAgain(at: now)
        }
        guard comparisons == 1 else { return lookAgain(at: now) }
        stage = .balances
        samples = []
        let wait = min(Limits.interval << Int64(min(movements, 16)), trustedInterval)
        return [ask([.balances], after: wait, now)]
    }

    private func isSuspect(_ found: [Difference]) -> Bool {
        let dust = samples.last?.dust ?? [:]
        return suspects.contains { Self.isSame($0, found, dust) }
    }

    /// Whether two differences are of the same amounts, but for the venue's rounding.
    private static func isSame(
        _ one: [Difference], _ other: [Difference], _ dust: [Asset: Money]
    ) -> Bool {
        one.count == other.count
            && zip(one, other).allSatisfy { one, other in
                let apart = (one.theirs - one.ours) - (other.theirs - other.ours)
                return one.asset == other.asset
                    && Money(raw: Int128(apart.raw.magnitude)) <= dust[one.asset] ?? .zero
            }
    }
}
