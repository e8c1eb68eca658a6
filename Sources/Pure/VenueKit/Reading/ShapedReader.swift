/// Reads a JSON message whose shape is known beforehand, in one pass and without building anything.
///
/// It takes in less than JSON: members in the expected order, no white space, no escapes, numbers
/// without exponents. Every method says whether what it expects is there; on the first no, the
/// caller reads the message by the general way, which decides whether it is right, wrong or only
/// unusual. So this reader never has to say what is wrong with a message, and whatever it does
/// accept is JSON.
///
/// - Complexity: linear in the bytes read, eight at a time where it matters; no allocation.
@frozen
public struct ShapedReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline var position: Int

    /// Reads from the first byte of a message.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        self.position = 0
    }

    /// Where the next byte is.
    @inlinable public var offset: Int { position }
    /// Whether everything was read.
    @inlinable public var isAtEnd: Bool { position == bytes.byteCount }

    /// Whether exactly these bytes come next; they are then read.
    ///
    /// - Parameter text: at least one byte. Its comparison is unrolled where this is called.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func takes(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.byteCount else { return false }
        guard isNext(text, count) else { return false }
        position += count
        return true
    }

    /// - Parameter count: the text's, and no more than what is left.
    @inlinable @inline(__always)
    func isNext(_ text: StaticString, _ count: Int) -> Bool {
        // Safe: the caller has checked that `count` bytes are left, and the text has as many. The
        // last bytes are compared at once, overlapping what was compared before.
        let wanted = unsafe UnsafeRawPointer(text.utf8Start)
        if count >= 8 {
            var place = 0
            var differences: UInt64 = 0
            while place &+ 8 <= count {
                differences |=
                    unsafe wanted.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    ^ bytes.unsafeLoadUnaligned(
                        fromUncheckedByteOffset: position &+ place, as: UInt64.self)
                place &+= 8
            }
            let last = count &- 8
            differences |=
                unsafe wanted.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                ^ bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: position &+ last, as: UInt64.self)
            return differences == 0
        }
        if count >= 4 {
            let last = count &- 4
            let first =
                unsafe wanted.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
                ^ bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt32.self)
            let second =
                unsafe wanted.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                ^ bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: position &+ last, as: UInt32.self)
            return first | second == 0
        }
        var place = 0
        while place < count {
            guard
                unsafe wanted.load(fromByteOffset: place, as: UInt8.self)
                    == byte(at: position &+ place)
            else { return false }
            place &+= 1
        }
        return true
    }

    /// A whole number without sign, of at most 18 digits and without a needless zero before it.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func number() -> Int64? {
        let start = position
        var value: UInt64 = 0
        if start &+ 8 <= bytes.byteCount {
            let digits = word(at: start) ^ Self.zeros
            if Self.strange(digits) == 0 {
                value = Self.joined(digits)
                position &+= 8
            }
        }
        while position < bytes.byteCount {
            let digit = byte(at: position) &- 0x30
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            position &+= 1
        }
        let count = position &- start
        guard count > 0 && count <= 18 else { return nil }
        guard count == 1 || byte(at: start) != 0x30 else { return nil }
        return Int64(truncatingIfNeeded: value)
    }

    /// Where the characters up to the next quote are, which is then read too. Printable ASCII
    /// without a backslash only; at most 64.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func name() -> Range<Int>? {
        let start = position
        var end = start
        // Eight at a time: what stops is a quote, a backslash, a space or below, 0x7F or above. A
        // carry may mark a byte after one that stops, never one before it.
        while end &+ 8 <= bytes.byteCount, end &- start < 64 {
            let text = word(at: end)
            let quotes = (text ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
            let slashes = (text ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
            let low = text &- 0x2121_2121_2121_2121
            let high = text &+ 0x0101_0101_0101_0101
            let stops = (quotes | slashes | low | high | text) & 0x8080_8080_8080_8080
            if stops == 0 {
                end &+= 8
                continue
            }
            end &+= stops.trailingZeroBitCount &>> 3
            break
        }
        return nameSlowly(from: start, at: end)
    }

    @inlinable
    @_lifetime(self: copy self)
    mutating func nameSlowly(from start: Int, at place: Int) -> Range<Int>? {
        var end = place
        while end < bytes.byteCount, end &- start <= 64 {
            let next = byte(at: end)
            if next == 0x22 {
                position = end &+ 1
                return start..<end
            }
            guard next > 0x20 && next < 0x7F && next != 0x5C else { return nil }
            end &+= 1
        }
        return nil
    }

    /// `true` or `false`.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func bool() -> Bool? {
        if takes("true") { return true }
        return takes("false") ? false : nil
    }

    /// A decimal number without sign up to a quote, which is then read too.
    ///
    /// - Parameters:
    ///   - decimals: digits after the point that the result counts, 0...18; more are cut off.
    ///   - inexact: grows by one where digits other than zero were cut off.
    /// - Returns: the value in units of 10^-`decimals`; nil where it does not fit in 63 bits or has
    ///   more than 18 digits.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func quoted(decimals: Int, inexact: inout Int) -> Int64? {
        if decimals == 8, let value = quotedWithEight() { return value }
        return quotedSlowly(decimals: decimals, inexact: &inexact)
    }

    /// The usual case: one to seven digits, a point, eight digits, a quote.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    mutating func quotedWithEight() -> Int64? {
        guard position &+ 8 <= bytes.byteCount else { return nil }
        let head = word(at: position)
        let points = head ^ 0x2E2E_2E2E_2E2E_2E2E
        let found = (points &- 0x0101_0101_0101_0101) & ~points & 0x8080_8080_8080_8080
        // Where there is no point, this is 8.
        let whole = found.trailingZeroBitCount &>> 3
        let end = position &+ whole &+ 9
        guard whole > 0, whole < 8, end < bytes.byteCount else { return nil }
        let digits = (head ^ Self.zeros) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* whole)
        let fraction = word(at: end &- 8) ^ Self.zeros
        guard Self.strange(digits) | Self.strange(fraction) == 0, byte(at: end) == 0x22 else {
            return nil
        }
        position = end &+ 1
        return Int64(bitPattern: Self.joined(digits) &* 100_000_000 &+ Self.joined(fraction))
    }

    @inlinable static var zeros: UInt64 { 0x3030_3030_3030_3030 }

    /// Not zero where one of eight values is above nine.
    @inlinable @inline(__always)
    static func strange(_ digits: UInt64) -> UInt64 {
        ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    }

    /// Eight digits, the first in the lowest byte, as a number.
    @inlinable @inline(__always)
    static func joined(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let high = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let low = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (high &+ low) &>> 32
    }

    /// Any other number of digits.
    @usableFromInline
    @_lifetime(self: copy self)
    mutating func quotedSlowly(decimals: Int, inexact: inout Int) -> Int64? {
        guard let whole = digits() else { return nil }
        var value = whole.value
        var taken = 0
        var isCut = false
        if position < bytes.byteCount, byte(at: position) == 0x2E {
            position += 1
            let start = position
            while position < bytes.byteCount {
                let digit = byte(at: position) &- 0x30
                guard digit < 10 else { break }
                if taken < decimals {
                    guard let next = Self.appending(digit, to: value) else { return nil }
                    value = next
                    taken += 1
                } else if digit != 0 {
                    isCut = true
                }
                position += 1
            }
            guard position > start else { return nil }
        }
        guard takes("\"") else { return nil }
        while taken < decimals {
            guard let next = Self.appending(0, to: value) else { return nil }
            value = next
            taken += 1
        }
        inexact += isCut ? 1 : 0
        return value
    }

    @_lifetime(self: copy self)
    private mutating func digits() -> (value: Int64, count: Int)? {
        let start = position
        var value: Int64 = 0
        while position < bytes.byteCount {
            let digit = byte(at: position) &- 0x30
            guard digit < 10 else { break }
            guard let next = Self.appending(digit, to: value) else { return nil }
            value = next
            position += 1
        }
        return position > start ? (value, position - start) : nil
    }

    private static func appending(_ digit: UInt8, to value: Int64) -> Int64? {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        let (sum, carry) = tens.addingReportingOverflow(Int64(digit))
        return carry ? nil : sum
    }

    @inlinable @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // Safe: every caller has compared the offset with the count.
        unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    @inlinable @inline(__always)
    func word(at offset: Int) -> UInt64 {
        // Safe: every caller has made sure that eight bytes are left.
        unsafe UInt64(
            littleEndian: bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: UInt64.self))
    }
}
