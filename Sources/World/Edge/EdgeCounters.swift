internal import Wire

/// What the edge counts, since the start.
struct EdgeCounters {
    private struct Answer: Hashable, Comparable {
        let route: String
        let status: Int

        static func < (left: Answer, right: Answer) -> Bool {
            (left.route, left.status) < (right.route, right.status)
        }
    }

    private var answers: [Answer: UInt64] = [:]
    var sockets = 0
    var socketsOpened: UInt64 = 0
    var socketsTooSlow: UInt64 = 0
    var messagesIn: UInt64 = 0
    var framesOut: UInt64 = 0
    /// Changes of markets that a slow reader was spared.
    var conflated: UInt64 = 0

    mutating func answered(_ route: String, _ status: Int) {
        answers[Answer(route: route, status: status), default: 0] += 1
    }

    func write(to writer: inout OpenMetricsWriter, pending: Int) {
        writer.family(
            "plimsoll_edge_answers", .counter, help: "Answers by route and status.")
        for (answer, count) in answers.sorted(by: { $0.key < $1.key }) {
            writer.sample(
                count, labels: [("route", answer.route), ("status", "\(answer.status)")])
        }
        writer.family(
            "plimsoll_edge_pending", .gauge, help: "Questions that wait for the journal.")
        writer.sample(pending)
        writer.family("plimsoll_edge_sockets", .gauge, help: "Open WebSocket connections.")
        writer.sample(sockets)
        writer.family(
            "plimsoll_edge_sockets_opened", .counter, help: "WebSocket connections made.")
        writer.sample(socketsOpened)
        writer.family(
            "plimsoll_edge_sockets_too_slow", .counter,
            help: "WebSocket connections closed since they were read too slowly.")
        writer.sample(socketsTooSlow)
        writer.family(
            "plimsoll_edge_messages_received", .counter, help: "WebSocket messages received.")
        writer.sample(messagesIn)
        writer.family("plimsoll_edge_frames_sent", .counter, help: "WebSocket messages sent.")
        writer.sample(framesOut)
        writer.family(
            "plimsoll_edge_conflated", .counter,
            help: "Market changes left out for connections that were read too slowly.")
        writer.sample(conflated)
    }
}
