import Testing
import Wire

@Suite struct NameWordsTests {
    @Test(
        "a name falls into its words, an abbreviation being one",
        arguments: [
            ("clientOrderIDMissing", "client order id missing"), ("priceOffTick", "price off tick"),
            ("AccountID", "account id"), ("none", "none"), ("ioc", "ioc"), ("URLPath", "url path"),
            ("binanceUSDM", "binance usdm"), ("sha256Sum", "sha256 sum"), ("", ""),
        ])
    func words(name: String, words: String) {
        #expect(NameWords.of(name).joined(separator: " ") == words)
    }
}
