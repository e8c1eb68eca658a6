internal import Domain
internal import Host
internal import Wire

/// What somebody asked for, and who it was.
struct Question {
    enum Subject: Equatable {
        case order(OrderReference)
        case cancel(OrderReference)
        case amendment(OrderReference)
        case sweep(TradingScope)
        case absence(OrderReference)
        case mode(TradingMode)
        case state(TradingScope)
        case allocation(CapitalAllocation)
        case transfer(CapitalTransfer)
        case acceptance(AccountID)
    }

    enum Asker {
        case exchange(ExchangeID, Route)
        case socket(SocketID, MessageID)
    }

    let subject: Subject
    let asker: Asker
}

/// What a client calls its message, to tell the answers apart.
enum MessageID: Equatable {
    case none
    case number(Int64)
    case text(String)
}

extension JSONWriter {
    mutating func member(_ id: MessageID) {
        switch id {
        case .none: break
        case .number(let number): member("id", number)
        case .text(let text): member("id", text)
        }
    }
}

/// Questions that wait for the journal. All wait equally long, so the first to ask is the first
/// whose time is over.
struct PendingAnswers {
    private struct Waiting {
        let ticket: UInt64
        /// On the monotonic clock.
        let deadline: Int64
    }

    private var questions: [UInt64: Question] = [:]
    private var order: [Waiting] = []
    private var first = 0
    private var lastTicket: UInt64 = 0

    var count: Int { questions.count }

    /// Notes a question, nil where too many wait.
    mutating func add(_ question: Question, until deadline: Int64) -> Ticket? {
        guard questions.count < EdgeLimits.pendingMax else { return nil }
        lastTicket += 1
        questions[lastTicket] = question
        order.append(Waiting(ticket: lastTicket, deadline: deadline))
        return Ticket(lastTicket)
    }

    /// The question of a ticket, which then waits no more; nil where its time was over.
    mutating func take(_ ticket: Ticket) -> Question? {
        questions.removeValue(forKey: ticket.raw)
    }

    /// The next question whose time is over, nil where there is none.
    mutating func takeOverdue(at now: Int64) -> Question? {
        while first < order.count {
            let waiting = order[first]
            if questions[waiting.ticket] != nil, waiting.deadline > now { break }
            first += 1
            if let question = questions.removeValue(forKey: waiting.ticket) { return question }
        }
        if first > 1_024 || first == order.count {
            order.removeFirst(first)
            first = 0
        }
        return nil
    }
}
