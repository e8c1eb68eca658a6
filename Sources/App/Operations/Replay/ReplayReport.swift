internal import BinanceSpot
internal import Domain
internal import Markets
internal import VenueKit
internal import Wire

/// What came of a replay, as one JSON object.
struct ReplayReport {
    enum Limits {
        /// Gaps that are told one by one; all are counted.
        static let gapsMax = 32
    }

    let replay: Replay

    /// What keeps the recording from being called right; nil where everything checked was right.
    var complaint: CommandFailure? {
        let counts = replay.pipeline.session.counts
        let checks = replay.pipeline.board.checks
        let comparison = replay.comparison
        var complaints: [String] = []
        if checks.failed > 0 { complaints.append("best prices that differ: \(checks.failed)") }
        if comparison.different > 0 {
            complaints.append("books wrong at the end: \(comparison.different)")
        }
        if let first = replay.firstUnread {
            complaints.append(
                "messages that cannot be read: \(replay.decodeErrors), the first in line "
                    + "\(first.line) (\(first.reason))")
        }
        if !complaints.isEmpty {
            return CommandFailure(
                complaints.joined(separator: ", "),
                remedy: "Check that the recording is whole; \"gap_events\" in the output says more."
            )
        }
        guard checks.passed == 0, comparison.compared == 0 else { return nil }
        if counts.unknownMessages > 0 {
            return CommandFailure(
                "nothing could be checked: \(counts.unknownMessages) of \(counts.messages) "
                    + "messages are of no kind that this venue sends",
                remedy: "Check that --venue is the one that was recorded.")
        }
        guard replay.depthMessages > 0, replay.dropped == 0 else { return nil }
        return CommandFailure(
            "nothing could be checked: no REST answer in the recording fits its depth messages",
            remedy: "Record the venue's answer to a request for each book, too.")
    }

    /// The object, without a line's end.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in figures {
            writer.name(name)
            writer.integer(value)
        }
        writeGaps(&writer)
        if let first = replay.firstUnread {
            writer.name("first_unread_line")
            writer.integer(Int64(first.line))
            writer.name("first_unread_reason")
            writer.text(first.reason)
        }
        writer.endObject()
        return writer.bytes
    }

    private var figures: [(String, Int64)] {
        let board = replay.pipeline.board
        let session = replay.pipeline.session
        let counts = board.counts
        let checks = board.checks
        let comparison = replay.comparison
        let live = board.markets.filter { $0.book.state == .live }.count
        return [
            ("messages", session.counts.messages), ("bytes", session.counts.bytes),
            ("dropped", replay.dropped), ("http_answers", replay.httpAnswers),
            ("symbols", Int64(session.symbols.count)), ("events", counts.events),
            ("trades", counts.trades), ("trade_id_breaks", counts.tradeBreaks),
            ("trades_repeated", counts.tradesRepeated), ("best_prices", counts.bestPrices),
            ("candles", counts.candles), ("candles_built", replay.candlesBuilt),
            ("book_updates", counts.bookUpdates), ("book_levels", counts.bookLevels),
            ("books_live", Int64(live)), ("snapshots", counts.snapshots),
            ("snapshot_requests", session.counts.snapshotRequests),
            ("snapshots_too_old", session.counts.snapshotsTooOld),
            ("old_updates", session.counts.oldUpdates), ("gaps", counts.gaps),
            ("resyncs", counts.resyncs), ("checks_passed", checks.passed),
            ("checks_failed", checks.failed), ("checks_unverified", checks.unverified),
            ("books_compared", comparison.compared), ("books_different", comparison.different),
            ("crossed", counts.crossed), ("locked", counts.locked),
            ("beyond_snapshot", counts.beyondSnapshot), ("inexact", counts.inexact),
            ("irregular_messages", session.counts.irregularMessages),
            ("unknown_messages", session.counts.unknownMessages),
            ("decode_errors", replay.decodeErrors),
        ]
    }

    private func writeGaps(_ writer: inout JSONWriter) {
        let gaps = replay.pipeline.board.gaps
        guard !gaps.isEmpty else { return }
        writer.name("gap_events")
        writer.beginArray()
        for gap in gaps.prefix(Limits.gapsMax) {
            writer.beginObject()
            writer.name("symbol")
            if let listing = replay.pipeline.session.symbols.listing(gap.instrument) {
                writer.text(listing.instrument.symbol)
            } else {
                writer.null()
            }
            writer.name("channel")
            writer.text("\(gap.channel)")
            writer.name("cause")
            writer.text("\(gap.cause)")
            writer.name("from")
            writer.integer(gap.from)
            writer.name("to")
            writer.integer(gap.to)
            writer.name("noticed_ns")
            writer.integer(gap.noticed.nanoseconds)
            writer.name("repaired_after_ns")
            if let duration = gap.duration { writer.integer(duration) } else { writer.null() }
            writer.endObject()
        }
        writer.endArray()
    }
}
