import Containers
import Domain
import Trading

/// The states that an order can be in, and all that can happen to it there.
enum Lifecycle {
    /// A buy of 2 at 100, which sets aside 200.2, in each combination of where it stands at the
    /// venue and what became of our requests that can be reached: its name and how to get there.
    ///
    /// The intent is at 10 s, so its request can no longer arrive from 15 s on, and from 20 s on
    /// absence counts.
    static let states: [(name: String, steps: [String])] = [
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
    ]

    private static let part = "12 fill a t1 buy 0.5 100"

    /// Everything that can happen to an order: each content of a report, with each of its cases,
    /// then what is asked for here, the time, and a restart.
    static let stimuli: [String] = [
        "accepted a v1", "accepted a v2", "rejected a", "cancelRejected a",
        // A new fill, the rest, too much, the first again, the first with other content.
        "fill a t9 buy 0.1 100", "fill a t9 buy 1.5 99", "fill a t9 buy 2.5 100",
        "fill a t1 buy 0.5 100", "fill a t1 buy 0.4 100",
        "status a none 0 v1", "status a working 0.5 v1", "status a working 0.5 v2",
        "status a partiallyFilled 1.5 v1", "status a filled 2 v1", "status a canceled 0.5 v1",
        "status a canceled 1.5 v1", "status a canceled 0.5 v2", "status a expired 0.5 v1",
        "status a expired 1.5 v1", "status a rejected 0 v1", "status a absent 0",
        "notFound a", "tradesListed a",
        "failed a place transport", "failed a cancel venue",
        "cancel a", "submit a buy limit GTC 100 2", "mode halted", "clock", "start 2",
    ]

    /// How long after the last step of a state a stimulus comes.
    static func delay(of stimulus: String) -> Int64 {
        // Time itself is looked at when every deadline and every wait is over.
        stimulus == "clock" ? 60_000_000_000 : 1_500_000_000
    }

    /// A core with the order in a state.
    static func scenario(_ steps: [String]) -> Scenario {
        var scenario = Scenario(usdt: "1000")
        scenario.time = Timestamp(nanoseconds: 10_000_000_000)
        _ = scenario.perform("submit a buy limit GTC 100 2")
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
            var lines = [String(head.dropLast(3))]
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

        private static func padded(_ text: String, to width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
    }

    /// What a stimulus does in a state. A restart is looked at with the input that follows it,
    /// since that attends to the orders.
    static func cell(_ state: (name: String, steps: [String]), _ stimulus: String) -> Cell {
        let before = scenario(state.steps)
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
