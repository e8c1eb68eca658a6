/// Where Binance spot is reached, and where nothing that is traded is worth anything.
public enum BinanceSpotHosts {
    /// Hosts on which everything is play money.
    ///
    /// - Source: Binance spot, "Spot Testnet", general information, and "Demo Mode for SPOT
    ///   Trading", read 2026-11: their addresses of the REST interface, the WebSocket interface
    ///   and the market streams.
    public static let paper: [String] = [
        "testnet.binance.vision", "ws-api.testnet.binance.vision", "stream.testnet.binance.vision",
        "demo-api.binance.com", "demo-ws-api.binance.com", "demo-stream.binance.com",
    ]
}
