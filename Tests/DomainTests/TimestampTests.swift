import Domain
import Testing

@Suite struct TimestampTests {
    private func moment(_ nanoseconds: Int64) -> Timestamp { Timestamp(nanoseconds: nanoseconds) }

    @Test func millisecondsBeyondTheRangeAreClamped() {
        #expect(Timestamp(milliseconds: 1_700_000_000_123).nanoseconds == 1_700_000_000_123_000_000)
        #expect(Timestamp(milliseconds: .max).nanoseconds == .max)
        #expect(Timestamp(milliseconds: .min).nanoseconds == .min)
        #expect(Timestamp(milliseconds: 9_223_372_036_854).nanoseconds == 9_223_372_036_854_000_000)
        #expect(Timestamp(milliseconds: 9_223_372_036_855).nanoseconds == .max)
        #expect(Timestamp(milliseconds: -9_223_372_036_855).nanoseconds == .min)
    }

    @Test func laterMomentsClampAtTheEndsOfTheRange() {
        #expect(moment(5).adding(nanoseconds: 7) == moment(12))
        #expect(moment(.max).adding(nanoseconds: 1) == moment(.max))
        #expect(moment(.max - 1).adding(nanoseconds: 1) == moment(.max))
        #expect(moment(.min).adding(nanoseconds: -1) == moment(.min))
        #expect(moment(5).adding(milliseconds: 7) == moment(7_000_005))
        #expect(moment(5).adding(milliseconds: .max) == moment(.max))
        #expect(moment(-5).adding(milliseconds: .min) == moment(.min))
        #expect(moment(.max).adding(milliseconds: 1) == moment(.max))
    }

    @Test func lengthsBetweenMomentsClampAtTheEndsOfTheRange() {
        #expect(moment(12).since(moment(5)) == 7)
        #expect(moment(5).since(moment(12)) == -7)
        #expect(moment(.max).since(moment(-1)) == .max)
        #expect(moment(.max).since(moment(.min)) == .max)
        #expect(moment(.min).since(moment(1)) == .min)
        #expect(moment(0).since(moment(.min)) == .max)
        #expect(moment(-1).since(moment(.min)) == .max)
    }

    @Test func momentsAreOrderedAndTellTheirMilliseconds() {
        #expect(moment(1) < moment(2) && !(moment(2) < moment(2)))
        #expect(moment(1_999_999).milliseconds == 1)
        #expect(Timestamp.none.nanoseconds == 0)
    }
}
