import Domain
import Testing
import Trading

/// The table is of a limit order; what is decided of orders of every other type is the same.
@Suite struct LifecycleTypeTests {
    private static let submissions = [
        "submit a buy limit GTC 100 2 post", "submit a buy limit GTD 100 2 until 900",
        "submit a buy limit IOC 100 2", "submit a buy limit FOK 100 2",
        "submit a buy market IOC - 2", "submit a buy market FOK - 2",
        "submit a buy stopMarket GTC - 2 trigger 110",
        "submit a buy stopLimit GTC 100 2 trigger 110",
        "submit a buy takeProfitMarket GTC - 2 trigger 90",
        "submit a buy takeProfitLimit GTD 100 2 trigger 90 until 900",
    ]

    private static let limits = Lifecycle.states.map { state in
        Lifecycle.stimuli.map { Lifecycle.cell(state, $0) }
    }

    @Test func everyTypeHasItsOrder() {
        let types = Set(
            Self.submissions.map { Scenario.request($0).type } + [.limit])
        #expect(types == Set(OrderType.allCases))
        let times = Set(
            Self.submissions.map { Scenario.request($0).timeInForce } + [.goodTillCanceled])
        #expect(times == Set(TimeInForce.allCases))
    }

    @Test(arguments: submissions)
    func whatIsDecidedOfAnOrderDoesNotHangOnItsType(submission: String) throws {
        let hasPrice = Scenario.request(submission).type.hasPrice
        for (place, state) in Lifecycle.states.enumerated() {
            let steps = state.steps.map { Self.fitting($0, submission, hasPrice) }
            for (column, stimulus) in Lifecycle.stimuli.enumerated() {
                // A market order is made larger by a fresh price only, as a new one is.
                if submission.contains(" market ") && stimulus.hasPrefix("amend a ") { continue }
                let limit = Self.limits[place][column]
                let other = Lifecycle.cell(
                    (state.name, steps), Self.fitting(stimulus, submission, hasPrice), submission)
                let what: Comment = "\(state.name): \(stimulus)"
                #expect(other.events.map(Self.kind) == limit.events.map(Self.kind), what)
                let ours = try #require(other.orderAfter)
                let theirs = try #require(limit.orderAfter)
                #expect(ours.venueState == theirs.venueState, what)
                #expect(ours.placement == theirs.placement, what)
                #expect(ours.cancellation == theirs.cancellation, what)
                #expect(ours.amendment == theirs.amendment, what)
                #expect(ours.filled == theirs.filled, what)
                #expect((ours.reserved == .zero) == (theirs.reserved == .zero), what)
            }
        }
    }

    /// The same step for an order of another type.
    private static func fitting(_ step: String, _ submission: String, _ hasPrice: Bool) -> String {
        guard step != Lifecycle.submission else { return submission }
        var words = step.split(separator: " ")
        guard let place = words.firstIndex(of: "amend"), !hasPrice, words.count > place + 3
        else { return step }
        words[place + 2] = "-"
        return words.joined(separator: " ")
    }

    /// The words of an event without its numbers.
    private static func kind(_ event: Event) -> String {
        event.words.split(separator: " ")
            .prefix { !"0123456789+-".contains($0.first ?? " ") }.joined(separator: " ")
    }
}
