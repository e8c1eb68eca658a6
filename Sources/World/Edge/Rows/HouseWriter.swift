internal import Domain
internal import Host
internal import Wire

extension JSONWriter {
    /// How the house is.
    mutating func health(_ desk: EdgeDesk) {
        let report = desk.views.house.report
        beginObject()
        member("phase", report.phase.rawValue)
        member("mode", desk.views.trading.mode.word)
        name("killed")
        beginArray()
        for restriction in desk.views.trading.restrictions where restriction.isKilled {
            beginObject()
            self.restriction(restriction, desk)
            endObject()
        }
        endArray()
        let isPaper = !report.venues.isEmpty && report.venues.allSatisfy(\.isPaper)
        member("lamp", isPaper ? "PAPER" : "LIVE")
        member("sequence", report.releasedSequence)
        member("journalBytes", report.journalBytes)
        member("epoch", desk.epoch)
        member("starts", report.epoch)
        member("version", report.version)
        member("startedAt", report.startedAt.microseconds)
        member("time", Timestamp(nanoseconds: desk.time.realtimeNanoseconds()).microseconds)
        name("venues")
        beginArray()
        for venue in report.venues { write(venue) }
        endArray()
        name("accounts")
        beginArray()
        for account in report.accounts {
            beginObject()
            member("name", account.name)
            member("venue", account.venue)
            endObject()
        }
        endArray()
        name("differences")
        beginArray()
        for difference in report.differences {
            beginObject()
            member("account", difference.account)
            member("subject", difference.subject)
            member("ours", difference.ours)
            member("theirs", difference.theirs)
            endObject()
        }
        endArray()
        member("alarms", report.alarms)
        newestAlarms(desk)
        endObject()
    }

    private mutating func write(_ venue: HouseReport.Venue) {
        beginObject()
        member("name", venue.name)
        member("speaks", venue.speaks)
        member("environment", venue.isPaper ? "paper" : "live")
        member("marketData", venue.marketData.rawValue)
        member("orders", venue.orders.rawValue)
        name("lastMessageAgeMs")
        if let age = venue.lastMessageAge { integer(age) } else { null() }
        member("gaps", venue.gaps)
        member("reconnects", venue.reconnects)
        member("messages", venue.messages)
        name("trouble")
        if let trouble = venue.trouble { text(trouble) } else { null() }
        endObject()
    }
}
