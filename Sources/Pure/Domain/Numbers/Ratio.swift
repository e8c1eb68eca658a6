/// An exact number: a quotient of two whole numbers, counted in a power of ten.
///
/// For formulas with a division in them, such as a liquidation price or the average price of an
/// inverse contract: they are computed exactly and rounded once, at the end, by a rule that is
/// named where it happens. Sums, products and quotients of decimals stay exact as long as numerator
/// and denominator have no more than 2,560 bits; beyond that an operation throws, and never wraps.
///
/// It has no currency and no instrument: whoever computes knows what the number counts.
///
/// - Complexity: an operation takes tens of nanoseconds; it allocates only where numerator or
///   denominator needs more than 256 bits.
public struct Ratio: Sendable {
    /// Bounds of what is taken in.
    public enum Limits {
        /// Decimals of a number given by ``Ratio/init(_:decimals:)``.
        public static let decimalsMax = 300
    }

    private let isBelowZero: Bool
    private let above: WideNatural
    /// Never zero.
    private let below: WideNatural
    /// The value is above ÷ below × 10^−decimals.
    private let decimals: Int

    private init(
        isBelowZero: Bool, _ above: WideNatural, over below: WideNatural, decimals: Int
    ) {
        precondition(!below.isZero && decimals >= 0)
        self.isBelowZero = isBelowZero && !above.isZero
        self.above = above
        self.below = above.isZero ? .one : below
        self.decimals = above.isZero ? 0 : decimals
    }

    /// `mantissa` × 10^−`decimals`.
    ///
    /// - Parameter decimals: 0…``Limits/decimalsMax``.
    public init(_ mantissa: Int128, decimals: Int = 0) {
        precondition(decimals >= 0 && decimals <= Limits.decimalsMax)
        self.init(
            isBelowZero: mantissa < 0, WideNatural(mantissa.magnitude), over: .one,
            decimals: decimals)
    }

    /// Nothing.
    public static let zero = Ratio(0)
    /// One.
    public static let one = Ratio(1)

    /// −1, 0 or 1, as the number is below, at or above zero.
    public var sign: Int { above.isZero ? 0 : isBelowZero ? -1 : 1 }

    /// The number without its sign.
    public var magnitude: Ratio {
        Ratio(isBelowZero: false, above, over: below, decimals: decimals)
    }
}

// MARK: - Arithmetic

extension Ratio {
    public static prefix func - (value: Ratio) -> Ratio {
        Ratio(
            isBelowZero: !value.isBelowZero, value.above, over: value.below,
            decimals: value.decimals)
    }

    public static func + (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Ratio {
        try whole(left, right, sum)
    }

    public static func - (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Ratio {
        try whole(left, -right, sum)
    }

    public static func * (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Ratio {
        try whole(left, right, product)
    }

    public static func / (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Ratio {
        guard right.sign != 0 else { throw .divisionByZero }
        return try whole(left, right, quotient)
    }

    public static func < (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Bool {
        try (left - right).sign < 0
    }

    public static func <= (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Bool {
        try (left - right).sign <= 0
    }

    public static func == (left: Ratio, right: Ratio) throws(ArithmeticFault) -> Bool {
        try (left - right).sign == 0
    }

    /// The lesser of two.
    ///
    /// - Throws: ``ArithmeticFault/overflow`` where they cannot be compared.
    public static func lesser(_ left: Ratio, _ right: Ratio) throws(ArithmeticFault) -> Ratio {
        try right < left ? right : left
    }

    /// The greater of two.
    ///
    /// - Throws: ``ArithmeticFault/overflow`` where they cannot be compared.
    public static func greater(_ left: Ratio, _ right: Ratio) throws(ArithmeticFault) -> Ratio {
        try left < right ? right : left
    }

    /// Computes; where there is no room, once more with both in lowest terms.
    private static func whole(
        _ left: Ratio, _ right: Ratio,
        _ compute: (Ratio, Ratio) throws(ArithmeticFault) -> Ratio
    ) throws(ArithmeticFault) -> Ratio {
        do throws(ArithmeticFault) {
            return try compute(left, right)
        } catch {
            return try compute(left.inLowestTerms(), right.inLowestTerms())
        }
    }

    private static func sum(_ left: Ratio, _ right: Ratio) throws(ArithmeticFault) -> Ratio {
        if left.above.isZero { return right }
        if right.above.isZero { return left }
        let decimals = max(left.decimals, right.decimals)
        var first = try left.above.timesPowerOfTen(decimals - left.decimals)
        var second = try right.above.timesPowerOfTen(decimals - right.decimals)
        var below = left.below
        if left.below.compared(with: right.below) != 0 {
            first = try first.multiplied(by: right.below)
            second = try second.multiplied(by: left.below)
            below = try left.below.multiplied(by: right.below)
        }
        if left.isBelowZero == right.isBelowZero {
            return Ratio(
                isBelowZero: left.isBelowZero, try first.adding(second), over: below,
                decimals: decimals)
        }
        let isFirstGreater = first.compared(with: second) >= 0
        return Ratio(
            isBelowZero: isFirstGreater ? left.isBelowZero : right.isBelowZero,
            isFirstGreater ? first.subtracting(second) : second.subtracting(first), over: below,
            decimals: decimals)
    }

    private static func product(_ left: Ratio, _ right: Ratio) throws(ArithmeticFault) -> Ratio {
        Ratio(
            isBelowZero: left.isBelowZero != right.isBelowZero,
            try left.above.multiplied(by: right.above),
            over: try left.below.multiplied(by: right.below),
            decimals: left.decimals + right.decimals)
    }

    private static func quotient(_ left: Ratio, _ right: Ratio) throws(ArithmeticFault) -> Ratio {
        let above = try left.above.multiplied(by: right.below)
        let decimals = left.decimals - right.decimals
        return Ratio(
            isBelowZero: left.isBelowZero != right.isBelowZero,
            decimals < 0 ? try above.timesPowerOfTen(-decimals) : above,
            over: try left.below.multiplied(by: right.above), decimals: max(0, decimals))
    }

    /// The same number with nothing left to cancel but powers of ten that do not cost anything.
    private func inLowestTerms() -> Ratio {
        let shared = above.greatestCommonDivisor(with: below)
        var top = above.quotientAndRemainder(dividingBy: shared).quotient
        let bottom = below.quotientAndRemainder(dividingBy: shared).quotient
        var places = decimals
        let ten = WideNatural(10)
        while places > 0 {
            let (tenth, digit) = top.quotientAndRemainder(dividingBy: ten)
            guard digit.isZero else { break }
            (top, places) = (tenth, places - 1)
        }
        return Ratio(isBelowZero: isBelowZero, top, over: bottom, decimals: places)
    }
}

// MARK: - Rounding

extension Ratio {
    /// The number in units of 10^−`decimals`, rounded once.
    ///
    /// - Parameters:
    ///   - decimals: 0…38.
    ///   - rounding: what becomes of a remainder.
    /// - Throws: ``ArithmeticFault/overflow`` where it lies outside ± (2^127 − 1).
    public func mantissa(decimals: Int, rounded rounding: Rounding) throws(ArithmeticFault)
        -> Int128
    {
        let (quotient, remainder, divisor) = try divided(decimals: decimals)
        var magnitude = quotient
        if !remainder.isZero {
            let side = remainder.compared(with: divisor.subtracting(remainder))
            let goesUp =
                switch rounding {
                case .towardZero: false
                case .awayFromZero: true
                case .up: !isBelowZero
                case .down: isBelowZero
                case .halfEven: side > 0 || (side == 0 && !quotient.isEven)
                }
            if goesUp { magnitude = try magnitude.adding(.one) }
        }
        guard let small = magnitude.small, small <= UInt128(Int128.max) else { throw .overflow }
        return isBelowZero ? -Int128(small) : Int128(small)
    }

    /// Whether it is a whole number of units of 10^−`decimals`.
    ///
    /// - Parameter decimals: 0…38.
    /// - Throws: ``ArithmeticFault/overflow`` where that cannot be told.
    public func isWhole(decimals: Int) throws(ArithmeticFault) -> Bool {
        try divided(decimals: decimals).remainder.isZero
    }

    /// The nearest multiple of `step` in the direction of `rounding`, such as a tick.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for a step of zero, and
    ///   ``ArithmeticFault/overflow`` where there are more than 2^127 steps.
    public func rounded(
        toMultipleOf step: Ratio, _ rounding: Rounding
    ) throws(ArithmeticFault) -> Ratio {
        try Ratio((self / step).mantissa(decimals: 0, rounded: rounding)) * step
    }

    /// An amount of money, rounded once.
    ///
    /// - Throws: ``ArithmeticFault/overflow`` beyond ``Money/Limits/amountMax``.
    public func money(rounded rounding: Rounding) throws(ArithmeticFault) -> Money {
        let raw = try mantissa(decimals: Money.decimals, rounded: rounding)
        guard raw.magnitude <= Money.Limits.amountMax.raw.magnitude else { throw .overflow }
        return Money(raw: raw)
    }

    private func divided(
        decimals wanted: Int
    ) throws(ArithmeticFault) -> (
        quotient: WideNatural, remainder: WideNatural, divisor: WideNatural
    ) {
        precondition(wanted >= 0 && wanted <= 38)
        let above = try above.timesPowerOfTen(max(0, wanted - decimals))
        let below = try below.timesPowerOfTen(max(0, decimals - wanted))
        let (quotient, remainder) = above.quotientAndRemainder(dividingBy: below)
        return (quotient, remainder, below)
    }
}

// MARK: - From the house's numbers

extension Ratio {
    public init(_ money: Money) { self.init(money.raw, decimals: Money.decimals) }
    public init(_ rate: Rate) { self.init(Int128(rate.raw), decimals: Rate.decimals) }
    public init(_ mark: MarkPrice) { self.init(mark.raw, decimals: Money.decimals) }
    public init(_ average: AveragePrice) { self.init(average.raw, decimals: Money.decimals) }

    /// - Parameter decimals: the instrument version's price decimals.
    public init(_ price: Price, decimals: UInt8) {
        self.init(Int128(price.mantissa), decimals: Int(decimals))
    }

    /// - Parameter decimals: the instrument version's quantity decimals.
    public init(_ quantity: Quantity, decimals: UInt8) {
        self.init(Int128(quantity.mantissa), decimals: Int(decimals))
    }
}
