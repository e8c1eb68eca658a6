import Domain
import Operations
import Testing

@Suite struct ForgottenLimitsTests {
    /// In a process of its own: a start that is not refused goes on until somebody ends it.
    @Test(
        "a start is refused where a scope that had limits is left out and nothing else holds it",
        .enabled(if: Plimsoll.path != nil && Shell.path("bash") != nil, "needs the built program"))
    func leftOut() throws {
        let configuration = try ConfigurationFolder(
            "http: {port: 0}", ConfigurationFolder.journal, ConfigurationFolder.venue,
            ConfigurationFolder.account,
            """
            risk:
              limits:
                - scope: strategy:1
                  open-orders-max: 3
            """)
        let journal = JournalFolder(at: configuration.folder + "/journal")
        var turn = try Feed.recover(journal)
        try turn.take(.limits(.unlimited(.strategy(StrategyID(2)))), at: Feed.time(0))
        try turn.close()
        _ = consume turn
        let run = try Plimsoll.bash(
            "timeout --signal=KILL 10 $plimsoll run --config '\(configuration.path)'")
        #expect(run.status == ExitCode.configuration.rawValue, "\(run.said)")
        #expect(run.said.contains("strategy 2"))
    }

    @Test("a strategy's number is read in one spelling only")
    func spelling() throws {
        for scope in ["strategy:01", "strategy:+1", "strategy:0"] {
            let configuration = try ConfigurationFolder(
                ConfigurationFolder.journal, ConfigurationFolder.venue,
                ConfigurationFolder.account,
                """
                risk:
                  limits:
                    - scope: \(scope)
                """)
            let check = Run.of(
                PlimsollProgram.root, ["config", "check", "--config", configuration.path])
            #expect(check.exit == .configuration, "\(scope) was taken")
        }
    }
}
