import Containers
import Domain
import Testing
import Trading

/// Alarms that are remembered by name.
@Suite struct AlarmTests {
    /// A core in which so many strangers traded.
    private func desk(_ count: Int) -> PerpetualDesk {
        var desk = PerpetualDesk()
        for number in 1...count { desk.fill("alien-\(number)", .buy, 1, at: 1000) }
        return desk
    }

    private func names(_ core: TradingCore) -> [String] {
        core.state.newestAlarms.map { "\($0.order.clientOrderID)" }
    }

    @Test func theNewestStandFirstAndTheOldestGoesWhereThereIsNoRoom() {
        let few = desk(3)
        #expect(names(few.core) == ["alien-3", "alien-2", "alien-1"])
        #expect(few.core.state.newestAlarms.allSatisfy { $0.alarm == .orderForeign })
        #expect(few.core.state.newestAlarms.first?.stamp.time == few.time)
        let many = desk(50)
        #expect(many.core.state.globals.alarms == 50)
        let kept = TradingCore.Limits.alarmsKept
        #expect(names(many.core) == (0..<kept).map { "alien-\(50 - $0)" })
    }

    @Test(arguments: [1, 20, 33]) func aSnapshotHasThem(count: Int) throws {
        var before = desk(count).core
        let bytes = written { before.encode(into: &$0) }
        var after = try reading(bytes) { reader throws(ByteFault) in
            try TradingCore(decoding: &reader)
        }
        #expect(after.state.newestAlarms == before.state.newestAlarms)
        #expect(after.state.newestAlarms.count == min(count, TradingCore.Limits.alarmsKept))
        #expect(after.fingerprint() == before.fingerprint())
    }
}
