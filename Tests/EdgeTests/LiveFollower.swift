import Foundation
import Testing

/// A subscriber that keeps what it was told: each channel's rows by key, as a client would.
struct LiveFollower {
    static let channels = [
        "orders", "fills", "positions", "balances", "ticker", "ticker:BTCUSDT", "book:BTCUSDT",
        "trades:BTCUSDT", "candles:BTCUSDT:1s",
    ]

    private struct Told: Equatable {
        var sequence: Int
        /// Rows by key, each as one text.
        var rows: [String: String] = [:]
        /// Trades have no key: newest last.
        var trades: [String] = []
    }

    let peer: LivePeer
    private var told: [String: Told] = [:]

    init(_ client: Client) throws {
        peer = try LivePeer(client)
        subscribe(id: 1)
        while told.count < Self.channels.count { try take(#require(peer.hear())) }
    }

    private func subscribe(id: Int) {
        let names = Self.channels.map { "\"\($0)\"" }.joined(separator: ",")
        peer.say("{\"op\":\"subscribe\",\"id\":\(id),\"channels\":[\(names)]}")
    }

    /// Takes a message in, and holds its number against the one before.
    mutating func take(_ message: LivePeer.Message) throws {
        guard let channel = message["channel"] as? String, let type = message.type else { return }
        let sequence = try #require(message.sequence)
        if type == "delta" {
            let before = try #require(told[channel]?.sequence)
            #expect(message["previous"] as? Int == before, "a hole in \(channel)")
            #expect(sequence == before + 1, "a hole in \(channel)")
            told[channel]?.sequence = sequence
        } else {
            told[channel] = Told(sequence: sequence)
        }
        try add(message["data"] as Any, to: channel, isSnapshot: type == "snapshot")
    }

    private mutating func add(_ data: Any, to channel: String, isSnapshot: Bool) throws {
        let rows = try data as? [[String: Any]] ?? [#require(data as? [String: Any])]
        switch channel.split(separator: ":")[0] {
        case "orders": put(rows, in: channel) { "\($0["clientOrderId"]!)" }
        case "fills": put(rows, in: channel) { "\($0["index"]!)" }
        case "positions": put(rows, in: channel) { "\($0["strategy"]!) \($0["symbol"]!)" }
        case "balances": put(rows, in: channel) { "\($0["asset"]!)" }
        case "ticker": put(rows, in: channel) { "\($0["symbol"]!)" }
        case "candles": put(rows, in: channel) { "\($0["start"]!)" }
        case "trades":
            let texts = (isSnapshot ? rows.reversed() : rows).map { Self.text($0) }
            let newest = ((told[channel]?.trades ?? []) + texts).suffix(100)
            told[channel]?.trades = Array(newest)
        case _: try addLevels(rows[0], to: channel)
        }
    }

    private mutating func put(
        _ rows: [[String: Any]], in channel: String, key: ([String: Any]) -> String
    ) {
        for row in rows { told[channel]?.rows[key(row)] = Self.text(row) }
    }

    private mutating func addLevels(_ book: [String: Any], to channel: String) throws {
        told[channel]?.rows["isInStep"] = "\(book["isInStep"]!)"
        for side in ["bids", "asks"] {
            for level in try #require(book[side] as? [[String]]) {
                let quantity = level[1] == "0" ? nil : level[1]
                told[channel]?.rows["\(side) \(level[0])"] = quantity
            }
        }
    }

    /// What is as of the moment of writing: nothing is sent where only this is another.
    private static let passing: Set<String> = ["time", "markPrice", "unrealisedPnl"]

    /// A row as one text.
    private static func text(_ row: [String: Any]) -> String {
        row.filter { !passing.contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
            .joined(separator: " ")
    }

    /// Subscribes anew, and holds what was told before against the new snapshots.
    mutating func check() throws {
        subscribe(id: 99)
        var isFresh = false
        var left = Set(Self.channels)
        while !left.isEmpty {
            let message = try #require(peer.hear())
            isFresh = isFresh || message["id"] as? Int == 99
            let channel = message["channel"] as? String ?? ""
            let before = told[channel]
            try take(message)
            guard isFresh, message.type == "snapshot" else { continue }
            #expect(before == told[channel], "\(channel) is not what its deltas made of it")
            left.remove(channel)
        }
    }
}
