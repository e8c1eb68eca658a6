internal import Containers
internal import Domain

// What the counter says when it does not do what is asked, or will not say.
extension SpotCounter {
    func refused(_ refusal: PaperRefusal, _ call: inout Call) -> CounterAnswer {
        var answer = CounterAnswer(
            status: refusal.status, retryAfter: refusal.retryAfter.map(Int64.init),
            body: PaperAnswer(refusal).body)
        switch call.operation {
        case .orderPlace:
            guard let order = order(of: &call, "newClientOrderId") else { break }
            answer.truths = [
                refusal == .duplicate ? .unknown(order, .place) : .rejected(order)
            ]
        case .orderCancel:
            guard let order = order(of: &call, "origClientOrderId") else { break }
            answer.truths = [
                refusal == .unknownOrder ? .cancelRejected(order) : .unknown(order, .cancel)
            ]
        case .orderStatus:
            guard refusal == .noOrder, let order = order(of: &call, "origClientOrderId") else {
                break
            }
            answer.truths = [.missing(order)]
        case _: break
        }
        return answer
    }

    func order(of call: inout Call, _ name: String) -> OrderReference? {
        call.parameters.text(name).flatMap { try? ClientOrderID($0) }
            .map { OrderReference(account: SimulatedVenue.account, clientOrderID: $0) }
    }

    /// Nothing is said of the outcome, whatever it was.
    func troubled(_ kind: Int, _ call: inout Call) -> CounterAnswer {
        var answer: CounterAnswer
        switch kind {
        case 0:
            let busy = PaperRefusal(-1008, "Server is currently overloaded.", status: 503)
            answer = refused(busy, &call)
        case 1: answer = refused(.timeout, &call)
        case 2:
            let unexpected = PaperRefusal(
                -1006, "An unexpected response was received. Execution status unknown.")
            answer = refused(unexpected, &call)
        case _:
            answer = CounterAnswer(
                status: 502, body: Array("<html><h1>502 Bad Gateway</h1></html>".utf8))
        }
        answer.truths = doubt(&call)
        return answer
    }

    /// What comes is only the first part of what was said.
    mutating func cut(
        _ answer: inout CounterAnswer?, _ call: inout Call, _ dice: inout Dice
    ) {
        guard var half = answer, half.status == 200, half.body.count > 2 else { return }
        rarePaths.append(.answerUnreadable)
        half.body.removeLast(1 + dice.extent.below(half.body.count - 2))
        half.truths = doubt(&call)
        answer = half
    }

    func doubt(_ call: inout Call) -> [Truth] {
        switch call.operation {
        case .orderPlace: order(of: &call, "newClientOrderId").map { [.unknown($0, .place)] } ?? []
        case .orderCancel:
            order(of: &call, "origClientOrderId").map { [.unknown($0, .cancel)] } ?? []
        case _: []
        }
    }
}
