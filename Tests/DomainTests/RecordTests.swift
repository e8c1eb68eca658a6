import Containers
import Domain
import Testing

@Suite struct RecordTests {
    private func input(_ bytes: [UInt8]) throws(ByteFault) -> Input {
        try reading(bytes) { reader throws(ByteFault) in
            let input = try Input(decoding: &reader)
            #expect(reader.remaining == 0)
            return input
        }
    }

    private func event(_ bytes: [UInt8]) throws(ByteFault) -> Event {
        try reading(bytes) { reader throws(ByteFault) in
            let event = try Event(decoding: &reader)
            #expect(reader.remaining == 0)
            return event
        }
    }

    @Test func everyInputSurvivesTheRoundTripWhateverItHolds() throws {
        var records = RandomRecords(seed: 1)
        var names: Set<String> = []
        var codes: Set<UInt8> = []
        for number in 0..<RandomRecords.inputCases * RandomRecords.reportCases * 8 {
            let input = records.input(number)
            names.insert(input.name)
            let bytes = written { input.encode(into: &$0) }
            codes.insert(bytes[0])
            #expect(try self.input(bytes) == input)
        }
        // One name for each case but that of reports, and one for each kind of report.
        #expect(names.count == RandomRecords.inputCases - 1 + RandomRecords.reportCases)
        #expect(codes == Set(1...27))
    }

    @Test func everyEventSurvivesTheRoundTripWhateverItHolds() throws {
        var records = RandomRecords(seed: 2)
        var names: Set<String> = []
        var codes: Set<UInt8> = []
        for number in 0..<RandomRecords.eventCases * 40 {
            let event = records.event(number)
            names.insert(event.name)
            let bytes = written { event.encode(into: &$0) }
            codes.insert(bytes[0])
            #expect(try self.event(bytes) == event)
        }
        #expect(names.count == RandomRecords.eventCases)
        #expect(codes == Set(1...8).union(10...20).union(30...35).union(40...53).union(60...67))
    }

    @Test func anInputCutAtAnyByteGivesAFault() {
        var records = RandomRecords(seed: 3)
        for number in 0..<RandomRecords.inputCases * RandomRecords.reportCases {
            let input = records.input(number)
            let bytes = written { input.encode(into: &$0) }
            for count in 0..<bytes.count {
                #expect(throws: ByteFault.self, "\(input.name) after \(count) bytes") {
                    _ = try reading(Array(bytes.prefix(count))) { reader throws(ByteFault) in
                        try Input(decoding: &reader)
                    }
                }
            }
        }
    }

    @Test func anEventCutAtAnyByteGivesAFault() {
        var records = RandomRecords(seed: 4)
        for number in 0..<RandomRecords.eventCases * 2 {
            let event = records.event(number)
            let bytes = written { event.encode(into: &$0) }
            for count in 0..<bytes.count {
                #expect(throws: ByteFault.self, "\(event.name) after \(count) bytes") {
                    _ = try reading(Array(bytes.prefix(count))) { reader throws(ByteFault) in
                        try Event(decoding: &reader)
                    }
                }
            }
        }
    }

    @Test func aCodeThatNamesNoCaseGivesAFault() {
        let tail = [UInt8](repeating: 0x21, count: 600)
        let inputCodes = Set<UInt8>(1...27)
        let eventCodes = Set<UInt8>(1...8).union(10...20).union(30...35).union(40...53)
            .union(60...67)
        for code in UInt8.min...UInt8.max {
            if !inputCodes.contains(code) {
                let fault = ByteFault.unknownCase(code: code, of: "input", atOffset: 0)
                #expect(throws: fault) {
                    _ = try reading([code] + tail) { reader throws(ByteFault) in
                        try Input(decoding: &reader)
                    }
                }
            }
            if !eventCodes.contains(code) {
                let fault = ByteFault.unknownCase(code: code, of: "event", atOffset: 0)
                #expect(throws: fault) {
                    _ = try reading([code] + tail) { reader throws(ByteFault) in
                        try Event(decoding: &reader)
                    }
                }
            }
        }
    }

    @Test func theCodeOfEveryEnumIsCheckedWhenItIsRead() {
        func check<Code: RawRepresentable & CaseIterable>(_ type: Code.Type)
        where Code.RawValue == UInt8, Code: Equatable {
            let known = Set(type.allCases.map(\.rawValue))
            #expect(known.count == type.allCases.count)
            for code in UInt8.min...UInt8.max {
                let read = try? reading([code]) { reader throws(ByteFault) in
                    try reader.code(type)
                }
                #expect((read != nil) == known.contains(code), "\(type) \(code)")
                #expect(read?.rawValue == (known.contains(code) ? code : nil))
            }
        }
        check(Side.self)
        check(OrderType.self)
        check(TimeInForce.self)
        check(VenueOrderState.self)
        check(RequestState.Phase.self)
        check(DenialCode.self)
        check(TradingMode.self)
        check(RequestKind.self)
        check(UnknownCause.self)
        check(CancelRefusal.self)
        check(Alarm.self)
        check(PositionLeg.self)
        check(FillCause.self)
        check(ContractKind.self)
        check(MarginMode.self)
        check(TradingScope.Kind.self)
        check(InputRefusal.self)
        check(AmendRefusal.self)
    }

    @Test func aReportOfAnUnknownKindGivesAFault() {
        let order = written { writer in
            writer.put(9 as UInt8)
            writer.put(1 as UInt32)
            writer.put(0 as UInt8)
        }
        for code in [0, 12, 255] as [UInt8] {
            #expect(throws: ByteFault.unknownCase(code: code, of: "report", atOffset: 6)) {
                _ = try input(order + [code])
            }
        }
    }

    @Test func damagedRecordsGiveARecordOrAFaultAndNeverATrap() {
        var records = RandomRecords(seed: 5)
        var faults = 0
        for number in 0..<3000 {
            let input = records.input(number)
            let event = records.event(number)
            for isEvent in [false, true] {
                var bytes = written { writer in
                    if isEvent { event.encode(into: &writer) } else { input.encode(into: &writer) }
                }
                for _ in 0...records.random.below(3) {
                    bytes[records.random.below(bytes.count)] ^=
                        UInt8(1) << UInt8(records.random.below(8))
                }
                do {
                    try reading(bytes) { reader throws(ByteFault) in
                        if isEvent {
                            _ = try Event(decoding: &reader)
                        } else {
                            _ = try Input(decoding: &reader)
                        }
                    }
                } catch { faults += 1 }
            }
        }
        #expect(faults > 300)
    }

    @Test func rowsOfEveryTableSurviveTheRoundTrip() throws {
        var records = RandomRecords(seed: 6)
        func check<Row: TableRow & Equatable>(_ row: Row) throws {
            let bytes = written { row.encode(into: &$0) }
            let again = try reading(bytes) { reader throws(ByteFault) in
                let row = try Row(decoding: &reader)
                #expect(reader.remaining == 0)
                return row
            }
            #expect(again == row)
            for count in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: ByteFault.self) {
                    _ = try reading(Array(bytes.prefix(count))) { reader throws(ByteFault) in
                        try Row(decoding: &reader)
                    }
                }
            }
        }
        for _ in 0..<60 {
            try check(records.order())
            try check(records.fill())
            try check(records.balance())
            try check(records.position())
            try check(records.instrument())
            try check(records.flow())
            try check(records.mark())
            try check(records.capital())
            try check(records.limits())
            try check(records.marginTable())
            try check(records.foreignOrder())
            try check(records.difference())
        }
    }

    @Test func theBytesOfOneEventAreThoseOfTheFirstVersionForEver() throws {
        #expect(RecordSchema.oldestVersion == 1)
        let event = Event.cancelRefused(
            OrderReference(
                account: AccountID(0x0102_0304), clientOrderID: try ClientOrderID("a-1")),
            .orderClosed)
        let bytes = written { event.encode(into: &$0) }
        let expected: [UInt8] = [15, 4, 3, 2, 1, 3, 0, 0, 0, 0, 0, 0x31, 0x2D, 0x61, 2]
        #expect(bytes == expected)
        #expect(try self.event(expected) == event)
    }
}
