internal import Durability
internal import Host
internal import Wire

/// What a scan found, as text and as JSON.
enum JournalText {
    /// How a journal ends, as a clause.
    static func end(_ end: JournalEnd) -> String {
        switch end {
        case .empty: "empty"
        case .closed: "closed cleanly"
        case .open: "open at the end: no clean stop, or still running"
        case .cut: "cut at the end"
        }
    }

    /// The figures of a journal, one a line.
    static func lines(_ summary: JournalSummary, _ kinds: RecordKinds) -> [String] {
        let used = summary.segments.reduce(0) { $0 + $1.usedBytes }
        let perCommit =
            summary.frames == 0
            ? "-" : "\(summary.payloadBytes / summary.frames) payload bytes each"
        var lines = [
            "journal      \(summary.identity?.description ?? "unknown")",
            "end          \(end(summary.end))",
            "segments     \(summary.segments.count) of \(summary.segmentBytes) bytes, \(used) used",
            "compacted    \(compacted(summary))",
            "commits      \(summary.frames), \(perCommit)",
            "records      \(summary.records) (\(summary.firstSequence) to \(summary.lastSequence))",
            "first        \(summary.firstTime.map(UTCText.of) ?? "-")",
            "last         \(summary.lastTime.map(UTCText.of) ?? "-")",
            "chain hash   \(summary.chainHash)",
            "known cuts   \(summary.knownCuts.count)",
        ]
        for kind in kinds.all {
            lines.append(
                "kind \(kind.kind).\(kind.schemaVersion)     \(kind.records) records, "
                    + "\(kind.payloadBytes) bytes")
        }
        for segment in summary.segments {
            lines.append(
                "segment \(segment.segment)    \(segment.state.rawValue), from record "
                    + "\(segment.firstSequence), \(segment.frames) frames, "
                    + "\(segment.records) records, \(segment.usedBytes) bytes used")
        }
        return lines
    }

    private static func compacted(_ summary: JournalSummary) -> String {
        let sizes = summary.segments.compactMap(\.compactedBytes)
        return "\(sizes.count) segments, \(sizes.reduce(0, +)) bytes on the disk"
    }

    /// The same as one JSON object.
    static func json(_ summary: JournalSummary, _ kinds: RecordKinds) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        members(of: summary, into: &json)
        json.name("kinds")
        json.beginArray()
        for kind in kinds.all {
            json.beginObject()
            json.member("kind", kind.kind)
            json.member("schema_version", kind.schemaVersion)
            json.member("records", kind.records)
            json.member("payload_bytes", kind.payloadBytes)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json
    }

    /// Writes the members that every report on a journal has.
    static func members(of summary: JournalSummary, into json: inout JSONWriter) {
        json.name("journal")
        if let identity = summary.identity {
            json.text(identity.description)
        } else {
            json.null()
        }
        json.member("end", word(summary.end))
        json.member("frames", summary.frames)
        json.member("records", summary.records)
        json.member("payload_bytes", summary.payloadBytes)
        json.member("first_sequence", summary.firstSequence)
        json.member("last_sequence", summary.lastSequence)
        time("first_time", summary.firstTime, into: &json)
        time("last_time", summary.lastTime, into: &json)
        json.member("chain_hash", summary.chainHash.description)
        json.member("known_cuts", summary.knownCuts.count)
        json.member("segment_bytes", summary.segmentBytes)
        json.name("segments")
        json.beginArray()
        for segment in summary.segments { write(segment, into: &json) }
        json.endArray()
    }

    private static func word(_ end: JournalEnd) -> String {
        switch end {
        case .empty: "empty"
        case .closed: "closed"
        case .open: "open"
        case .cut: "cut"
        }
    }

    private static func time(_ name: String, _ nanoseconds: Int64?, into json: inout JSONWriter) {
        json.name(name)
        if let nanoseconds {
            json.text(UTCText.of(nanoseconds: nanoseconds))
        } else {
            json.null()
        }
    }

    private static func write(_ segment: SegmentSummary, into json: inout JSONWriter) {
        json.beginObject()
        json.member("segment", segment.segment)
        json.member("state", segment.state.rawValue)
        json.member("first_sequence", segment.firstSequence)
        json.member("frames", segment.frames)
        json.member("records", segment.records)
        json.member("used_bytes", segment.usedBytes)
        json.member("file_bytes", segment.fileBytes)
        json.name("compacted_bytes")
        if let bytes = segment.compactedBytes { json.integer(bytes) } else { json.null() }
        json.endObject()
    }
}
