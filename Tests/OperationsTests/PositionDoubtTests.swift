import Domain
import Operations
import Testing

@Suite struct PositionDoubtTests {
    private let instrument = InstrumentID(3)

    private func at(_ seconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + seconds * 1_000_000_000)
    }

    private func told(_ units: Int64, askedAt seconds: Int64) -> VenuePosition {
        VenuePosition(
            account: AccountID(7), instrument: instrument, quantity: Money(units: units),
            cost: Money(units: 100 * units), askedAt: at(seconds))
    }

    @Test func aPositionThatIsOursIsTakenAtOnce() {
        var doubt = PositionDoubt()
        let isTaken = doubt.settles(told(2, askedAt: 0), ours: Money(units: 2), at: at(1))
        #expect(isTaken)
        #expect(!doubt.isOpen)
    }

    @Test func whatNoFillExplainsIsTakenOnceTradesWereLookedThroughAndItIsToldAgain() {
        var doubt = PositionDoubt()
        let first = doubt.settles(told(2, askedAt: 0), ours: .zero, at: at(1))
        doubt.tradesListed(instrument, askedAt: at(2))
        let second = doubt.settles(told(2, askedAt: 3), ours: .zero, at: at(4))
        #expect(!first)
        #expect(second)
        #expect(!doubt.isOpen)
    }

    @Test func tradesThatWereAskedForBeforeItWasToldExplainNothing() {
        var doubt = PositionDoubt()
        _ = doubt.settles(told(2, askedAt: 0), ours: .zero, at: at(1))
        doubt.tradesListed(instrument, askedAt: at(0))
        doubt.tradesListed(InstrumentID(4), askedAt: at(2))
        let isTaken = doubt.settles(told(2, askedAt: 3), ours: .zero, at: at(4))
        #expect(!isTaken)
        #expect(doubt.isOpen)
    }

    @Test func anAnswerToAnEarlierQuestionIsNoSecondOne() {
        var doubt = PositionDoubt()
        _ = doubt.settles(told(2, askedAt: 0), ours: .zero, at: at(5))
        doubt.tradesListed(instrument, askedAt: at(6))
        let isTaken = doubt.settles(told(2, askedAt: 1), ours: .zero, at: at(7))
        #expect(!isTaken)
    }

    @Test func aFillThatComesInBetweenEndsTheDoubt() {
        var doubt = PositionDoubt()
        _ = doubt.settles(told(2, askedAt: 0), ours: .zero, at: at(1))
        doubt.tradesListed(instrument, askedAt: at(2))
        let isTaken = doubt.settles(told(2, askedAt: 3), ours: Money(units: 2), at: at(4))
        #expect(isTaken)
        #expect(!doubt.isOpen)
    }

    @Test func whatChangesInBetweenIsDoubtedAnew() {
        var doubt = PositionDoubt()
        _ = doubt.settles(told(2, askedAt: 0), ours: .zero, at: at(1))
        doubt.tradesListed(instrument, askedAt: at(2))
        let second = doubt.settles(told(3, askedAt: 3), ours: .zero, at: at(4))
        let third = doubt.settles(told(3, askedAt: 5), ours: .zero, at: at(6))
        #expect(!second && !third)
    }
}
