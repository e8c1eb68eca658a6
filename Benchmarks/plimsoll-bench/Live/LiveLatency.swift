import Host
import Operations

/// How late a subscriber of `/ws` sees what the venue said: from the venue's time of a trade, which
/// has whole milliseconds, to the arrival of the row, by the one clock of this machine.
///
/// What changed of a market goes out ten times a second, so that alone makes 50 ms at the median
/// and 100 ms at the end.
enum LiveLatency {
    private static let seconds = 12.0
    private static let samplesMin = 50
    private static let millisecondsMax = 150.0
    private static let subscription =
        "{\"op\":\"subscribe\",\"id\":1,\"channels\":[\"trades:BTCUSDT\"]}"

    static func rows() throws(CommandFailure) -> [BenchmarkRow] {
        let house = try RunningHouse()
        let times = try latencies(port: house.port)
        let what = "live: a venue's trade to a subscriber of /ws"
        guard times.count >= samplesMin else {
            return [
                BenchmarkRow(
                    what: what, unit: "ms", ours: nil, bar: "p99 ≤ 150 ms", met: false,
                    notes: "only \(times.count) trades in \(Int(seconds)) s")
            ]
        }
        let p99 = share(times, 0.99)
        return [
            BenchmarkRow(
                what: what + ", p50", unit: "ms", ours: share(times, 0.5), bar: "–", met: nil,
                notes: "\(times.count) trades of the seeded market; sent ten times a second"),
            BenchmarkRow(
                what: what + ", p99", unit: "ms", ours: p99, bar: "≤ 150 ms",
                met: p99 <= millisecondsMax),
        ]
    }

    private static func latencies(port: Int) throws(CommandFailure) -> [Double] {
        let socket = try ClientSocket(port: port)
        try socket.openWebSocket(port: port)
        try socket.send(OrderConnection.frame(subscription))
        var readiness = Readiness([socket])
        let time = SystemTime()
        let end = time.monotonicNanoseconds() + Int64(seconds * 1e9)
        var found: [Double] = []
        while time.monotonicNanoseconds() < end {
            try readiness.wait(milliseconds: 200) { (_) throws(CommandFailure) in
                try socket.receive()
            }
            let now = Double(time.realtimeNanoseconds()) / 1e6
            var place = 0
            while let frame = WebSocketFrames.next(in: socket.bytes[place...]) {
                let body = socket.bytes[frame.body]
                // A snapshot tells what happened before.
                if ServerAnswer.place(of: delta, in: body) != nil {
                    found += timesOfTrades(body).map { now - $0 }
                }
                place = frame.body.upperBound
            }
            socket.drop(place)
        }
        return found
    }

    private static let delta = Array("\"type\":\"delta\"".utf8)
    private static let timeName = "\"time\":"

    /// In milliseconds since 1970.
    private static func timesOfTrades(_ body: ArraySlice<UInt8>) -> [Double] {
        var rest = body
        var times: [Double] = []
        while let place = ServerAnswer.place(of: Array(timeName.utf8), in: rest) {
            rest = rest[(place + timeName.utf8.count)...]
            let digits = rest.prefix { (48...57).contains($0) }
            times.append(Double(digits.reduce(0) { $0 * 10 + Int($1) - 48 }) / 1000)
        }
        return times
    }
}
