internal import Containers
internal import Domain
internal import Edge
internal import Trading
internal import Wire

/// Says in words what happened to an order, by the state of that moment.
struct StoryWords {
    private let state: TradingState
    private let story: OrderStory

    init(_ state: TradingState, _ story: OrderStory) {
        self.state = state
        self.story = story
    }

    private var order: Order? {
        story.row.flatMap { $0 < state.orders.count ? state.orders[$0] : nil }
    }

    private var rules: Instrument? {
        order.flatMap { order in
            let row = Int(order.instrumentRow)
            return row < state.instruments.count ? state.instruments[row] : nil
        }
    }

    private func rules(of id: InstrumentID) -> Instrument? {
        state.instrumentRow(id).map { state.instruments[$0] } ?? rules
    }

    // MARK: - What was said

    func words(of input: Input) -> (OrderStory.Subject, String) {
        switch input {
        case .submit(let request): (.asked, words(of: request))
        case .cancel: (.asked, "cancel it")
        case .report(let report): (.heard, words(of: report.content))
        case .amend(let request):
            (
                .asked,
                "amend it to \(text(request.quantity, rules)) at \(text(request.price, rules))"
            )
        case .stateAbsent(let statement):
            (.asked, "\(statement.by) says that it is not at the venue: \(statement.because)")
        case .clock, .started, .listing, .flow, .mark, .setTradingMode, .cancelAll,
            .setTradingState, .kill, .liftKill, .limits, .valuation, .conversion, .marginTable,
            .marginTerms, .funding, .allocate, .transfer, .accountConfirmed, .difference,
            .foreignOrder, .venuePosition:
            (.heard, "\(input)")
        }
    }

    private func words(of request: OrderRequest) -> String {
        let rules = rules(of: request.instrument)
        let symbol = rules.map { "\($0.symbol)" } ?? "instrument \(request.instrument)"
        let price = request.price == .zero ? "" : " at \(text(request.price, rules))"
        let lasting =
            switch request.timeInForce {
            case .goodTillCanceled: "good till canceled"
            case .immediateOrCancel: "immediate or cancel"
            case .fillOrKill: "fill or kill"
            case .goodTillDate: "good till \(text(request.expiresAt))"
            }
        return "\(request.side) \(text(request.quantity, rules)) \(symbol), \(request.type)\(price)"
            + ", \(lasting)\(request.isPostOnly ? ", post only" : ""), strategy \(request.strategy)"
    }

    private func words(of content: VenueReport.Content) -> String {
        switch content {
        case .accepted(let id): "the venue took it as \(id)"
        case .rejected(let reason): "the venue refused it: \(reason)"
        case .cancelRejected(let reason): "the venue did not cancel it: \(reason)"
        case .fill(let fill): "the venue tells of \(words(of: fill))"
        case .status(let place, let cumulative, let id):
            "the venue has it as \(id), \(place), \(text(cumulative, rules)) traded in all"
        case .notFound(let askedAt):
            "asked at \(text(askedAt)), the venue does not find it" + weight(askedAt)
        case .tradesListed(let askedAt):
            "asked at \(text(askedAt)), the venue has listed all trades since its intent"
        case .requestFailed(let kind, let cause):
            "it is not known what became of the request to \(kind) it: \(words(of: cause))"
        case .terms(let price, let quantity, _, _):
            "the venue has it at \(text(price, rules)) for \(text(quantity, rules)) in all"
        case .amendRejected(let reason): "the venue did not amend it: \(reason)"
        case .busted(let fill): "the venue takes back \(words(of: fill))"
        }
    }

    /// What an answer of absence is worth, by when it was asked for.
    private func weight(_ askedAt: Timestamp) -> String {
        guard let order, order.isOpen, order.placement.phase == .unknown else { return "" }
        let end = order.placement.deadline.adding(nanoseconds: TradingCore.Limits.absenceLag)
        return askedAt < end ? ": no proof, it may still arrive until \(text(end))" : ""
    }

    private func words(of cause: UnknownCause) -> String {
        switch cause {
        case .deadline: "no answer came in time"
        case .transport: "the connection broke, or the answer made no sense"
        case .venue: "the venue says that it does not know"
        case .restart: "the process ended in between"
        }
    }

    func words(of fill: FillReport) -> String {
        let rules = rules(of: fill.instrument)
        let fee = fill.fee == .zero ? "no fee" : "fee \(fill.fee) \(fill.feeAsset)"
        return "trade \(fill.tradeID): \(fill.side) \(text(fill.quantity, rules)) at "
            + "\(text(fill.price, rules)), \(fee), \(fill.isTaker ? "taker" : "maker")"
    }

    // MARK: - What was decided

    func words(of event: Event) -> String {
        switch event {
        case .orderIntended(let intent):
            "it may be sent, until \(text(intent.deadline)); from here on it is acknowledged"
        case .orderDenied(let denial):
            "denied for ever under this name: \(denial.code.code)\(numbers(of: denial))"
                + "\(killing(denial)); nothing is sent"
        case .orderRepeated: "the same order again: the same answer, and nothing is sent"
        case .orderConflicted: "another order under the same name: refused, nothing is sent"
        case .cancelRequested(_, let deadline):
            "its cancel may be sent, until \(text(deadline))"
        case .cancelRefused(_, let refusal): "the cancel is not sent: \(words(of: refusal))"
        case .cancelRejected(_, let reason):
            "the cancel failed (\(reason)); where the order stands is asked for"
        case .requestUnknown(_, let kind, let cause):
            "what became of the request to \(kind) it is unknown (\(words(of: cause))): it is "
                + "asked for, never sent again"
        case .queryRequested(_, let nextAt):
            "the venue is asked for it; next time at \(text(nextAt))"
        case .absenceNoted(_, let askedAt):
            "absence noted, as of \(text(askedAt)): too late for it to arrive still"
        case .tradesConsulted: "the venue's trades hold none of it that is not counted"
        case .orderAccepted(_, let id, _): "it works at the venue as \(id)"
        case .orderRejected(_, let reason, _): "refused by the venue: \(reason)"
        case .cumulativeReported(_, let quantity):
            "the venue counts \(text(quantity, rules)) traded: fills are missing here and asked for"
        case .fillApplied(let effect): "counted, once: \(words(of: effect.fill))"
        case .orderClosed(_, let final, let cumulative, _):
            "final at the venue: \(final), \(text(cumulative, rules)) traded"
        case .alarmRaised(let alarm, _): "alarm: \(alarm.words)"
        case .amendRequested(_, let terms, _, let deadline, _):
            "its change to \(text(terms.quantity, rules)) at \(text(terms.price, rules)) may be "
                + "sent, until \(text(deadline))"
        case .amendRefused(let denial): "the change is not sent: \(words(of: denial))"
        case .amendRejected(_, let reason, _): "it stays as it is: \(reason)"
        case .termsChanged(_, let terms, _):
            "from here on it is for \(text(terms.quantity, rules)) at \(text(terms.price, rules))"
        case .fillBusted(let effect): "counted back: \(words(of: effect.fill))"
        case .absenceStated(_, let statement, _):
            "closed as absent, on the word of \(statement.by)"
        case .foreignOrderNoted(let order):
            "the venue has another order under this name, \(order.venueOrderID)"
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted, .tradingStateChanged,
            .inputRefused, .limitsSet, .valuationSet, .conversionRecorded, .marginBracketSet,
            .marginTermsSet, .fundingApplied, .allocationSet, .capitalTransferred,
            .accountConfirmed, .differenceNoted, .positionAdjusted, .sweepBegan, .sweepAttended:
            "\(event)"
        }
    }

    private func words(of denial: AmendDenial) -> String {
        switch denial.refusal {
        case .orderUnknown: "the account has no such order"
        case .orderClosed: "the order is final, or was never sent"
        case .requestOutstanding: "another request for it is on its way"
        case .nothingChanges: "it is like that already"
        case .checksFailed: "it would not pass the checks: \(denial.code.code)"
        }
    }

    private func words(of refusal: CancelRefusal) -> String {
        switch refusal {
        case .orderUnknown: "the account has no such order"
        case .orderClosed: "the order is final, or was never sent"
        case .alreadyRequested: "one is on its way"
        }
    }

    private func numbers(of denial: OrderDenial) -> String {
        let looked = RiskWords(denial.inputs, rules(of: denial.request.instrument)).parts
        let inputs = looked.isEmpty ? "" : "; looked at: " + looked.joined(separator: ", ")
        return bounds(of: denial) + inputs
    }

    private func killing(_ denial: OrderDenial) -> String {
        denial.code == .tradingKilled ? "; \(state.killing(denial.request))" : ""
    }

    private func bounds(of denial: OrderDenial) -> String {
        guard denial.observed != 0 || denial.bound != 0 else { return "" }
        let rules = rules(of: denial.request.instrument)
        guard let saw = denial.code.text(denial.observed, rules),
            let bound = denial.code.text(denial.bound, rules)
        else { return "" }
        return " (saw \(saw), bound \(bound))"
    }

    // MARK: - What was looked at

    /// What the checks had before them, on the state from before the intent.
    func checks(of intent: OrderIntent) -> String {
        let request = intent.request
        let rules = state.instruments[Int(intent.instrumentRow)]
        let asset =
            rules.contract.isDerivative
            ? rules.settle : request.side == .buy ? rules.quote : rules.base
        let balance = state.balance(request.account, asset)
        var parts = [
            "passed: mode \(state.globals.mode)",
            "\(rules.symbol) version \(rules.version): tick \(text(rules.tick, rules)), lot "
                + "\(text(rules.lot, rules)), least worth \(rules.notionalMin) \(rules.quote)",
        ]
        if let condition = state.condition(request.instrument), condition.markedAt != .none {
            parts.append("mark \(condition.mark) of \(text(condition.markedAt))")
        } else {
            parts.append("no mark")
        }
        parts.append("\(balance.available) \(asset) available, \(intent.reserved) set aside")
        parts += RiskWords(intent.inputs, rules).parts
        return parts.joined(separator: "; ")
    }

    // MARK: - What changed

    /// The balances and the position that differ from those of `earlier`.
    func ledger(since earlier: StoryWords, _ event: Event) -> [String] {
        guard let order = order ?? earlier.order, let rules else { return [] }
        var assets = rules.contract.isDerivative ? [rules.settle] : [rules.base, rules.quote]
        if case .fillApplied(let effect) = event, effect.fill.fee != .zero,
            !assets.contains(effect.fill.feeAsset)
        {
            assets.append(effect.fill.feeAsset)
        }
        var lines: [String] = []
        for asset in assets {
            let was = earlier.state.balance(order.request.account, asset)
            let now = state.balance(order.request.account, asset)
            guard was != now else { continue }
            lines.append(
                "\(asset): \(change(was.total, now.total)), set aside "
                    + change(was.reserved, now.reserved) + held(was, now)
                    + postings(was, now, order.owner))
        }
        let (account, strategy) = (order.request.account, order.request.strategy)
        let was = earlier.state.position(account, strategy, order.request.instrument)
        let now = state.position(account, strategy, order.request.instrument)
        if was != now {
            lines.append(
                "position of strategy \(strategy): \(change(was.quantity, now.quantity)) "
                    + "\(rules.base), cost \(change(was.cost, now.cost)), realised "
                    + change(was.realised, now.realised))
        }
        return lines
    }

    private func held(_ was: Balance, _ now: Balance) -> String {
        was.margin == .zero && now.margin == .zero
            ? "" : ", held as margin " + change(was.margin, now.margin)
    }

    /// The other side of what the wallet and the sub-account got: double entry.
    private func postings(_ was: Balance, _ now: Balance, _ owner: StrategyID) -> String {
        let counters: [(String, Money)] = [
            ("outside", now.external - was.external), ("trades", now.traded - was.traded),
            ("fees", now.fees - was.fees), ("funding", now.funding - was.funding),
            ("profit", now.profit - was.profit),
            ("differences", now.difference - was.difference),
        ]
        let changed = counters.filter { $0.1 != .zero }.map { "\($0.1) from \($0.0)" }
        guard !changed.isEmpty else { return "" }
        let whose = owner == .external ? "the pool" : "strategy \(owner)"
        return "; \(whose) gets " + changed.joined(separator: ", ")
    }

    /// How the order stands, in one line.
    func standing() -> String {
        guard let order else { return "no such order was ever asked for" }
        if order.denial != .none { return "denied: \(order.denial.code)" }
        let venue = order.venueOrderID == .none ? "not named by the venue" : "\(order.venueOrderID)"
        return "\(order.venueState), \(text(order.filled, rules)) of "
            + "\(text(order.quantity, rules)) traded, \(venue), \(order.reserved) set aside"
            + (order.isUncertain ? "; uncertain: the venue is being asked" : "")
    }

    private func change(_ was: Money, _ now: Money) -> String {
        was == now ? "\(now)" : "\(was) -> \(now)"
    }

    private func text(_ price: Price, _ rules: Instrument?) -> String {
        DecimalWriter.text(Int128(price.mantissa), decimals: Int(rules?.priceDecimals ?? 0))
    }

    private func text(_ quantity: Quantity, _ rules: Instrument?) -> String {
        DecimalWriter.text(Int128(quantity.mantissa), decimals: Int(rules?.quantityDecimals ?? 0))
    }

    private func text(_ time: Timestamp) -> String { UTCText.of(nanoseconds: time.nanoseconds) }
}
