internal import Operations
internal import Wire

/// What a campaign came to, for people and for scripts.
struct CampaignReport {
    let campaign: Campaign
    /// Nanoseconds it took.
    let duration: Int64

    /// Everything that happened in the worlds: inputs and events, operations of disks, messages.
    private var simulatedEvents: Int {
        let tally = campaign.tally
        return tally.inputs + tally.events + tally.messages
    }

    private func perSecond(_ count: Int) -> Int {
        duration > 0 ? Int(Int128(count) * 1_000_000_000 / Int128(duration)) : 0
    }

    private var figures: [(name: String, value: Int)] {
        let tally = campaign.tally
        return [
            ("seeds", campaign.seeds), ("violations", campaign.failures.count),
            ("distinct schedules", campaign.distinctSchedules),
            ("worlds with the venue's session", tally.worldsOfBytes),
            ("worlds with the session of USD-M futures", tally.worldsOfFutures),
            ("seeds per second", perSecond(campaign.seeds)),
            ("simulated events", simulatedEvents),
            ("simulated events per second", perSecond(simulatedEvents)),
            ("inputs", tally.inputs), ("events", tally.events), ("messages", tally.messages),
            ("inputs per second", perSecond(tally.inputs)), ("orders", tally.orders),
            ("starts", tally.starts), ("disk writes", tally.disk.writes),
            ("crashes in a disk operation", tally.disk.crashes),
            ("disk errors", tally.disk.errors), ("full disks", tally.disk.fullDisks),
            ("lost sectors", tally.disk.lostSectors), ("lost names", tally.disk.lostNames),
            ("damages after a sync", tally.disk.damages),
            ("messages lost", tally.messagesLost), ("messages repeated", tally.messagesRepeated),
            ("faults injected", tally.faults.reduce(0, +)),
        ]
    }

    func tell(_ console: Console, asJSON: Bool) throws(CommandFailure) {
        let tally = campaign.tally
        if asJSON {
            var json = JSONWriter()
            json.beginObject()
            for figure in figures { json.member(Self.key(figure.name), figure.value) }
            json.name("faults")
            json.beginObject()
            for fault in Fault.allCases { json.member(fault.name, tally.count(of: fault)) }
            json.endObject()
            json.name("rare_paths")
            json.beginObject()
            for path in RarePath.allCases {
                json.member(Self.key(path.rawValue), tally.count(of: path))
            }
            json.endObject()
            json.endObject()
            try console.say(json)
        } else {
            for figure in figures { try console.say(Self.line(figure.name, figure.value)) }
            try console.say("faults injected, by class")
            for fault in Fault.allCases {
                try console.say(Self.line("  \(fault.name)", tally.count(of: fault)))
            }
            try console.say("rare paths taken")
            for path in RarePath.allCases {
                try console.say(Self.line("  \(path.rawValue)", tally.count(of: path)))
            }
        }
        complain(console)
    }

    private func complain(_ console: Console) {
        for failure in campaign.failures {
            console.complain("seed \(failure.seed): \(failure.violation?.description ?? "")")
        }
        guard campaign.isNarrow else { return }
        let missed = campaign.missedRarePaths.map(\.rawValue) + campaign.missedFaults.map(\.name)
        if !missed.isEmpty {
            console.complain("never happened: \(missed.joined(separator: ", "))")
        }
        if !campaign.isDiverse { console.complain("many seeds gave the same world") }
    }

    /// The name of a figure as a JSON key.
    private static func key(_ name: String) -> String { name.replacing(" ", with: "_") }

    private static func line(_ name: String, _ value: Int) -> String {
        name + String(repeating: " ", count: max(1, 44 - name.count)) + String(value)
    }
}
