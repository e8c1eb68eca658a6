/// Why a calculation has no answer.
public enum ArithmeticFault: Error, Sendable, Equatable {
    /// The exact result, or a step on the way to it, has more digits than there is room for.
    case overflow
    /// Something was to be divided by nothing.
    case divisionByZero
}

/// A whole number from 0 to 2^2560 − 1: what stands above and below the line of a ``Ratio``. Digits
/// are 64 bits each, the lowest first; those from `count` on are zero. Up to 256 bits are inline,
/// which is what formulas over amounts, prices and rates need; more is kept in memory of its own.
struct WideNatural: Sendable {
    /// Digits that there is room for. A product of some fifty prices fits.
    static let digitsMax = 40
    private static let inlineDigits = 4

    private(set) var count = 0
    private var low = InlineArray<4, UInt64>(repeating: 0)
    private var high: [UInt64] = []

    private init() {}

    private subscript(place: Int) -> UInt64 {
        @inline(__always) get {
            if place < Self.inlineDigits { return low[place] }
            let above = place - Self.inlineDigits
            return above < high.count ? high[above] : 0
        }
        @inline(__always) set {
            if place < Self.inlineDigits {
                low[place] = newValue
                return
            }
            let above = place - Self.inlineDigits
            while high.count <= above { high.append(0) }
            high[above] = newValue
        }
    }

    init(_ value: UInt128) {
        self[0] = UInt64(truncatingIfNeeded: value)
        self[1] = UInt64(truncatingIfNeeded: value >> 64)
        count = self[1] != 0 ? 2 : self[0] != 0 ? 1 : 0
    }

    private init(_ value: (high: UInt128, low: UInt128)) {
        self.init(value.low)
        guard value.high != 0 else { return }
        self[2] = UInt64(truncatingIfNeeded: value.high)
        self[3] = UInt64(truncatingIfNeeded: value.high >> 64)
        count = self[3] != 0 ? 4 : 3
    }

    static let zero = WideNatural(0)
    static let one = WideNatural(1)

    var isZero: Bool { count == 0 }
    var isOne: Bool { count == 1 && self[0] == 1 }
    var isEven: Bool { self[0] & 1 == 0 }

    /// The number, nil where it needs more than 128 bits.
    var small: UInt128? {
        count <= 2 ? UInt128(self[1]) << 64 | UInt128(self[0]) : nil
    }

    /// −1, 0 or 1: less than, equal to, or greater than `other`.
    func compared(with other: WideNatural) -> Int {
        guard count == other.count else { return count < other.count ? -1 : 1 }
        for place in stride(from: count - 1, through: 0, by: -1)
        where self[place] != other[place] {
            return self[place] < other[place] ? -1 : 1
        }
        return 0
    }

    private mutating func set(_ place: Int, _ digit: UInt64) throws(ArithmeticFault) {
        guard digit != 0 else { return }
        guard place < Self.digitsMax else { throw .overflow }
        self[place] = digit
        count = max(count, place + 1)
    }

    private mutating func trim() {
        while count > 0 && self[count - 1] == 0 { count -= 1 }
    }
}

// MARK: - Sums and products

extension WideNatural {
    func adding(_ other: WideNatural) throws(ArithmeticFault) -> WideNatural {
        if let left = small, let right = other.small {
            let (low, isOver) = left.addingReportingOverflow(right)
            return WideNatural((isOver ? 1 : 0, low))
        }
        var sum = WideNatural()
        var carry: UInt64 = 0
        let places = max(count, other.count)
        for place in 0..<places {
            let (part, first) = self[place].addingReportingOverflow(other[place])
            let (digit, second) = part.addingReportingOverflow(carry)
            carry = first || second ? 1 : 0
            try sum.set(place, digit)
        }
        try sum.set(places, carry)
        return sum
    }

    /// This less `other`, which must not be greater.
    func subtracting(_ other: WideNatural) -> WideNatural {
        var difference = WideNatural()
        var borrow: UInt64 = 0
        for place in 0..<count {
            let (part, first) = self[place].subtractingReportingOverflow(other[place])
            let (digit, second) = part.subtractingReportingOverflow(borrow)
            borrow = first || second ? 1 : 0
            difference[place] = digit
        }
        precondition(borrow == 0 && other.count <= count, "less than nothing is no natural number")
        difference.count = count
        difference.trim()
        return difference
    }

    func multiplied(by other: WideNatural) throws(ArithmeticFault) -> WideNatural {
        if isOne { return other }
        if other.isOne { return self }
        if let left = small, let right = other.small {
            return WideNatural(left.multipliedFullWidth(by: right))
        }
        var product = WideNatural()
        for place in 0..<count {
            var carry: UInt64 = 0
            for step in 0..<other.count {
                let at = place + step
                let (high, low) = self[place].multipliedFullWidth(by: other[step])
                let (part, first) = low.addingReportingOverflow(carry)
                let before = at < Self.digitsMax ? product[at] : 0
                let (digit, second) = part.addingReportingOverflow(before)
                carry = high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
                if digit == 0 && at < Self.digitsMax { product[at] = 0 }
                try product.set(at, digit)
            }
            try product.set(place + other.count, carry)
        }
        return product
    }

    /// This times 10^`exponent`.
    func timesPowerOfTen(_ exponent: Int) throws(ArithmeticFault) -> WideNatural {
        precondition(exponent >= 0)
        guard !isZero && exponent > 0 else { return self }
        var product = self
        var rest = exponent
        while rest > 0 {
            let step = min(rest, 38)
            product = try product.multiplied(
                by: WideNatural(powerOfTen(UInt8(step)).magnitude))
            rest -= step
        }
        return product
    }
}

// MARK: - Division

extension WideNatural {
    /// How often `divisor`, which must not be zero, is in this, and what is left.
    ///
    /// - Source: Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D; a digit that
    ///   was guessed too high (by two at most) is corrected by adding back.
    func quotientAndRemainder(
        dividingBy divisor: WideNatural
    ) -> (quotient: WideNatural, remainder: WideNatural) {
        precondition(!divisor.isZero, "a division by zero has no answer")
        guard compared(with: divisor) >= 0 else { return (.zero, self) }
        if let left = small, let right = divisor.small {
            let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
            return (WideNatural(quotient), WideNatural(remainder))
        }
        let shift = divisor[divisor.count - 1].leadingZeroBitCount
        var rest = Rest(self, shiftedUpBy: shift)
        let below = Rest(divisor, shiftedUpBy: shift)
        var quotient = WideNatural()
        quotient.count = count - divisor.count + 1
        for place in stride(from: count - divisor.count, through: 0, by: -1) {
            quotient[place] = rest.digit(at: place, below, divisor.count)
        }
        quotient.trim()
        var remainder = WideNatural()
        for place in 0..<divisor.count {
            remainder[place] = rest.digit(place, shiftedDownBy: shift)
        }
        remainder.count = divisor.count
        remainder.trim()
        return (quotient, remainder)
    }

    /// The greatest number that divides both.
    func greatestCommonDivisor(with other: WideNatural) -> WideNatural {
        var (left, right) = (self, other)
        while !right.isZero {
            (left, right) = (right, left.quotientAndRemainder(dividingBy: right).remainder)
        }
        return left
    }

    /// A number while it is divided: one digit longer, shifted so that the divisor's highest bit
    /// is set.
    private struct Rest {
        var digits = InlineArray<41, UInt64>(repeating: 0)

        init(_ number: WideNatural, shiftedUpBy shift: Int) {
            for place in 0..<number.count {
                let digit = number[place]
                digits[place] |= digit << UInt64(shift)
                // A smart shift: by all 64 bits it gives zero.
                digits[place + 1] = digit >> UInt64(64 - shift)
            }
        }

        func digit(_ place: Int, shiftedDownBy shift: Int) -> UInt64 {
            digits[place] >> UInt64(shift) | digits[place + 1] << UInt64(64 - shift)
        }

        /// Takes the divisor, of `size` digits, off at `place` as often as it is in there.
        mutating func digit(at place: Int, _ divisor: Rest, _ size: Int) -> UInt64 {
            let top = digits[place + size]
            let highest = divisor.digits[size - 1]
            var guess = UInt64.max
            if top < highest {
                guess = highest.dividingFullWidth((top, digits[place + size - 1])).quotient
            }
            var isBelowZero = subtract(divisor, times: guess, at: place, size)
            while isBelowZero {
                guess -= 1
                isBelowZero = !addBack(divisor, at: place, size)
            }
            return guess
        }

        /// True where the result is below zero; it is kept modulo 2^(64 × (size + 1)).
        private mutating func subtract(
            _ divisor: Rest, times factor: UInt64, at place: Int, _ size: Int
        ) -> Bool {
            var carry: UInt64 = 0
            var borrow: UInt64 = 0
            for step in 0...size {
                let (high, low) = factor.multipliedFullWidth(
                    by: step < size ? divisor.digits[step] : 0)
                let (product, overflow) = low.addingReportingOverflow(carry)
                carry = high &+ (overflow ? 1 : 0)
                let (part, first) = digits[place + step].subtractingReportingOverflow(product)
                let (digit, second) = part.subtractingReportingOverflow(borrow)
                borrow = first || second ? 1 : 0
                digits[place + step] = digit
            }
            return borrow == 1
        }

        /// True where the sum came above zero again.
        private mutating func addBack(_ divisor: Rest, at place: Int, _ size: Int) -> Bool {
            var carry: UInt64 = 0
            for step in 0...size {
                let (part, first) = digits[place + step].addingReportingOverflow(
                    step < size ? divisor.digits[step] : 0)
                let (digit, second) = part.addingReportingOverflow(carry)
                carry = first || second ? 1 : 0
                digits[place + step] = digit
            }
            return carry == 1
        }
    }
}
