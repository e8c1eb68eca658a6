internal import Containers
internal import Domain
internal import Gateway
internal import VenueKit

// What leaves the process, and what is on its way.
extension AccountLine {
    /// Bytes leave the process: those of an order once, and none where the venue said so.
    mutating func depart(_ call: CounterCall, _ moment: Moment) {
        if !call.isFree, moment.ours < (call.isCancel ? bannedUntil : heldUntil) {
            found(Violation(.i19, "\(call.operation) is sent while the venue turns us away"))
        }
        guard call.isPlacement else { return }
        var call = call
        guard let id = call.order()?.clientOrderID else {
            return found(Violation(.i11, "an order without a name is sent"))
        }
        departures[id, default: 0] += 1
        if departures[id, default: 0] > 1 {
            found(Violation(.i11, "the bytes of order \(id) leave twice"))
        }
    }

    mutating func send(_ call: GatewayCall, _ moment: Moment, _ dice: inout Dice) {
        guard var asked = counter.read(call) else {
            return found(Violation(.i25, "\(call) is nothing that the venue knows"))
        }
        depart(asked, moment)
        note("we ask \(call.method) \(call.url)")
        let now = moment.now
        if moment.isVenueDown, dice.extent.chance(1, in: 2) {
            // Nobody takes the connection: not a byte leaves.
            if asked.isPlacement, let order = asked.order() {
                departures[order.clientOrderID] = 0
            }
            return network.send(
                .unanswered(call.id, isSent: false, process: process), at: now, &dice)
        }
        network.put(
            .unanswered(call.id, isSent: true, process: process),
            now.adding(nanoseconds: call.timeout))
        let isLost = dice.strikes(.drop)
        if isLost {
            network.noteLost()
            guard dice.extent.chance(2, in: 3) else { return }
        }
        if isLost || dice.strikes(.connectionReset) { muted[call.id] = .max }
        if !isLost, muted[call.id] != nil {
            network.send(.unanswered(call.id, isSent: true, process: process), at: now, &dice)
        }
        network.send(.call(asked, call.id, process: process), at: now, &dice)
        // An order is sent on a connection that delivers once at most.
        if !asked.isPlacement, dice.strikes(.duplicate) {
            // Somebody on the way asked twice.
            network.noteRepeated()
            if dice.extent.chance(1, in: 2), muted[call.id] == nil { muted[call.id] = 1 }
            network.send(.call(asked, call.id, process: process), at: now, &dice)
        }
    }

    mutating func connect(_ link: LinkNumber, _ moment: Moment, _ dice: inout Dice) {
        lastConnection += 1
        let connection = WireConnection(number: lastConnection, link: link)
        self.connection = connection
        if dice.strikes(.drop) { return network.noteLost() }
        network.send(.upgrade(connection), at: moment.now, &dice)
    }

    // MARK: - On the way

    /// Lets the next thing arrive. - Returns: false where nothing has.
    mutating func move(
        _ venue: inout SimulatedVenue, _ moment: Moment, _ dice: inout Dice
    ) -> Bool {
        guard let cargo = network.receive(at: moment.now) else { return false }
        switch cargo {
        case .call(let asked, let id, let process):
            guard let answer = serve(asked, asFrame: false, &venue, moment, &dice),
                process == self.process
            else {
                break
            }
            if let left = muted[id], left > 0 {
                muted[id] = left - 1
            } else {
                network.send(
                    .answer(id, answer, process: process), after: answer.delay, at: moment.now,
                    &dice)
            }
        case .upgrade(let connection):
            if venue.isDown(at: moment.now) {
                network.send(.broken(connection, why: "refused"), at: moment.now, &dice)
            } else {
                standing.append(Standing(connection: connection, pingedAt: moment.now))
                network.send(.opened(connection), at: moment.now, &dice)
            }
        case .request(let asked, let id, let connection):
            answer(asked, id, on: connection, &venue, moment, &dice)
        case .left(let connection): standing.removeAll { $0.connection == connection }
        case .answer(let id, let answer, let process):
            guard process == self.process else { break }
            network.endCall(id)
            note("we hear \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
            let head = VenueKit.VenueAnswer(status: answer.status, retryAfter: answer.retryAfter)
            call(moment, &dice, truths: answer.truths) {
                $0.answered(id, head, answer.body.span, at: moment.ours)
            }
        case .unanswered(let id, let isSent, let process):
            guard process == self.process else { break }
            network.endCall(id)
            note("request \(id) fails, \(isSent ? "sent" : "never sent")")
            call(moment, &dice) { $0.failed(id, isSent ? .lost : .neverSent, at: moment.ours) }
        case .opened, .frame, .ping, .broken: arrive(cargo, moment, &dice)
        }
        return true
    }

    /// Something came on the private connection.
    private mutating func arrive(
        _ cargo: WireCargo, _ moment: Moment, _ dice: inout Dice
    ) {
        guard let connection, connection == cargo.connection else { return }
        let link = connection.link
        switch cargo {
        case .opened: call(moment, &dice) { $0.opened(link, at: moment.ours) }
        case .frame(let bytes, let truths, _):
            note("we receive \(String(decoding: bytes, as: UTF8.self))")
            call(moment, &dice, truths: truths) {
                $0.received(bytes.span, on: link, at: moment.ours)
            }
        case .ping: call(moment, &dice) { $0.pinged(link, at: moment.ours) }
        case .broken(_, let why):
            self.connection = nil
            note("the private connection is gone: \(why)")
            if driver?.outstandingCount ?? 0 > 0 { rarePaths.append(.connectionLostAsking) }
            call(moment, &dice) { $0.closed(link, why: why, at: moment.ours) }
        case .call, .upgrade, .request, .left, .answer, .unanswered: break
        }
    }

    mutating func takeRarePaths() {
        rarePaths += counter.rarePaths
        counter.removeRarePaths()
    }

    private mutating func serve(
        _ asked: CounterCall, asFrame isFrame: Bool, _ venue: inout SimulatedVenue,
        _ moment: Moment, _ dice: inout Dice
    ) -> CounterAnswer? {
        let (answer, told) = counter.serve(
            asked, asFrame: isFrame, &venue, at: moment.now, &dice)
        takeRarePaths()
        tell(told, venue, moment, &dice)
        return answer
    }

    /// A request on the private connection.
    private mutating func answer(
        _ asked: CounterCall, _ id: String, on connection: WireConnection,
        _ venue: inout SimulatedVenue, _ moment: Moment, _ dice: inout Dice
    ) {
        guard let place = standing.firstIndex(where: { $0.connection == connection }) else {
            return
        }
        if asked.isPlacement { rarePaths.append(.orderByConnection) }
        guard let answer = serve(asked, asFrame: true, &venue, moment, &dice) else { return }
        network.send(
            .frame(counter.envelope(answer, id), answer.truths, connection),
            after: answer.delay, at: moment.now, &dice)
        guard asked.beginsStream, answer.status == 200 else { return }
        standing[place].isSubscribed = true
        // A venue may begin somewhat before where it left off.
        guard dice.strikes(.duplicate), !lastEvents.isEmpty else { return }
        rarePaths.append(.streamOverlaps)
        for event in lastEvents { send(event, on: connection, moment, &dice) }
    }
}
