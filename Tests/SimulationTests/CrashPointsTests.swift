import Simulation
import Testing

@Suite struct CrashPointsTests {
    @Test("whatever dies and whenever, what was acknowledged is found, whole, and once")
    func scenario() {
        let crashes = CrashPoints(
            CrashPoints.Options(recoveriesThatDie: 0, takesEverySector: false))
        #expect(crashes.violations == [])
        #expect(crashes.boundaries > 100)
        #expect(crashes.recoveries > 300)
        for point in CrashPoints.pointsExpected { #expect(crashes.points[point] ?? 0 > 0) }
    }

    @Test("a recovery that dies is recovered from, and so is the recovery of that")
    func recoveries() {
        let crashes = CrashPoints(
            CrashPoints.Options(recoveriesThatDie: 2, step: 41, takesEverySector: false))
        #expect(crashes.violations == [])
        #expect(crashes.deaths.count == 3)
        #expect(crashes.deaths.allSatisfy { $0 > 0 })
    }
}
