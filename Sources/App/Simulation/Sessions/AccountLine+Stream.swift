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
                let events = counter.events(
                    of: answer, venue, after: delivery.delay, at: moment.now)
                takeRarePaths()
                for event in events { tell(event, moment, &dice) }
            }
        }
    }

    private mutating func tell(
        _ event: CounterEvent, _ moment: Moment, _ dice: inout Dice
    ) {
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

    mutating func send(
        _ event: CounterEvent, on connection: WireConnection, _ moment: Moment,
        _ dice: inout Dice
    ) {
        network.send(
            .frame(event.body, event.truths, connection), after: event.delay, at: moment.now,
            &dice)
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
        where moment.now.since(standing[place].pingedAt) >= counter.pingInterval * 1_000_000 {
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
        if dice.strikes(.streamEnded), standing.first?.isSubscribed == true {
            rarePaths.append(.streamEnded)
            endStream(moment, &dice)
        } else if counter.isStreamOver(at: moment.now) {
            endStream(moment, &dice)
        }
    }

    private mutating func endStream(_ moment: Moment, _ dice: inout Dice) {
        let event = counter.endStream(at: moment.now)
        takeRarePaths()
        for place in standing.indices where standing[place].isSubscribed {
            standing[place].isSubscribed = false
            send(event, on: standing[place].connection, moment, &dice)
        }
    }

    /// The venue is gone, with all that was on its way.
    mutating func venueGone(_ moment: Moment, _ dice: inout Dice) {
        let connections = standing.map(\.connection)
        network.dropAll()
        for connection in connections { breakConnection(connection, moment, &dice) }
    }

    mutating func heal() { network.heal() }
}
