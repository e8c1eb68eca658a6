internal import Containers
internal import Domain

// What is decided about changes of open orders.
extension TradingCore {
    mutating func decideAmend(_ request: AmendRequest) {
        guard let index = state.orderRow(request.order) else {
            return emit(.amendRefused(request.order, .orderUnknown))
        }
        guard state.orders[index].isOpen else {
            return emit(.amendRefused(request.order, .orderClosed))
        }
        emit(.amendRefused(request.order, .checksFailed))
    }

    mutating func decideAbsenceStatement(_ statement: AbsenceStatement) {
        guard let index = state.orderRow(statement.order), state.orders[index].isOpen else {
            return refuse(.orderClosed)
        }
        refuse(.evidenceStands)
    }
}
