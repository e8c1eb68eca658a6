internal import Domain
internal import Wire

/// What a start found out, as text and as JSON.
enum StartReport {
    // MARK: - Text

    static func lines(_ words: StartWords) -> [String] {
        let story = words.story
        var lines = words.beginning
        lines += orders("orders whose outcome had to be found out", words.unclear, words)
        lines += orders("orders that had changed meanwhile", words.changed, words)
        let same = story.orders.count - words.unclear.count - words.changed.count
        if same > 0 { lines.append("as before: \(StartWords.count(same, "order"))") }
        lines += facts(
            "fills that came until the account was confirmed", story.fills, story.fillCount)
        lines += facts("booked, alarmed or said", story.facts, story.factCount)
        lines += ["comparison with the venue:"]
        lines += story.accounts.map { "  " + words.words(of: $0) }
        if story.accounts.isEmpty { lines.append("  no account was known") }
        if let end = story.end {
            lines.append(
                "the next start came at \(StartWords.text(end.time)), record \(end.sequence)")
        }
        let duties = words.duties
        lines.append(duties.isEmpty ? "nothing is left to do" : "left to do:")
        return lines + duties.map { "  " + $0 }
    }

    private static func orders(
        _ title: String, _ orders: [StartStory.Followed], _ words: StartWords
    ) -> [String] {
        guard !orders.isEmpty else { return [] }
        var lines = ["\(title): \(orders.count)"]
        for followed in orders {
            lines.append(
                "  order \(followed.story.reference.clientOrderID) of account "
                    + "\(followed.story.reference.account)")
            for line in followed.story.lines {
                let time = StartWords.text(line.time)
                lines.append(
                    "    \(time)  \(line.sequence)  \(line.subject.rawValue)  \(line.text)")
            }
            if followed.linesLeftOut > 0 {
                lines.append(
                    "    and \(followed.linesLeftOut) more lines: plimsoll explain "
                        + "\(followed.story.reference.clientOrderID) DIR")
            }
            lines.append("    so: \(words.verdict(on: followed))")
        }
        return lines
    }

    private static func facts(
        _ title: String, _ facts: [StartStory.Fact], _ count: Int
    ) -> [String] {
        guard count > 0 else { return [] }
        var lines = ["\(title): \(count)"]
        lines += facts.map { fact in
            "  \(StartWords.text(fact.stamp.time))  \(fact.stamp.sequence)  \(fact.text)"
        }
        if count > facts.count { lines.append("  and \(count - facts.count) more") }
        return lines
    }

    // MARK: - JSON

    static func json(_ words: StartWords) -> JSONWriter {
        let story = words.story
        var json = JSONWriter()
        json.beginObject()
        json.member("start", story.epoch)
        json.member("time", StartWords.text(story.stamp.time))
        json.member("sequence", story.stamp.sequence)
        json.member("after_cut", story.isAfterCut)
        json.member("orders_open_before", story.orders.count)
        write("unclear", words.unclear, words, into: &json)
        write("changed", words.changed, words, into: &json)
        write("fills", story.fills, into: &json)
        json.member("fills_count", story.fillCount)
        write("facts", story.facts, into: &json)
        json.member("facts_count", story.factCount)
        json.name("accounts")
        json.beginArray()
        for account in story.accounts { write(account, words, into: &json) }
        json.endArray()
        json.name("to_do")
        json.beginArray()
        for duty in words.duties { json.text(duty) }
        json.endArray()
        json.endObject()
        return json
    }

    private static func write(
        _ name: String, _ orders: [StartStory.Followed], _ words: StartWords,
        into json: inout JSONWriter
    ) {
        json.name(name)
        json.beginArray()
        for followed in orders {
            json.beginObject()
            json.member("client_order_id", "\(followed.story.reference.clientOrderID)")
            json.member("account", followed.story.reference.account.raw)
            json.member("verdict", words.verdict(on: followed))
            json.name("lines")
            json.beginArray()
            for line in followed.story.lines {
                json.beginObject()
                json.member("sequence", line.sequence)
                json.member("time", StartWords.text(line.time))
                json.member("subject", line.subject.rawValue)
                json.member("text", line.text)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private static func write(
        _ name: String, _ facts: [StartStory.Fact], into json: inout JSONWriter
    ) {
        json.name(name)
        json.beginArray()
        for fact in facts {
            json.beginObject()
            json.member("sequence", fact.stamp.sequence)
            json.member("time", StartWords.text(fact.stamp.time))
            json.member("text", fact.text)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(
        _ account: StartStory.Account, _ words: StartWords, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("account", account.id.raw)
        json.member("agrees", account.confirmed != nil && account.differences.isEmpty)
        json.member("text", words.words(of: account))
        json.name("differences")
        json.beginArray()
        for difference in account.differences {
            json.beginObject()
            json.member("asset", "\(difference.asset)")
            json.member("ours", "\(difference.ours)")
            json.member("theirs", "\(difference.theirs)")
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
