import Containers
import Domain
import Durability
import Foundation
import Host
import Operations
import Testing
import Trading

@Suite struct GoldenLogTests {
    /// The versions that this one promises to read.
    static let schemas = [1, 2]

    /// Puts the log of this version beside the others: see `Tests/Golden/README.md`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PLIMSOLL_WRITE_GOLDEN"] != nil))
    func written() throws { try GoldenLog.write() }

    @Test("what was read of this version's log is written again byte for byte")
    func sameBytes() throws {
        let schema = Int(RecordSchema.version)
        guard Self.schemas.contains(schema) else { return }
        let folder = try GoldenLog(schema: schema).copy()
        var disk = try FileJournalDisk(path: folder.path, for: .reading)
        _ = try JournalReader.replay(&disk) { record, payload in
            let bytes = unsafe payload.withUnsafeBytes { unsafe [UInt8]($0) }
            let again = try? Self.encoded(TurnRecord.decode(payload, schema: record.schemaVersion))
            #expect(again == bytes, "record \(record.sequence): raise RecordSchema.version")
        }
    }

    /// A record's payload: see ``TurnRecord``.
    private static func encoded(_ turn: (input: Input, events: [Event])) -> [UInt8] {
        var writer = ByteWriter(capacity: 1024)
        writer.put(0 as UInt16)
        turn.input.encode(into: &writer)
        writer.overwrite(at: 0, with: UInt16(writer.count - 2))
        writer.put(UInt16(turn.events.count))
        for event in turn.events { event.encode(into: &writer) }
        return unsafe writer.rawSpan.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    @Test(
        "a record of an unknown schema stops the start, and the fault names it",
        arguments: [
            0, RecordSchema.version + 1,
        ])
    func unknownSchema(schema: UInt8) throws {
        let folder = JournalFolder()
        let options = JournalOptions(newIdentity: .zero, segmentBytes: 8 * 4096)
        do {
            let disk = try FileJournalDisk(path: folder.path, for: .writing)
            var journal = try Journal.open(disk, options: options) { _, _ in }
            let payload: [UInt8] = [1, 0, 1, 0, 0]
            _ = try journal.append(
                kind: TurnRecord.kind, schemaVersion: schema, time: 1,
                payload: unsafe payload.span.bytes)
            try journal.close()
        }
        let fault = #expect(throws: JournalFault.self) { _ = try Feed.recover(folder) }
        #expect(fault?.remedy == .quarantine)
        #expect(fault?.explanation.why.contains("of schema \(schema) is not known") == true)
    }

    @Test("a golden log gives the facts it gave when it was written", arguments: schemas)
    func facts(schema: Int) throws {
        let golden = try GoldenLog(schema: schema)
        let snapshots = golden.files.keys.filter { $0.hasPrefix("snapshot-") }.sorted()
        #expect(snapshots.count == 2)
        // With both snapshots, with the older one and what follows it, with the journal alone.
        for left in [[], [snapshots[1]], snapshots] {
            let folder = try golden.copy { !left.contains($0) }
            let disk = try FileJournalDisk(path: folder.path, for: .writing)
            var turn = try Turn.recover(disk, identity: .zero)
            #expect(StateFacts.text(of: turn.core.state) == golden.facts)
            #expect(turn.recovery.passedOver == [])
            #expect(turn.recovery.summary.isClosed)
            let hash = turn.fingerprint()
            if schema == RecordSchema.version { #expect(hash == golden.stateHash) }
        }
    }

    @Test("a golden log verifies, and it tells of the commit that was cut", arguments: schemas)
    func verifies(schema: Int) throws {
        let folder = try GoldenLog(schema: schema).copy()
        var disk = try FileJournalDisk(path: folder.path, for: .reading)
        let report = try JournalVerifier.verify(&disk)
        #expect(report.verdict == .ok)
        #expect(report.findings.map(\.reason) == ["known-cut"])
        #expect(report.snapshots.count == 2)
    }

    @Test("every kind of input, report and event is in the golden log", arguments: schemas)
    func everyKind(schema: Int) throws {
        var kinds: Set<String> = []
        for (input, events) in try GoldenLogTests.records(of: GoldenLog(schema: schema)) {
            kinds.insert(Self.kind(input))
            if case .report(let report) = input { kinds.insert(Self.kind(report.content)) }
            for event in events {
                kinds.insert(Self.kind(event))
                switch event {
                case .alarmRaised(let alarm, _): kinds.insert("alarm \(alarm)")
                case .orderDenied(let denial): kinds.insert("denial \(denial.code)")
                case .cancelRefused(_, let refusal): kinds.insert("refusal \(refusal)")
                case .orderClosed(_, let state, _, _): kinds.insert("closed \(state)")
                case .inputRefused(let refusal, _): kinds.insert("input \(refusal)")
                case .amendRefused(let denial): kinds.insert("amend \(denial.refusal)")
                case .requestUnknown(_, let request, let cause):
                    kinds.insert("unknown \(request) \(cause)")
                case _: break
                }
            }
        }
        // The schema ended with these two.
        let alarms = Alarm.allCases.filter { $0.rawValue <= Alarm.journalCut.rawValue }
            .map { "alarm \($0)" }
        let denials = DenialCode.allCases
            .filter { $0 != .none && $0.rawValue <= DenialCode.clientOrderIDMissing.rawValue }
            .map { "denial \($0)" }
        let refusals = CancelRefusal.allCases.map { "refusal \($0)" }
        let closed = [VenueOrderState.filled, .canceled, .expired, .absent].map { "closed \($0)" }
        let further = schema == 1 ? [] : Self.ofSchema2
        for kind in Self.ofSchema1 + further + alarms + denials + refusals + closed {
            #expect(kinds.contains(kind), "no \(kind) in the golden log")
        }
    }

    private static let ofSchema1 =
        [
            "clock", "started", "listing", "flow", "mark", "submit", "cancel", "setTradingMode",
            "report", "accepted", "rejected", "cancelRejected", "fill", "status", "notFound",
            "tradesListed", "requestFailed", "restartAttended", "instrumentListed",
            "listingRefused", "flowRecorded", "markRecorded", "tradingModeChanged",
            "instrumentHalted", "orderIntended", "orderDenied", "orderRepeated",
            "orderConflicted", "cancelRequested", "cancelRefused", "requestUnknown",
            "queryRequested", "absenceNoted", "tradesConsulted", "orderAccepted",
            "orderRejected", "cumulativeReported", "fillApplied", "orderClosed", "alarmRaised",
            "unknown place deadline", "unknown place transport", "unknown place restart",
            "unknown cancel deadline", "unknown cancel venue", "unknown cancel restart",
        ]

    private static let ofSchema2 =
        [
            "amend", "cancelAll", "setTradingState", "kill", "liftKill", "limits", "valuation",
            "conversion", "marginTable", "marginTerms", "funding", "allocate", "transfer",
            "accountConfirmed", "difference", "foreignOrder", "venuePosition", "stateAbsent",
            "terms", "amendRejected", "busted", "inputRefused", "limitsSet", "valuationSet",
            "conversionRecorded", "marginBracketSet", "marginTermsSet", "fundingApplied",
            "allocationSet", "capitalTransferred", "differenceNoted", "foreignOrderNoted",
            "positionAdjusted", "tradingStateChanged", "sweepBegan", "sweepAttended",
            "amendRequested", "amendRefused", "termsChanged", "fillBusted", "absenceStated",
            "alarm positionForeign", "alarm positionLiquidated", "alarm tradeBusted",
            "alarm termsForeign", "alarm absenceStated", "unknown amend transport",
            "unknown amend deadline", "input evidenceStands", "input orderClosed",
        ] + AmendRefusal.allCases.map { "amend \($0)" }

    /// The name of an enum's case, without what it holds.
    private static func kind(_ value: Any) -> String {
        String(String(describing: value).prefix { $0 != "(" })
    }

    private static func records(of golden: GoldenLog) throws -> [(Input, [Event])] {
        let folder = try golden.copy()
        var disk = try FileJournalDisk(path: folder.path, for: .reading)
        var records: [(Input, [Event])] = []
        _ = try JournalReader.replay(&disk) { (record, payload) throws(JournalFault) in
            do throws(ByteFault) {
                let entry = try TurnRecord.decode(
                    payload, schema: record.schemaVersion)
                records.append((entry.input, entry.events))
            } catch {
                throw .recordRefused(sequence: record.sequence, reason: error.description)
            }
        }
        return records
    }
}
