import Containers
import Domain
import Testing
import Trading

@Suite struct RandomRunTests {
    /// One run: a core that decides, and others that must always know the same.
    private struct Run {
        var trader: RandomTrader
        var random: SeededRandom
        var live = TradingCore()
        /// Only ever gets the events.
        var replayed = TradingCore()
        /// Gets the events too, as in a replay at start.
        var replaying = TradingCore()
        /// Taken from a snapshot, or promoted from one of the others, now and then; decides itself.
        var follower = TradingCore()
        var ledger = NaiveLedger()
        var time = Timestamp(nanoseconds: 1_000_000_000)
        var names: Set<String> = []

        init(seed: UInt64) {
            trader = RandomTrader(seed: seed)
            random = SeededRandom(seed: ~seed)
            replaying.beginReplay()
        }

        mutating func step() throws {
            time = time.adding(nanoseconds: trader.pause())
            let input = trader.input(at: time)
            let stamp = Stamp(sequence: live.state.globals.sequence + 1, time: time)
            var events: [Event] = []
            live.decide(input, at: stamp, into: &events)
            for event in events {
                replayed.apply(event, at: stamp)
                replaying.apply(event, at: stamp)
                ledger.note(event)
                let disagreement = ledger.disagreement(with: replayed.state)
                try #require(disagreement == nil, "after \(event.words)")
                names.insert(String(event.words.prefix { $0 != " " }))
            }
            replayed.advance(to: stamp)
            replaying.advance(to: stamp)
            #expect(NaiveLedger.leak(in: live.state) == nil)
            var followed: [Event] = []
            follower.decide(input, at: stamp, into: &followed)
            let isSame = followed == events
            try #require(isSame, "at input \(stamp.sequence), \(input.kind)")
            let fingerprint = live.fingerprint()
            try #require(replayed.fingerprint() == fingerprint, "\(stamp.sequence) \(input.kind)")
            try #require(replaying.fingerprint() == fingerprint, "\(stamp.sequence) \(input.kind)")
            try #require(follower.fingerprint() == fingerprint, "\(stamp.sequence) \(input.kind)")
            if random.chance(1, in: 25) { try replaceFollower() }
        }

        private mutating func replaceFollower() throws {
            let bytes = written { live.encode(into: &$0) }
            #expect(written { replayed.encode(into: &$0) } == bytes)
            switch random.below(4) {
            case 0: return follower = replayed
            case 1:
                follower = replaying
                return follower.endReplay()
            case _: break
            }
            follower = try reading(bytes) { reader throws(ByteFault) in
                try TradingCore(decoding: &reader)
            }
            #expect(written { follower.encode(into: &$0) } == bytes)
        }
    }

    @Test(arguments: UInt64(1)...12)
    func moneyIsConservedAndReplayedAndRestoredCoresKnowTheSame(seed: UInt64) throws {
        var run = Run(seed: seed)
        for _ in 0..<500 { try run.step() }
        // The run was not an idle one.
        #expect(run.live.state.orders.count > 60)
        #expect(run.live.state.fills.count > 30)
        #expect(run.names.count > 20, "\(run.names.sorted())")
    }

    @Test func theSameInputsGiveTheSameEventsAndFingerprintAndOthersDoNot() {
        func fingerprint(seed: UInt64) -> UInt64 {
            var trader = RandomTrader(seed: seed)
            var core = TradingCore()
            var events: [Event] = []
            var time = Timestamp(nanoseconds: 0)
            for sequence in UInt64(1)...300 {
                time = time.adding(nanoseconds: trader.pause())
                core.decide(
                    trader.input(at: time), at: Stamp(sequence: sequence, time: time),
                    into: &events)
            }
            return core.fingerprint()
        }
        #expect(fingerprint(seed: 77) == fingerprint(seed: 77))
        #expect(fingerprint(seed: 77) != fingerprint(seed: 78))
    }

    /// Enough changes that outdated deadlines are swept out on the way, in a core that decides and
    /// in one that only gets the events.
    @Test func nothingIsForgottenWhenOutdatedDeadlinesAreSweptOut() {
        var scenario = Scenario(usdt: "100000")
        var replayed = scenario.core
        func feed(_ step: String) -> [Event] {
            let events = scenario.feed(scenario.input(step.split(separator: " ")))
            let sequence = scenario.core.state.globals.sequence
            let stamp = Stamp(sequence: sequence, time: scenario.time)
            for event in events { replayed.apply(event, at: stamp) }
            replayed.advance(to: stamp)
            return events
        }
        for name in 0..<10 { _ = feed("submit a\(name) buy limit GTC 100 1") }
        for name in 0..<10 { _ = feed("accepted a\(name) v1") }
        for round in 0..<2500 {
            scenario.time = scenario.time.adding(nanoseconds: 1_000_000)
            _ = feed("cancel a\(round % 8)")
            _ = feed("cancelRejected a\(round % 8)")
        }
        #expect(scenario.core.fingerprint() == replayed.fingerprint())
        for core in [scenario.core, replayed] {
            scenario.core = core
            scenario.time = Timestamp(nanoseconds: 70_000_000_000)
            let asked = scenario.feed(.clock).compactMap { event in
                if case .queryRequested(let row, _) = event { row.index } else { nil }
            }
            #expect(asked.sorted() == Array(0..<10))
        }
    }

    @Test func theFingerprintTellsEveryPartOfTheStateApart() {
        var scenario = Scenario(usdt: "1000")
        var seen: Set<UInt64> = [scenario.core.fingerprint()]
        let steps = [
            "mark 100", "submit a buy limit GTC 100 1", "accepted a v1", "cancel a",
            "fill a t1 buy 0.5 100", "fill x t2 buy 0.5 100", "flow BNB 1", "mode reducing",
            "start 2", "clock", "fill a t1 buy 0.4 100", "failed a cancel venue",
        ]
        for step in steps {
            _ = scenario.perform(step)
            #expect(seen.insert(scenario.core.fingerprint()).inserted, "\(step)")
        }
    }

    /// At one sequence number, where only the part itself can make the difference.
    @Test func aSingleEventThatChangesAnythingChangesTheFingerprint() {
        var scenario = Scenario(usdt: "1000")
        _ = scenario.perform("submit a buy limit GTC 100 1")
        _ = scenario.perform("submit b buy limit GTC 100 1")
        let row = OrderRow(0)
        let time = Timestamp(nanoseconds: 9)
        let none = OrderReference(account: AccountID(0), clientOrderID: .none)
        let flow = ExternalFlow(
            id: identifier("late"), account: AccountID(9), asset: asset("USDT"), amount: .zero)
        let mark = Mark(instrument: InstrumentID(0), price: MarkPrice(raw: 1), time: time)
        let denial = OrderDenial(
            request: Scenario.request("submit c buy limit GTC 100 1"), code: .tradingHalted,
            observed: 0, bound: 0)
        let events: [Event] = [
            .started(ProcessStart(epoch: 2, isAfterCut: false)), .restartAttended(upTo: row),
            .restartAttended(upTo: OrderRow(1)), .instrumentListed(Scenario.instrument(version: 2)),
            .flowRecorded(flow), .markRecorded(mark), .tradingModeChanged(.halted),
            .instrumentHalted(InstrumentID(0), .fillConflict), .orderDenied(denial),
            .cancelRequested(row, deadline: time), .requestUnknown(row, .place, .deadline),
            .absenceNoted(row, askedAt: time), .tradesConsulted(row),
            .orderAccepted(row, identifier("v1"), reserved: .zero),
            .orderRejected(row, .none, released: Money(raw: 1)),
            .cumulativeReported(row, Quantity(mantissa: 1)),
            .orderClosed(row, .canceled, cumulative: .zero, released: .zero),
            .alarmRaised(.overfill, none),
        ]
        let stamp = Stamp(sequence: scenario.core.state.globals.sequence, time: time)
        // The row that is attended to is the first already, so that event alone changes nothing.
        var seen: Set<UInt64> = []
        for event in events {
            var core = scenario.core
            core.apply(event, at: stamp)
            let isNew = seen.insert(core.fingerprint()).inserted
            #expect(isNew, "\(event.words)")
            let isChange = core.fingerprint() != scenario.core.fingerprint()
            #expect(isChange == (event != .restartAttended(upTo: row)), "\(event.words)")
        }
    }

    @Test func aSnapshotThatIsCutOrHasMoreBytesThanItShouldGivesAFault() throws {
        var run = Run(seed: 99)
        for _ in 0..<120 { try run.step() }
        let bytes = written { run.live.encode(into: &$0) }
        for count in stride(from: 0, to: bytes.count, by: 41) {
            #expect(throws: ByteFault.self) {
                _ = try reading(Array(bytes.prefix(count))) { reader throws(ByteFault) in
                    try TradingCore(decoding: &reader)
                }
            }
        }
        #expect(throws: ByteFault.self) {
            _ = try reading(bytes + [0]) { reader throws(ByteFault) in
                try TradingCore(decoding: &reader)
            }
        }
    }

    @Test func aDamagedSnapshotGivesACoreOrAFaultAndNeverATrap() throws {
        var run = Run(seed: 98)
        for _ in 0..<60 { try run.step() }
        let bytes = written { run.live.encode(into: &$0) }
        var faults = 0
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0...run.random.below(4) {
                damaged[run.random.below(bytes.count)] ^= UInt8(1) << UInt8(run.random.below(8))
            }
            do {
                _ = try reading(damaged) { reader throws(ByteFault) in
                    try TradingCore(decoding: &reader)
                }
            } catch { faults += 1 }
        }
        #expect(faults > 20)
    }

    @Test func inputsOutOfOrderOrInTheMidstOfAReplayStopTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var core = TradingCore()
            var events: [Event] = []
            core.decide(.clock, at: Stamp(sequence: 2, time: .none), into: &events)
        }
        await #expect(processExitsWith: .failure) {
            var core = TradingCore()
            core.beginReplay()
            var events: [Event] = []
            core.decide(.clock, at: Stamp(sequence: 1, time: .none), into: &events)
        }
        await #expect(processExitsWith: .failure) {
            var core = TradingCore()
            var events: [Event] = []
            let later = Timestamp(nanoseconds: 5)
            core.decide(.clock, at: Stamp(sequence: 1, time: later), into: &events)
            core.decide(.clock, at: Stamp(sequence: 2, time: .none), into: &events)
        }
    }
}
