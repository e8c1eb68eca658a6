internal import Containers
public import Domain

/// An instrument as a session knows it.
public struct Listing: Sendable, Equatable {
    public let instrument: Instrument
    /// Made of the first digits seen, because the venue's listing does not have it: for data only.
    public let isProvisional: Bool

    public init(instrument: Instrument, isProvisional: Bool) {
        self.instrument = instrument
        self.isProvisional = isProvisional
    }
}

/// The decimals at which an instrument's numbers are read.
@frozen
public struct FeedDecimals: Sendable, Equatable, BitwiseCopyable {
    /// 0...18.
    public let price: Int
    /// 0...18.
    public let quantity: Int

    @inlinable
    public init(price: Int, quantity: Int) {
        self.price = price
        self.quantity = quantity
    }
}

/// A venue's own names for instruments, and our numbers for them.
///
/// Numbers are given in the order of listing and never change. One name, one number, and back:
/// names are compared byte for byte.
public struct SymbolMap: Sendable {
    /// Bounds of a map.
    public enum Limits {
        /// The most instruments of one venue.
        public static let instrumentsMax = 1 << 16
    }

    /// By number.
    public private(set) var listings: [Listing] = []
    /// By number: at which decimals to read.
    public private(set) var decimals: [FeedDecimals] = []
    private var names: [UInt8] = []
    private var nameEnds: [Int] = []
    /// Open addressing: number plus one, zero is free; a power of two, at most half full.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    public init() {}

    /// How many instruments there are; also the number the next one gets.
    public var count: Int { listings.count }

    /// The number of the instrument called so, nil if there is none.
    ///
    /// - Parameters:
    ///   - bytes: a message.
    ///   - range: where the name is in it.
    /// - Complexity: linear in the name; no allocation.
    public func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var slot = Self.hash(bytes, range) & (slots.count - 1)
        while true {
            let entry = Int(slots[slot])
            if entry == 0 { return nil }
            if isName(entry - 1, bytes, range) { return entry - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// The number of the instrument called `symbol`, nil if there is none.
    public func find(_ symbol: Symbol) -> Int? {
        let bytes = Self.bytes(of: symbol)
        return find(bytes.span, 0..<bytes.count)
    }

    /// The listing with a number.
    public func listing(_ instrument: InstrumentID) -> Listing? {
        let index = Int(instrument.raw)
        return index < listings.count ? listings[index] : nil
    }

    /// Takes in a listing. A known name keeps its number and gets a new version if anything
    /// changed; where its decimals changed, what was read at the old ones is to be thrown away by
    /// the caller.
    ///
    /// - Parameter make: makes the instrument for a number and a version.
    /// - Returns: its number; nil if there are too many.
    public mutating func list(
        _ symbol: Symbol, isProvisional: Bool, make: (InstrumentID, UInt16) -> Instrument
    ) -> Int? {
        if let index = find(symbol) {
            let old = listings[index].instrument
            let same = make(old.id, old.version)
            guard same != old || listings[index].isProvisional != isProvisional else {
                return index
            }
            let version = old.version == .max ? .max : old.version + 1
            set(index, Listing(instrument: make(old.id, version), isProvisional: isProvisional))
            return index
        }
        guard listings.count < Limits.instrumentsMax else { return nil }
        let index = listings.count
        let instrument = make(InstrumentID(UInt32(index)), 1)
        precondition(instrument.symbol == symbol, "an instrument is listed under its own name")
        append(Listing(instrument: instrument, isProvisional: isProvisional))
        return index
    }

    /// Takes back an instrument that was listed before, in another process, so that its number
    /// means the same in this one: an empty map is given all of them in their order.
    ///
    /// - Returns: false where its number is not the next one, its name is taken, or there are too
    ///   many; it is left out then.
    public mutating func restore(_ instrument: Instrument) -> Bool {
        guard Int(instrument.id.raw) == listings.count, find(instrument.symbol) == nil,
            listings.count < Limits.instrumentsMax
        else { return false }
        append(Listing(instrument: instrument, isProvisional: false))
        return true
    }

    private mutating func append(_ listing: Listing) {
        let index = listings.count
        names += Self.bytes(of: listing.instrument.symbol)
        nameEnds.append(names.count)
        listings.append(listing)
        decimals.append(FeedDecimals(price: 0, quantity: 0))
        set(index, listing)
        index == slots.count / 2 ? rebuild(twice: slots.count) : place(index)
    }

    private mutating func set(_ index: Int, _ listing: Listing) {
        listings[index] = listing
        decimals[index] = FeedDecimals(
            price: Int(listing.instrument.priceDecimals),
            quantity: Int(listing.instrument.quantityDecimals))
    }

    private mutating func rebuild(twice old: Int) {
        slots = Array(repeating: 0, count: old * 2)
        for index in listings.indices { place(index) }
    }

    private mutating func place(_ index: Int) {
        let range = nameRange(index)
        var slot = Self.hash(names.span, range) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(index + 1)
    }

    private func nameRange(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : nameEnds[index - 1])..<nameEnds[index]
    }

    private func isName(_ index: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let name = nameRange(index)
        guard name.count == range.count else { return false }
        for offset in 0..<name.count
        where names[name.lowerBound + offset] != bytes[range.lowerBound + offset] {
            return false
        }
        return true
    }

    private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in range { state = (state ^ UInt64(bytes[offset])) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: state ^ (state >> 32))
    }

    private static func bytes(of symbol: Symbol) -> [UInt8] {
        (0..<symbol.count).map { symbol.byte(at: $0) }
    }
}
