// BinanceSpot
