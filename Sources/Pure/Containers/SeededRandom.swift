/// A random stream that is the same for a seed on every machine and in every process.
///
/// splitmix64, the stream of Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators" (OOPSLA 2014). Not for keys or anything an opponent may guess.
@frozen
public struct SeededRandom: RandomNumberGenerator, Sendable, Equatable {
    @usableFromInline var state: UInt64

    /// - Parameter seed: any number; equal seeds give equal streams.
    @inlinable
    public init(seed: UInt64) { state = seed }

    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number in `0..<bound`. - Parameter bound: at least 1.
    @inlinable
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is no number below \(bound)")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True in `numerator` of `denominator` draws.
    @inlinable
    public mutating func chance(_ numerator: Int, in denominator: Int) -> Bool {
        below(denominator) < numerator
    }
}
