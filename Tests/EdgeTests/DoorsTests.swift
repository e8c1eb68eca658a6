import Domain
import Edge
import Testing

@Test("a house that has just started has no venue and is not ready")
func houseThatHasJustStarted() {
    let report = HouseReport(phase: .starting, version: "0", startedAt: Timestamp(nanoseconds: 1))
    #expect(report.phase != .ready)
    #expect(report.venues.isEmpty)
}
