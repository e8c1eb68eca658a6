internal import Domain
internal import VenueKit

/// What whoever reads an answer or an event of the venue must make of it. Said by the venue's side,
/// which shares no code with the session that reads it.
enum Truth: Equatable {
    /// Exactly this.
    case report(VenueReport)
    /// This, now or after the order's trades were asked for.
    case standing(VenueReport)
    /// The venue refused the order, for certain.
    case rejected(OrderReference)
    /// The venue refused to cancel it, for certain.
    case cancelRejected(OrderReference)
    /// What became of the request is not known.
    case unknown(OrderReference, RequestKind)
    /// The venue does not find the order.
    case missing(OrderReference)
    /// The private stream has ended, on a connection that stands.
    case ended
    /// This was paid or received.
    case funding(FundingNotice)
    /// These rules hold.
    case table(Domain.MarginTable)
    case terms(MarginTerms)
    /// This is held, and open ones cost so much.
    case held(VenueAnswer.Holding)
    /// This is open.
    case open(PositionLeg, Quantity, cost: Money)

    /// Whether it is what was made of it.
    ///
    /// - Parameter isAsking: whether something else was asked in consequence, or the line left.
    func holds(_ reports: [VenueReport], _ notices: [OrderNotice], isAsking: Bool) -> Bool {
        switch self {
        case .funding(let notice): notices.contains(.funding(notice))
        case .table(let table): notices.contains(.marginTable(table))
        case .terms(let terms): notices.contains(.marginTerms(terms))
        case .held(let holding):
            notices.contains { notice in
                guard case .balances(let balances, _) = notice else { return false }
                let told = balances.first { $0.asset == holding.asset }
                return (told?.free ?? .zero) == holding.amount
                    && (told?.openCost ?? .zero) == holding.openCost
            }
        case .open(let leg, let quantity, let cost):
            notices.contains { notice in
                guard case .positions(let positions, _) = notice else { return false }
                return positions.contains {
                    $0.leg == leg && $0.quantity == quantity && $0.cost == cost
                }
            }
        case .ended: isAsking
        case .report(let report): reports.contains(report)
        case .standing(let report): isAsking || reports.contains(report)
        case .rejected(let order):
            reports.contains { report in
                guard report.order == order, case .rejected = report.content else { return false }
                return true
            }
        case .cancelRejected(let order):
            reports.contains { report in
                guard report.order == order, case .cancelRejected = report.content else {
                    return false
                }
                return true
            }
        case .unknown(let order, let kind):
            reports.contains { report in
                guard report.order == order, case .requestFailed(kind, _) = report.content
                else { return false }
                return true
            }
        case .missing(let order):
            reports.contains { report in
                guard report.order == order, case .notFound = report.content else { return false }
                return true
            }
        }
    }
}

/// What the venue answers to a request.
struct CounterAnswer {
    /// As in HTTP.
    var status = 200
    /// Seconds.
    var retryAfter: Int64?
    /// A JSON value, where nothing is wrong with it.
    var body: [UInt8] = []
    var truths: [Truth] = []
    /// Milliseconds before it sets out.
    var delay: Int64 = 0
}

/// What the venue tells on the private stream.
struct CounterEvent {
    let body: [UInt8]
    let truths: [Truth]
    /// Milliseconds before it sets out.
    let delay: Int64
}
