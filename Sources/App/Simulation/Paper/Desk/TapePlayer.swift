internal import Domain

/// Plays a recording.
struct TapePlayer {
    let symbols: [PaperSymbol]
    let startTime: Int64
    var books: [TapeBook]
    var trades: [[PaperTrade]]

    mutating func wanted(_ stream: String, at nanoseconds: Int64) {}
}

/// A book kept from a recording.
struct TapeBook {
    var updateID: Int64 = 0
    var top: TopOfBook? { nil }
    func best(_ side: Side, _ limit: Int) -> [(price: Price, quantity: Quantity)] { [] }
}

extension PaperVenue {
    func playTape() {}
    func tapeLiquidity(for placement: PaperPlacement) {}
    func withdrawTapeLiquidity() {}
}
