internal import Containers
internal import Domain
internal import Edge
internal import Markets
internal import Trading
internal import Wire

// The house in numbers, for whoever watches over it.
extension House {
    /// The families of the house, without the end of the text.
    func metrics() -> [UInt8] {
        var writer = OpenMetricsWriter()
        writeTurn(&writer)
        writeAccounts(&writer)
        writeVenue(&writer)
        return writer.bytes
    }

    private func writeTurn(_ writer: inout OpenMetricsWriter) {
        writer.family(
            "plimsoll_phase", .gauge, help: "1 for what the process is doing, 0 for the others.")
        for phase in HouseReport.Phase.allCases {
            writer.sample(phase == self.phase ? 1 : 0, labels: [("phase", phase.rawValue)])
        }
        writer.family(
            "plimsoll_journal_inputs", .counter, help: "Inputs that were decided and are durable.")
        writer.sample(facts.releasedSequence)
        writer.family(
            "plimsoll_journal_extent_bytes", .gauge, unit: "bytes",
            help: "Bytes written to the journal since it began.")
        writer.sample(facts.journalBytes)
        writer.family(
            "plimsoll_starts", .counter, help: "Starts of the process on this journal.")
        writer.sample(facts.epoch)
        writer.family("plimsoll_snapshots", .counter, help: "Snapshots kept since the start.")
        writer.sample(snapshots.kept)
        writer.family(
            "plimsoll_snapshots_failed", .counter,
            help: "Snapshots that could not be kept; a start reads more of the journal then.")
        writer.sample(snapshots.failed)
        writer.family(
            "plimsoll_journal_segments_compacted", .counter,
            help: "Full segments of the journal that were compacted since the start.")
        writer.sample(journal.compacted)
        writer.family(
            "plimsoll_journal_segments_removed", .counter,
            help: "Segments that retention removed since the start.")
        writer.sample(journal.removed)
        writer.family(
            "plimsoll_journal_keeping_failed", .counter,
            help: "Times that compaction or retention failed; the journal is whole all the same.")
        writer.sample(journal.failed)
        writer.family("plimsoll_orders", .counter, help: "Orders that were asked for.")
        writer.sample(state.orders.count)
        writer.family("plimsoll_orders_live", .gauge, help: "Orders that are not final.")
        writer.sample(state.core.state.liveOrderRows.count)
        writer.family("plimsoll_fills", .counter, help: "Fills that were counted.")
        writer.sample(state.fills.count)
        writer.family("plimsoll_alarms", .counter, help: "Alarms raised since the journal began.")
        writer.sample(state.core.state.globals.alarms)
        writer.family(
            "plimsoll_inputs_refused", .counter,
            help: "Inputs refused at the door: nothing of them was decided.")
        writer.sample(counts.refused)
        writer.family(
            "plimsoll_reports_left_out", .counter,
            help: "Reports of a venue that found no room; the account was reconciled anew.")
        writer.sample(counts.reportsLeftOut)
    }

    private func writeAccounts(_ writer: inout OpenMetricsWriter) {
        writer.family(
            "plimsoll_account_trusted", .gauge,
            help: "1 where the journal and the venue agree and orders are taken.")
        for account in settings.accounts {
            let own = reconciliations.first { $0.account == account.id }
            writer.sample(own?.isTrusted == true ? 1 : 0, labels: [("account", account.name)])
        }
        writer.family(
            "plimsoll_transfers", .counter, help: "Deposits and withdrawals that were booked.")
        writer.sample(counts.transfers)
    }

    private func writeVenue(_ writer: inout OpenMetricsWriter) {
        let venue = report.venues[0]
        let labels = [("venue", venue.name)]
        let links = [("market-data", venue.marketData), ("orders", venue.orders)]
        writer.family("plimsoll_link_live", .gauge, help: "1 where the link to the venue is live.")
        for (name, link) in links {
            writer.sample(link == .live ? 1 : 0, labels: labels + [("link", name)])
        }
        let board = desk.board.counts
        let counters: [(String, Int64, String)] = [
            ("plimsoll_market_messages", venue.messages, "Market-data messages received."),
            ("plimsoll_market_trades", board.trades, "Trades that the venue told of."),
            ("plimsoll_market_book_updates", board.bookUpdates, "Book updates applied."),
            ("plimsoll_market_gaps", board.gaps, "Gaps in market data that were noticed."),
            ("plimsoll_market_resyncs", board.resyncs, "Books brought back in step."),
            ("plimsoll_market_inexact", board.inexact, "Numbers that had digits cut off."),
            ("plimsoll_venue_reports", counts.reports, "Reports about orders."),
            ("plimsoll_venue_reconnects", venue.reconnects, "Connections made anew."),
        ]
        for (name, value, help) in counters {
            writer.family(name, .counter, help: help)
            writer.sample(value, labels: labels)
        }
        writer.family(
            "plimsoll_market_age_milliseconds", .gauge, unit: "milliseconds",
            help: "Since the last market-data message.")
        if let age = venue.lastMessageAge { writer.sample(age, labels: labels) }
    }
}
