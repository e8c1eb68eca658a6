internal import Domain

/// An order as the auditor has it, from released events alone.
struct ShadowOrder {
    enum Stage {
        case intended, working, partlyFilled, filled, canceled, expired, rejected, absent, denied

        var isFinal: Bool {
            switch self {
            case .intended, .working, .partlyFilled: false
            case .filled, .canceled, .expired, .rejected, .absent, .denied: true
            }
        }

        /// Whether it may have been at the venue.
        var wasTaken: Bool {
            switch self {
            case .working, .partlyFilled, .filled, .canceled, .expired: true
            case .intended, .rejected, .absent, .denied: false
            }
        }
    }

    /// Price and quantity that it may be worked at, and the price of a unit by which they are set
    /// aside, in 10^-18; 0 for nothing.
    struct Terms: Equatable {
        var price: Int64
        var quantity: Int64
        var unit: Int128
    }

    let request: OrderRequest
    var stage: Stage
    /// As it is worked.
    var terms: Terms
    /// As an amendment that is not settled asks for.
    var amended: Terms?
    var filled: Int64 = 0
    /// What has traded and was taken back.
    var busted: Int64 = 0
    /// The highest cumulative quantity that was told.
    var reported: Int64 = 0
    /// What is set aside, in 10^-18 of its asset.
    var reserved: Int128 = 0
    /// By which its margin was divided.
    var leverage: Int128 = 1
    /// Whose capital it uses.
    var owner: UInt32 = 0
    var deadline = Timestamp.none
    var cancelDeadline: Timestamp?
    /// Of the last amendment.
    var amendDeadline = Timestamp.none
    /// Whether it is not known what became of that.
    var isAmendUnknown = false
    /// How often the venue was asked and did not find it, far enough apart, since it last told of
    /// it.
    var absences = 0
    var lastAbsenceAt: Timestamp?
    /// Whether its trades were looked through since then.
    var wereTradesConsulted = false
    /// The input in which the venue was last said to contradict itself about it.
    var contradictedAt: UInt64 = 0

    init(request: OrderRequest, stage: Stage, unit: Int128 = 0) {
        self.request = request
        self.stage = stage
        terms = Terms(
            price: request.price.mantissa, quantity: request.quantity.mantissa, unit: unit)
    }

    /// The most that it may be worked for, whichever of its terms hold.
    var quantityMost: Int64 { max(terms.quantity, amended?.quantity ?? 0) }
    var leaves: Int64 { max(0, quantityMost - filled) }
    /// Whether it ended, and all its trades are known.
    var isOver: Bool { stage.isFinal && reported <= filled }
    var id: ClientOrderID { request.clientOrderID }

    // MARK: - Its life

    mutating func accept(at sequence: UInt64) throws(Violation) {
        switch stage {
        case .intended, .working, .partlyFilled: break
        case .rejected, .absent:
            guard contradictedAt == sequence else {
                throw Violation(.i13, "order \(id) is \(stage) and is taken without an alarm")
            }
        case .filled, .canceled, .expired, .denied:
            throw Violation(.i13, "order \(id) is \(stage) and is taken again")
        }
        stage = filled == 0 ? .working : .partlyFilled
        forgetAbsences()
    }

    mutating func reject() throws(Violation) {
        guard stage == .intended else {
            throw Violation(.i13, "order \(id) is \(stage) and is rejected")
        }
        stage = .rejected
        cancelDeadline = nil
        amended = nil
    }

    mutating func fill(_ quantity: Int64) throws(Violation) {
        guard quantity > 0 else { throw Violation(.i14, "order \(id) is filled by nothing") }
        guard ![.denied, .rejected, .absent].contains(stage) else {
            throw Violation(.i13, "order \(id) is \(stage) and trades")
        }
        filled += quantity
        reported = max(reported, filled)
        guard filled <= quantityMost else {
            throw Violation(.i14, "order \(id) is overfilled: the venue never does that")
        }
        if !stage.isFinal { stage = .partlyFilled }
        forgetAbsences()
    }

    /// A trade of it was taken back.
    mutating func takeBack(_ quantity: Int64) throws(Violation) {
        guard quantity <= filled else {
            throw Violation(.i14, "more of order \(id) is taken back than has traded")
        }
        filled -= quantity
        busted += quantity
        reported = max(filled, reported - quantity)
    }

    mutating func report(_ cumulative: Int64) throws(Violation) {
        guard cumulative > reported else {
            throw Violation(.i14, "what order \(id) is said to have traded does not grow")
        }
        reported = cumulative
        forgetAbsences()
    }

    mutating func note(absenceAskedAt askedAt: Timestamp) throws(Violation) {
        guard !stage.isFinal, askedAt.since(deadline) >= 5_000_000_000 else {
            throw Violation(.i15, "order \(id) is missed while it may still arrive")
        }
        if let last = lastAbsenceAt, askedAt.since(last) < 1_000_000_000 {
            throw Violation(.i15, "order \(id) is missed twice at once")
        }
        lastAbsenceAt = askedAt
        absences += 1
    }

    /// Its trades were looked through, and it can no longer have traded since.
    mutating func consult(askedAt: Timestamp?) throws(Violation) {
        guard let askedAt, askedAt.since(deadline) >= 5_000_000_000 else {
            throw Violation(.i15, "the trades of order \(id) are looked through too early")
        }
        wereTradesConsulted = true
    }

    /// The venue has it: what was said of its absence before is no evidence.
    private mutating func forgetAbsences() {
        absences = 0
        wereTradesConsulted = false
    }

    mutating func close(
        _ final: VenueOrderState, cumulative: Int64
    ) throws(Violation) {
        let next: Stage
        switch final {
        case .filled:
            next = .filled
            // Of an amendment that was never answered the trades may tell.
            let traded = filled + busted
            guard traded == terms.quantity || traded == amended?.quantity else {
                throw Violation(.i14, "order \(id) is filled with \(filled) traded")
            }
        case .canceled: next = .canceled
        case .expired: next = .expired
        case .absent:
            next = .absent
            guard stage == .intended, absences >= 2 && wereTradesConsulted else {
                throw Violation(.i15, "order \(id) is given up on too little evidence")
            }
        case .none, .working, .partiallyFilled, .rejected:
            throw Violation(.i13, "order \(id) is closed as \(final)")
        }
        guard !stage.isFinal || stage == next else {
            throw Violation(.i13, "order \(id) is \(stage) and becomes \(final)")
        }
        stage = next
        reported = max(reported, cumulative)
        cancelDeadline = nil
        amended = nil
    }

    /// Whether it ended as the venue says.
    func agrees(with truth: VenueOrder) -> Bool {
        guard filled == truth.filled - truth.busted, busted == truth.busted else { return false }
        let isSame = terms.price == truth.terms.price && terms.quantity == truth.terms.quantity
        // Of one that is over nothing more is asked: what it traded is what counts.
        guard isSame || truth.state.isFinal else { return false }
        let state: VenueOrderState =
            switch stage {
            case .working: .working
            case .partlyFilled: .partiallyFilled
            case .filled: .filled
            case .canceled: .canceled
            case .expired: .expired
            case .intended, .denied, .rejected, .absent: .none
            }
        return truth.isAlso(state)
    }
}
