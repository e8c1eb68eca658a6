/// Appends fixed-width little-endian values to a byte buffer that is reused.
///
/// The one way in which state and records become bytes, so that the same values give the same
/// bytes on every machine. Grows by doubling up to ``Limits/bytesMax`` and traps beyond it: what is
/// written here is bounded by its callers long before.
///
/// - Complexity: amortised constant per value; no allocation once the buffer has grown.
@frozen
public struct ByteWriter: Sendable {
    /// Bounds of a writer.
    public enum Limits {
        /// The most bytes one writer holds: 4 GiB, more than any snapshot section.
        public static let bytesMax = 1 << 32
    }

    @usableFromInline var storage: [UInt8]
    @usableFromInline var used: Int

    /// - Parameter capacity: bytes set aside at once, at least 64.
    public init(capacity: Int = 256) {
        self.storage = [UInt8](repeating: 0, count: max(64, capacity))
        self.used = 0
    }

    /// How many bytes have been written since the last ``removeAll()``.
    @inlinable public var count: Int { used }

    /// Forgets what was written and keeps the memory.
    @inlinable
    public mutating func removeAll() { used = 0 }

    /// Forgets everything after the first `count` bytes.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= used, "truncation may only shorten")
        used = count
    }

    /// The bytes written so far.
    @inlinable
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { storage.span.extracting(first: used) }
    }

    /// The bytes written so far, untyped.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get { unsafe storage.span.bytes.extracting(first: used) }
    }

    /// A copy of the bytes written so far.
    public var bytes: [UInt8] { Array(storage[0..<used]) }

    /// Appends one byte.
    @inlinable
    public mutating func put(_ value: UInt8) {
        reserve(1)
        storage[used] = value
        used += 1
    }

    /// Appends two bytes, lowest first.
    @inlinable
    public mutating func put(_ value: UInt16) { putFixed(value.littleEndian) }
    /// Appends four bytes, lowest first.
    @inlinable
    public mutating func put(_ value: UInt32) { putFixed(value.littleEndian) }
    /// Appends eight bytes, lowest first.
    @inlinable
    public mutating func put(_ value: UInt64) { putFixed(value.littleEndian) }
    /// Appends eight bytes, lowest first.
    @inlinable
    public mutating func put(_ value: Int64) { putFixed(value.littleEndian) }
    /// Appends sixteen bytes, lowest first.
    @inlinable
    public mutating func put(_ value: Int128) { putFixed(value.littleEndian) }
    /// Appends one byte, 0 or 1.
    @inlinable
    public mutating func put(_ value: Bool) { put(value ? 1 as UInt8 : 0) }

    /// Appends bytes as they are.
    public mutating func put(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        for index in bytes.indices {
            storage[used + index] = bytes[index]
        }
        used += bytes.count
    }

    /// Overwrites two bytes written before, for a length or a count known only afterwards.
    public mutating func overwrite(at offset: Int, with value: UInt16) {
        precondition(offset >= 0 && offset + 2 <= used, "only what was written can be replaced")
        storage[offset] = UInt8(truncatingIfNeeded: value)
        storage[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
    }

    @inlinable
    mutating func putFixed<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        reserve(size)
        let offset = used
        // `reserve` has just made sure that `size` bytes follow `offset`.
        unsafe storage.withUnsafeMutableBytes { buffer in
            unsafe buffer.storeBytes(of: value, toByteOffset: offset, as: Value.self)
        }
        used = offset + size
    }

    @inlinable
    mutating func reserve(_ extra: Int) {
        if used + extra > storage.count { grow(by: extra) }
    }

    @usableFromInline
    mutating func grow(by extra: Int) {
        let wanted = max(storage.count * 2, used + extra)
        precondition(wanted <= Limits.bytesMax, "a writer holds at most \(Limits.bytesMax) bytes")
        storage.append(contentsOf: repeatElement(0, count: wanted - storage.count))
    }
}
