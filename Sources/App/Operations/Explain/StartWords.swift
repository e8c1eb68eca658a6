internal import Containers
internal import Domain
internal import Trading

/// Says what a start found out in plain words, by the state that it came to.
struct StartWords {
    let story: StartStory
    private let state: TradingState

    init(_ story: StartStory, _ state: TradingState) {
        self.story = story
        self.state = state
    }

    /// Money that came or went, by the name that its booking was given.
    static func words(of flow: ExternalFlow) -> String {
        let name = "\(flow.id)"
        let why =
            if name.hasPrefix("opening-") {
                "the account begins with what the venue says it holds"
            } else if name.hasPrefix("accepted-") {
                "a person took the venue's word for what differed"
            } else if name.hasPrefix("transfer-") {
                "a deposit or a withdrawal, told by the venue"
            } else {
                "booked as \(name)"
            }
        return "account \(flow.account): \(flow.amount.raw > 0 ? "+" : "")\(flow.amount) "
            + "\(flow.asset): \(why)"
    }

    // MARK: - Parts

    /// What the start itself was like.
    var beginning: [String] {
        let number = "start \(story.epoch)"
        let cut =
            story.isAfterCut
            ? "; the last write before it was cut off, so it trades reducing only until a person "
                + "says otherwise" : ""
        let unclear = story.orders.count(where: \.wasUnclear)
        return [
            "\(number) at \(Self.text(story.stamp.time)), record \(story.stamp.sequence)\(cut)",
            "open before it: \(Self.count(story.orders.count, "order")), of which "
                + "\(unclear) had a request under way or an outcome that was not known",
        ]
    }

    /// Orders whose outcome had to be found out.
    var unclear: [StartStory.Followed] { story.orders.filter(\.wasUnclear) }

    /// Orders that were known, and turned out to have changed.
    var changed: [StartStory.Followed] {
        story.orders.filter { followed in
            guard !followed.wasUnclear, let row = followed.story.row else { return false }
            let now = state.orders[row]
            return now.venueState != followed.before.venueState
                || now.filled != followed.before.filled
        }
    }

    /// How an order came to stand, and why that is believed.
    func verdict(on followed: StartStory.Followed) -> String {
        guard let row = followed.story.row else { return "" }
        let order = state.orders[row]
        let standing = StoryWords(state, followed.story).standing()
        switch order.venueState {
        // Without its trades having been looked through, no absence proves anything.
        case .absent where order.wereTradesConsulted:
            return "it never got there: not found \(order.absences) times after it could no longer "
                + "arrive, and none of the venue's trades are its; what it set aside is free"
        case .absent: return "closed as absent, on the word of a person"
        case .none where order.isUncertain:
            return "still open: it may be at the venue or not; \(order.reserved) stay set aside"
        case .rejected: return "refused by the venue: \(standing)"
        case .none, .working, .partiallyFilled, .filled, .canceled, .expired:
            return "found at the venue: \(standing)"
        }
    }

    /// What the comparison of an account came to.
    func words(of account: StartStory.Account) -> String {
        let name = "account \(account.id)"
        if !account.differences.isEmpty {
            let all = account.differences.map { difference in
                "\(difference.asset) \(difference.ours) here and \(difference.theirs) at the venue"
            }
            return "\(name) differs from the venue: \(all.joined(separator: "; "))"
        }
        guard let confirmed = account.confirmed else {
            return "\(name): nothing is kept of an agreement with the venue"
        }
        let milliseconds = confirmed.time.since(story.stamp.time) / 1_000_000
        return "\(name) agreed with the venue \(milliseconds) ms after the start, record "
            + "\(confirmed.sequence)"
    }

    /// What is left for a person to do; empty for nothing.
    var duties: [String] {
        var duties: [String] = []
        for followed in story.orders {
            guard let row = followed.story.row, state.orders[row].isUncertain else { continue }
            let order = state.orders[row]
            duties.append(
                "order \(order.request.clientOrderID): nothing yet; the venue is asked for it "
                    + "again at \(Self.text(order.nextQueryAt))")
        }
        for account in story.accounts where !account.differences.isEmpty {
            duties.append(
                "account \(account.id): look at its history at the venue; where the venue is "
                    + "right: POST /api/v1/reconciliation/accept")
        }
        for account in story.accounts
        where account.confirmed == nil && account.differences.isEmpty && story.end == nil {
            duties.append(
                "account \(account.id): wait until it agrees with the venue; GET /api/v1/health "
                    + "says what is in the way")
        }
        if state.globals.mode != .active, story.end == nil {
            duties.append(
                "trading is \(state.globals.mode): look at the venue, then POST "
                    + "/api/v1/trading-mode {\"mode\":\"active\"}")
        }
        return duties
    }

    // MARK: - Words

    static func text(_ time: Timestamp) -> String { UTCText.of(nanoseconds: time.nanoseconds) }

    static func count(_ count: Int, _ thing: String) -> String {
        "\(count) \(thing)" + (count == 1 ? "" : "s")
    }
}
