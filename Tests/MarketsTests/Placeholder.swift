// MarketsTests
