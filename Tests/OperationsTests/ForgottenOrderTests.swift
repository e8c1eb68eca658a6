import Containers
import Domain
import Durability
import Host
import Operations
import Testing
import Trading

/// An order that its venue took and then forgot: no answer of absence ends it, a person's word that
/// stands on one does, and a restart keeps to that.
@Suite struct ForgottenOrderTests {
    private static let order = Feed.order(0).reference

    private static func report(
        _ content: VenueReport.Content, at second: Int64,
        _ turn: inout Turn<FileJournalDisk>
    ) throws {
        try turn.take(
            .report(VenueReport(order: order, content: content)), at: Feed.time(second))
    }

    private static func state(
        at second: Int64, _ turn: inout Turn<FileJournalDisk>
    ) throws {
        let statement = AbsenceStatement(
            order: order, by: try ReasonCode("operator"), because: try ReasonCode("not_listed"))
        try turn.take(.stateAbsent(statement), at: Feed.time(second))
    }

    /// Taken as 77, then not found once a minute for an hour, and not among the trades either.
    private static func forgotten(
        _ folder: JournalFolder
    ) throws -> Turn<FileJournalDisk> {
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 1)
        try report(.accepted(try VenueOrderID("77")), at: 2, &turn)
        try state(at: 3, &turn)
        #expect(turn.core.state.orders[0].isOpen, "no word counts against the venue's own")
        for minute in 1...60 {
            let asked = Feed.time(Int64(60 * minute))
            try report(.notFound(askedAt: asked), at: Int64(60 * minute), &turn)
            try report(.tradesListed(askedAt: asked), at: Int64(60 * minute), &turn)
        }
        try turn.commit()
        return turn
    }

    @Test func whatTheVenueDoesNotFindAnyMoreStaysOpenUntilAPersonSaysThatItIsNotThere() throws {
        let folder = JournalFolder()
        do {
            var turn = try Self.forgotten(folder)
            var order = turn.core.state.orders[0]
            #expect(order.venueState == .working)
            #expect(order.absences == 60)
            #expect(order.reserved > .zero)
            try Self.state(at: 3601, &turn)
            order = turn.core.state.orders[0]
            #expect(order.venueState == .absent)
            #expect(order.reserved == .zero)
            let account = turn.core.state.balance(AccountID(1), Feed.instrument.quote)
            #expect(account.available == Money(units: 1_000_000))
            try turn.commit()
        }
        do {
            var turn = try Feed.recover(folder)
            #expect(turn.core.state.orders[0].venueState == .absent)
            #expect(turn.core.state.orders[0].reserved == .zero)
            // The venue has it after all: it is counted, and what it may cost is set aside again.
            let alarms = turn.core.state.globals.alarms
            try Self.report(
                .status(.working, cumulative: .zero, try VenueOrderID("77")), at: 3700, &turn)
            #expect(turn.core.state.orders[0].isOpen)
            #expect(turn.core.state.orders[0].reserved > .zero)
            #expect(turn.core.state.globals.alarms == alarms + 1)
            try turn.commit()
        }
        let run = Run.of(PlimsollProgram.root, ["explain", "o-0", folder.path])
        #expect(run.exit == .success)
        for words in [
            "closed as absent, on the word of operator",
            "alarm: an order was closed on a person's word and not on its venue's",
            "alarm: the venue contradicts what it said before",
        ] {
            #expect(run.output.contains(words), "no '\(words)' in\n\(run.output)")
        }
    }

    @Test func aRestartAsksForItAgainAndEndsNothing() throws {
        let folder = JournalFolder()
        do {
            var turn = try Self.forgotten(folder)
            try turn.take(
                .started(ProcessStart(epoch: 2, isAfterCut: false)), at: Feed.time(3601))
            try turn.take(.clock, at: Feed.time(3602))
            try turn.commit()
        }
        var turn = try Feed.recover(folder)
        #expect(turn.core.state.orders[0].isOpen)
        #expect(turn.core.state.liveOrderRows == [0])
        try Self.state(at: 3610, &turn)
        #expect(turn.core.state.orders[0].venueState == .absent)
        #expect(turn.core.state.liveOrderRows == [])
        try turn.commit()
    }
}
