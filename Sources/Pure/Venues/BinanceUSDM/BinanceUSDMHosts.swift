/// Where Binance USD-M futures are reached, and where nothing that is traded is worth anything.
public enum BinanceUSDMHosts {
    /// Hosts on which everything is play money.
    ///
    /// - Source: Binance USD-M futures, "General info", testnet, read 2026-11, and the addresses
    ///   that it had before.
    public static let paper: [String] = [
        "demo-fapi.binance.com", "demo-fstream.binance.com", "testnet.binancefuture.com",
        "fstream.binancefuture.com", "stream.binancefuture.com",
    ]
}
