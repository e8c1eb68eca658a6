import Containers
import Domain
import Trading

/// The states that an order can be in, and all that can happen to it there.
enum Lifecycle {
    /// A buy of 2 at 100, which sets aside 200.2, in each combination of where it stands at the
    /// venue and what became of our requests that can be reached: its name and how to get there.
    /// An amendment can only be on its way for an order that the venue has: to 3 at 101, which
    /// needs 303.303, or to 1 at 99.
    ///
    /// The intent is at 10 s, so its request can no longer arrive from 15 s on, and from 20 s on
    /// absence counts.
    static let states: [(name: String, steps: [String])] =
        [
            ("none outstanding idle", []),
            ("none outstanding outstanding", ["11 cancel a"]),
            ("none outstanding unknown", ["11 cancel a", "11 failed a cancel transport"]),
            ("none unknown idle", ["11 failed a place transport"]),
            ("none unknown outstanding", ["11 failed a place transport", "12 cancel a"]),
            ("none unknown unknown", ["11 cancel a", "15 clock", "16 clock"]),
            ("none unknown idle, past arrival", ["20 clock"]),
            (
                "none unknown idle, past arrival, all but proven absent",
                ["20 notFound a", "20 tradesListed a"]
            ),
            ("working idle idle", ["11 accepted a v1"]),
            ("working idle outstanding", ["11 accepted a v1", "12 cancel a"]),
            (
                "working idle unknown",
                ["11 accepted a v1", "12 cancel a", "12 failed a cancel transport"]
            ),
            (
                "working idle unknown, past the cancel's deadline",
                ["11 accepted a v1", "12 cancel a", "18 clock"]
            ),
            ("partiallyFilled idle idle", ["11 accepted a v1", part]),
            ("partiallyFilled idle outstanding", ["11 accepted a v1", part, "13 cancel a"]),
            (
                "partiallyFilled idle unknown",
                ["11 accepted a v1", part, "13 cancel a", "13 failed a cancel transport"]
            ),
            (
                "partiallyFilled idle idle, lacking a fill",
                ["11 accepted a v1", part, "13 status a partiallyFilled 1 v1"]
            ),
            ("filled idle idle", ["11 accepted a v1", part, "12 fill a t2 buy 1.5 100"]),
            ("canceled idle idle", ["11 accepted a v1", part, "13 status a canceled 0.5 v1"]),
            (
                "canceled idle idle, lacking a fill",
                ["11 accepted a v1", part, "13 status a canceled 1 v1"]
            ),
            ("expired idle idle", ["11 accepted a v1", part, "13 status a expired 0.5 v1"]),
            (
                "expired idle idle, lacking a fill",
                ["11 accepted a v1", part, "13 status a expired 1 v1"]
            ),
            ("rejected idle idle", ["11 rejected a"]),
            ("absent idle idle", ["20 notFound a", "20 tradesListed a", "21 notFound a"]),
        ] + amending + shadowed

    private static let part = "12 fill a t1 buy 0.5 100"
    private static let more = "13 amend a 101 3"
    private static let less = "13 amend a 99 1"
    private static let lost = "13 failed a amend transport"
    private static let lostCancel = "13 failed a cancel transport"

    /// With an amendment that is not settled.
    private static let amending: [(name: String, steps: [String])] = [
        ("working idle idle, amend outstanding", ["11 accepted a v1", more]),
        ("working idle idle, amend outstanding to less", ["11 accepted a v1", less]),
        ("working idle idle, amend unknown", ["11 accepted a v1", more, lost]),
        (
            "working idle idle, amend unknown, past arrival",
            ["11 accepted a v1", more, lost, "23 clock"]
        ),
        (
            "working idle outstanding, amend outstanding",
            ["11 accepted a v1", more, "13 cancel a"]
        ),
        (
            "working idle outstanding, amend unknown",
            ["11 accepted a v1", more, lost, "13 cancel a"]
        ),
        (
            "working idle unknown, amend outstanding",
            ["11 accepted a v1", more, "13 cancel a", lostCancel]
        ),
        (
            "working idle unknown, amend unknown",
            ["11 accepted a v1", more, lost, "13 cancel a", lostCancel]
        ),
        (
            "partiallyFilled idle idle, amend outstanding",
            ["11 accepted a v1", part, more]
        ),
        ("partiallyFilled idle idle, amend unknown", ["11 accepted a v1", part, more, lost]),
        (
            "partiallyFilled idle idle, amend unknown to less",
            ["11 accepted a v1", part, less, lost]
        ),
        (
            "partiallyFilled idle idle, amend unknown, past arrival",
            ["11 accepted a v1", part, more, lost, "23 clock"]
        ),
        (
            "partiallyFilled idle outstanding, amend outstanding",
            ["11 accepted a v1", part, more, "13 cancel a"]
        ),
        (
            "partiallyFilled idle unknown, amend unknown",
            ["11 accepted a v1", part, more, lost, "13 cancel a", lostCancel]
        ),
        (
            "partiallyFilled idle idle, amended",
            ["11 accepted a v1", part, more, "13 terms a 101 3 v1"]
        ),
    ]

    /// With a second order under the same identifier, with a cancel that overtook the order, and
    /// with absence noted of an order that works.
    private static let shadowed: [(name: String, steps: [String])] = [
        ("none outstanding idle, a cancel due", ["11 cancel a", "12 cancelRejected a"]),
        ("working idle idle, with a sibling", ["11 accepted a v1", "12 accepted a v2"]),
        (
            "working idle outstanding, with a sibling",
            ["11 accepted a v1", "12 accepted a v2", "13 cancel a"]
        ),
        (
            "canceled idle idle, with a sibling",
            ["11 accepted a v1", "12 accepted a v2", "13 status a canceled 0 v1"]
        ),
        (
            "canceled idle outstanding, with a sibling",
            ["11 accepted a v1", "12 accepted a v2", "13 cancel a", "13 status a canceled 0 v1"]
        ),
        ("working idle idle, absence noted", ["11 accepted a v1", "20 notFound a"]),
        (
            "partiallyFilled idle idle, a trade busted",
            ["11 accepted a v1", part, "12 fill a t2 buy 0.5 100", "13 busted a t2 buy 0.5 100"]
        ),
    ]

    /// Everything that can happen to an order: each content of a report, with each of its cases,
    /// then what is asked for here, the time, and a restart.
    static let stimuli: [String] = [
        "accepted a v1", "accepted a v2", "rejected a", "cancelRejected a",
        // A new fill, the rest, too much, the first again, the first with other content.
        "fill a t9 buy 0.1 100", "fill a t9 buy 1.5 99", "fill a t9 buy 2.5 100",
        "fill a t1 buy 0.5 100", "fill a t1 buy 0.4 100",
        "status a none 0 v1", "status a working 0.5 v1", "status a working 0.5 v2",
        "status a partiallyFilled 1.5 v1", "status a filled 1 v1", "status a filled 2 v1",
        "status a filled 3 v1", "status a filled 2 v2", "status a canceled 0.5 v1",
        "status a canceled 1.5 v1", "status a canceled 0.5 v2", "status a expired 0.5 v1",
        "status a expired 1.5 v1", "status a rejected 0 v1", "status a absent 0",
        "notFound a", "tradesListed a",
        "failed a place transport", "failed a cancel venue", "failed a amend transport",
        // As it was, as it was asked to be, as nobody asked, of a sibling.
        "terms a 100 2 v1", "terms a 101 3 v1", "terms a 99 1 v1", "terms a 102 4 v1",
        "terms a 100 2 v2", "amendRejected a", "fill a t9 buy 0.5 100 as v2",
        "busted a t1 buy 0.5 100", "busted a t8 buy 0.5 100",
        "cancel a", "amend a 101 3", "amend a 99 1", "amend a 100 0.5", "cancelAll global",
        "kill global", "stateAbsent a", "foreign a v2 buy 1 100", "submit a buy limit GTC 100 2",
        "mode halted", "clock", "start 2",
    ]

    /// How long after the last step of a state a stimulus comes.
    static func delay(of stimulus: String) -> Int64 {
        // Time itself is looked at when every deadline and every wait is over.
        stimulus == "clock" ? 60_000_000_000 : 1_500_000_000
    }

    /// The order of the table.
    static let submission = "submit a buy limit GTC 100 2"

    /// A core with the order in a state.
    static func scenario(_ steps: [String], _ submission: String = submission) -> Scenario {
        var scenario = Scenario(usdt: "1000")
        scenario.time = Timestamp(nanoseconds: 10_000_000_000)
        if submission != Self.submission { _ = scenario.perform("mark 100") }
        _ = scenario.perform(submission)
        for step in steps {
            let seconds = step.prefix { $0 != " " }
            scenario.time = Timestamp(nanoseconds: Int64(Decimals.mantissa(seconds, 9)))
            _ = scenario.perform(String(step.dropFirst(seconds.count + 1)))
        }
        return scenario
    }

    /// One field of the table.
    struct Cell {
        let state: String
        let stimulus: String
        let before: Scenario
        var after: Scenario
        let events: [Event]

        var orderBefore: Order? { before.order("a") }
        var orderAfter: Order? { after.order("a") }

        /// The stimulus, where the order stands afterwards (`=` for where it stood), and what was
        /// decided, on further lines where there is no room.
        var line: String {
            let (old, new) = (orderBefore?.words ?? "", orderAfter?.words ?? "")
            let head = Self.padded(stimulus, to: 32) + "| " + (old == new ? "=" : new) + " | "
            let verdict = events.isEmpty ? "-" : events.map(\.words).joined(separator: ", ")
            if head.count + verdict.count <= 90 { return head + verdict }
            var lines = Self.wrapped(String(head.dropLast(3)))
            var rest = Self.padded("", to: 32) + "|"
            for (number, event) in events.enumerated() {
                let word = " " + event.words + (number + 1 < events.count ? "," : "")
                if rest.count + word.count > 90 {
                    lines.append(rest)
                    rest = Self.padded("", to: 32) + "|"
                }
                rest += word
            }
            return (lines + [rest]).joined(separator: "\n")
        }

        /// A line, or more where it is too wide.
        private static func wrapped(_ text: String) -> [String] {
            guard text.count > 90 else { return [text] }
            let end = text.prefix(90).lastIndex(of: " ") ?? text.endIndex
            let rest = text[end...].dropFirst()
            return [String(text[..<end])] + wrapped(padded("", to: 32) + "|   " + rest)
        }

        private static func padded(_ text: String, to width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
    }

    /// What a stimulus does in a state. A restart is looked at with the input that follows it,
    /// since that attends to the orders.
    static func cell(
        _ state: (name: String, steps: [String]), _ stimulus: String,
        _ submission: String = submission
    ) -> Cell {
        let before = scenario(state.steps, submission)
        var after = before
        after.time = after.time.adding(nanoseconds: delay(of: stimulus))
        var events = after.feed(after.input(stimulus.split(separator: " ")))
        if stimulus.hasPrefix("start") { events += after.feed(.clock) }
        return Cell(
            state: state.name, stimulus: stimulus, before: before, after: after, events: events)
    }

    /// The table of a state, as text.
    static func table(_ state: (name: String, steps: [String])) -> String {
        stimuli.map { cell(state, $0).line }.joined(separator: "\n")
    }
}
