import BinanceSpot
import Gateway
import Testing

/// Whether the lamp may say PAPER.
@Suite struct PaperProofTests {
    private static func verdicts(_ script: MarketScript) -> [Bool] {
        script.actions.compactMap { action in
            if case .paperProved(let isPaper) = action { isPaper } else { nil }
        }
    }

    private static func challenge(_ script: MarketScript) -> String {
        let url = script.calls("challenge=").last?.url ?? ""
        return String(url.drop { $0 != "=" }.dropFirst())
    }

    private static func echo(_ challenge: String) -> String {
        #"{"simulator":"plimsoll-sim","version":"0.1.0","challenge":"\#(challenge)"}"#
    }

    @Test func aSimulatorThatEchoesTheChallengeIsPaper() {
        var script = MarketScript()
        script.start()
        #expect(
            script.calls("challenge=").map { String($0.url.prefix { $0 != "=" }) }
                == ["http://venue:80/plimsoll-sim?challenge"])
        script.answer("challenge=", Self.echo(Self.challenge(script)))
        #expect(Self.verdicts(script) == [true])
    }

    @Test func whoeverAnswersAnythingElseIsNot() {
        for (body, status) in [
            ("", 404), ("{}", 200), (Self.echo("guessed"), 200), ("<html>", 200),
            (#"{"simulator":"other","challenge":"CHALLENGE"}"#, 200),
            (#"{"simulator":"plimsoll-sim","challenge":"CHALLENGE"}"#, 403),
        ] {
            var script = MarketScript()
            script.start()
            let challenge = Self.challenge(script)
            script.answer(
                "challenge=", body.replacing("CHALLENGE", with: challenge), status: status)
            #expect(Self.verdicts(script) == [false], "\(body)")
        }
    }

    @Test func everyAddressHasToProveIt() {
        var endpoints = Script.endpoints
        endpoints.orders = "ws://elsewhere:9000/ws-api/v3"
        var script = MarketScript(endpoints: endpoints)
        script.start()
        #expect(
            script.calls("challenge=").map { String($0.url.prefix { $0 != "?" }) }
                == ["http://venue:80/plimsoll-sim", "http://elsewhere:9000/plimsoll-sim"])
        script.answer("elsewhere", Self.echo(Self.challenge(script)))
        #expect(Self.verdicts(script).isEmpty)
        script.answer("venue:80/plimsoll-sim", "nothing of the kind", status: 404)
        #expect(Self.verdicts(script) == [false])
    }

    @Test func aListedTestNetworkIsPaperOverTLSOnly() {
        let listed = VenueEndpoints(
            rest: "https://testnet.binance.vision",
            stream: "wss://stream.testnet.binance.vision/stream",
            orders: "wss://ws-api.testnet.binance.vision/ws-api/v3",
            paperHosts: BinanceSpotHosts.paper)
        var script = MarketScript(endpoints: listed)
        script.start()
        #expect(Self.verdicts(script) == [true] && script.calls("challenge=").isEmpty)
        var mixed = listed
        mixed.orders = "wss://ws-api.binance.com/ws-api/v3"
        script = MarketScript(endpoints: mixed)
        script.start()
        #expect(
            script.calls("challenge=").map { String($0.url.prefix { $0 != "?" }) }
                == ["https://ws-api.binance.com:443/plimsoll-sim"])
        #expect(Self.verdicts(script).isEmpty)
        var open = listed
        open.rest = "http://testnet.binance.vision"
        script = MarketScript(endpoints: open)
        script.start()
        #expect(script.calls("challenge=").count == 1)
    }

    @Test func nobodyThereProvesNothingAndIsAskedAgain() {
        var script = MarketScript()
        script.start()
        script.fail("challenge=")
        script.pass(milliseconds: 1000)
        #expect(script.calls("challenge=").count == 2 && Self.verdicts(script).isEmpty)
        script.answer("challenge=", "busy", status: 503)
        script.pass(milliseconds: 2000)
        #expect(script.calls("challenge=").count == 3 && Self.verdicts(script).isEmpty)
        script.answer("challenge=", Self.echo(Self.challenge(script)))
        #expect(Self.verdicts(script) == [true])
    }

    @Test func whoeverAnswersAfterAReconnectHasToProveItAnew() {
        var script = MarketScript.running()
        script.drop()
        script.pass(milliseconds: 1000)
        script.forget()
        script.open()
        #expect(script.calls("challenge=").count == 1)
        script.answer("challenge=", "no", status: 404)
        #expect(Self.verdicts(script) == [false])
    }

    @Test(arguments: [
        ("https://a.b", "wss://a.b/x", "wss://a.b/y", true),
        ("http://[::1]:8080", "ws://[::1]:8080/stream", "ws://127.0.0.1:1/", true),
        ("https://a.b/", "wss://a.b/x", "wss://a.b/y", false),
        ("wss://a.b", "wss://a.b/x", "wss://a.b/y", false),
        ("https://a.b", "https://a.b/x", "wss://a.b/y", false),
        ("https://user@a.b", "wss://a.b/x", "wss://a.b/y", false),
        ("https://a.b:0", "wss://a.b/x", "wss://a.b/y", false),
        ("https://a.b:70000", "wss://a.b/x", "wss://a.b/y", false),
        ("https://", "wss://a.b/x", "wss://a.b/y", false),
        ("a.b", "wss://a.b/x", "wss://a.b/y", false),
    ])
    func addressesAreToldFromWhatIsNone(
        rest: String, stream: String, orders: String, isReachable: Bool
    ) {
        let endpoints = VenueEndpoints(rest: rest, stream: stream, orders: orders)
        #expect(endpoints.areReachable == isReachable)
    }
}
