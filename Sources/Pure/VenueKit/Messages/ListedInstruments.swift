public import Domain

/// The instruments that an order session knows, by the venue's names for them.
public struct ListedInstruments: Sendable {
    /// Sorted by name, one of each.
    private var listed: [Instrument] = []

    /// Without an instrument.
    public init() {}

    /// Takes in an instrument in place of one with its name, unless that is of a later version.
    public mutating func list(_ instrument: Instrument) {
        let place = place(of: instrument.symbol)
        if place < listed.count, listed[place].symbol == instrument.symbol {
            let isOlder =
                listed[place].id == instrument.id && listed[place].version > instrument.version
            if !isOlder { listed[place] = instrument }
        } else if listed.count < SymbolMap.Limits.instrumentsMax {
            listed.insert(instrument, at: place)
        }
    }

    /// - Complexity: logarithmic.
    public func find(_ symbol: Symbol) -> Instrument? {
        let place = place(of: symbol)
        return place < listed.count && listed[place].symbol == symbol ? listed[place] : nil
    }

    private func place(of symbol: Symbol) -> Int {
        var low = 0
        var high = listed.count
        while low < high {
            let middle = (low + high) / 2
            if listed[middle].symbol < symbol { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
