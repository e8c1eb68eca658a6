internal import Containers
internal import Domain
internal import Gateway

// What the venue tells by itself, and what time brings.
extension AccountLine {
    // MARK: - The private stream

    /// What happened at the venue is told on every private stream.
    mutating func tell(
        _ deliveries: [Delivery], _ venue: SimulatedVenue, _ moment: Moment, _ dice: inout Dice
    ) {
        for delivery in deliveries {
            for answer in delivery.answers {
                guard let event = event(of: answer, delivery.delay, venue, moment) else { continue }
                lastEvents.append(event)
                if lastEvents.count > Limits.eventsRepeatedMax { lastEvents.removeFirst() }
                for entry in standing where entry.isSubscribed {
                    if dice.strikes(.drop) {
                        // What is lost for good takes its connection with it.
                        breakConnection(entry.connection, moment, &dice)
                    } else {
                        send(event, on: entry.connection, moment, &dice)
                    }
                }
            }
        }
    }

    private mutating func event(
        of answer: VenueAnswer, _ delay: Int64, _ venue: SimulatedVenue, _ moment: Moment
    ) -> CounterEvent? {
        guard case .report(let report) = answer,
            let order = venue.order(report.order.clientOrderID)
        else { return nil }
        eventCount += 1
        return SpotSpeech.event(
            report, order, number: eventCount, after: delay, at: moment.now)
    }

    mutating func send(
        _ event: CounterEvent, on connection: WireConnection, _ moment: Moment,
        _ dice: inout Dice
    ) {
        let body = Array("{\"subscriptionId\":1,\"event\":".utf8) + event.body
        network.send(
            .frame(body + [UInt8(ascii: "}")], event.truths, connection), after: event.delay,
            at: moment.now, &dice)
    }

    /// The connection is gone; we get to know at once, later or never.
    mutating func breakConnection(
        _ connection: WireConnection, _ moment: Moment, _ dice: inout Dice
    ) {
        network.drop(connection)
        standing.removeAll { $0.connection == connection }
        let waits = [0, dice.extent.below(20_000)]
        let chosen = dice.extent.below(3)
        guard chosen < 2 else { return }
        network.put(
            .broken(connection, why: "reset"), moment.now.adding(milliseconds: Int64(waits[chosen]))
        )
    }

    // MARK: - Time

    /// What happens as time goes on: pings, what breaks by itself, and what the driver waits for.
    mutating func passTime(_ moment: Moment, _ dice: inout Dice) {
        goWrong(moment, &dice)
        for place in standing.indices
        where moment.now.since(standing[place].pingedAt) >= Limits.pingInterval * 1_000_000 {
            standing[place].pingedAt = moment.now
            network.send(.ping(standing[place].connection), at: moment.now, &dice)
        }
        var wakes = 0
        while let wake = driver?.nextWake, wake <= moment.ours, wakes < Limits.wakesMax {
            wakes += 1
            call(moment, &dice) { $0.wake(at: moment.ours) }
        }
        if driver != nil, let debt = debts.first(where: { $0.deadline < moment.ours }) {
            found(
                Violation(
                    .i15,
                    "nothing is said of the \(debt.kind) of \(debt.order.clientOrderID) by its "
                        + "deadline"))
        }
    }

    private mutating func goWrong(_ moment: Moment, _ dice: inout Dice) {
        var blocked: [Int] = []
        if dice.strikes(.halfOpen) { blocked = [dice.extent.below(2)] }
        if dice.strikes(.partition) { blocked = [0, 1] }
        if !blocked.isEmpty {
            let length = Int64(1 + dice.extent.below(20_000))
            network.block(blocked, until: moment.now.adding(milliseconds: length))
            if dice.extent.chance(1, in: 2) {
                for entry in standing { breakConnection(entry.connection, moment, &dice) }
            }
        }
        guard dice.strikes(.streamEnded), let place = standing.indices.first,
            standing[place].isSubscribed
        else { return }
        rarePaths.append(.streamEnded)
        standing[place].isSubscribed = false
        let text = "{\"e\":\"eventStreamTerminated\",\"E\":\(moment.now.milliseconds)}"
        let event = CounterEvent(body: Array(text.utf8), truths: [.ended], delay: 0)
        send(event, on: standing[place].connection, moment, &dice)
    }

    /// The venue is gone, with all that was on its way.
    mutating func venueGone(_ moment: Moment, _ dice: inout Dice) {
        let connections = standing.map(\.connection)
        network.dropAll()
        for connection in connections { breakConnection(connection, moment, &dice) }
    }

    mutating func heal() { network.heal() }
}
