import Host
import Operations

/// Places orders in closed loops: each client sends the next one when it has the answer.
struct OrderRounds {
    /// What one round measured.
    struct Round {
        /// From sending to the acknowledgement, in microseconds.
        var orders: [Double] = []
        /// The raw writes in between, in microseconds.
        var device: [Double] = []
        var seconds = 0.0

        var ordersASecond: Double { Double(orders.count) / seconds }
    }

    private let port: Int
    private let time = SystemTime()
    private var lastNumber = 0

    init(port: Int) { self.port = port }

    /// One client; after each acknowledgement it writes one raw block.
    ///
    /// - Parameter pauseNanoseconds: how long it waits then before the next order.
    mutating func oneByOne(
        _ speech: OrderSpeech, count: Int, warmUp: Int, raw: borrowing RawBlocks,
        pauseNanoseconds: Int64 = 0
    ) throws(CommandFailure) -> Round {
        let connection = try OrderConnection(speech, port: port)
        var round = Round()
        for number in 0..<count + warmUp {
            lastNumber += 1
            let took = try connection.placeAndWait(lastNumber)
            if pauseNanoseconds > 0 { time.sleep(nanoseconds: pauseNanoseconds) }
            let begun = time.monotonicNanoseconds()
            try raw.write(number)
            let ended = time.monotonicNanoseconds()
            guard number >= warmUp else { continue }
            round.orders.append(took)
            round.device.append(Double(ended - begun) / 1000)
        }
        round.seconds = round.orders.reduce(0, +) / 1e6
        return round
    }

    /// Many clients on one thread, each with a connection of its own, and nothing in between.
    mutating func atOnce(
        _ speech: OrderSpeech, clients: Int, count: Int, warmUp: Int
    ) throws(CommandFailure) -> Round {
        var connections: [OrderConnection] = []
        for _ in 0..<clients { connections.append(try OrderConnection(speech, port: port)) }
        var readiness = Readiness(connections.map(\.socket))
        var round = Round()
        var answered = 0
        var begun: Int64 = 0
        for connection in connections { try place(on: connection) }
        while answered < count + warmUp {
            try readiness.wait(milliseconds: 10_000) { (index) throws(CommandFailure) in
                guard let took = try connections[index].acknowledgement() else { return }
                answered += 1
                if answered == warmUp { begun = time.monotonicNanoseconds() }
                if answered > warmUp, answered <= count + warmUp { round.orders.append(took) }
                if answered == count + warmUp {
                    round.seconds = Double(time.monotonicNanoseconds() - begun) / 1e9
                }
                if answered + clients <= count + warmUp { try place(on: connections[index]) }
            }
        }
        return round
    }

    private mutating func place(on connection: OrderConnection) throws(CommandFailure) {
        lastNumber += 1
        try connection.place(lastNumber)
    }
}
