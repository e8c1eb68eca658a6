// BinanceSpotTests
