/// Appends fixed-width little-endian values to a byte buffer that is reused.
///
/// The one way in which state and records become bytes, so that the same values give the same
/// bytes on every machine. Grows by doubling up to ``Limits/bytesMax`` and traps beyond it: what is
/// written here is bounded by its callers long before.
///
/// - Complexity: amortised constant per value; no allocation once the buffer has grown.
@frozen
@safe
public struct ByteWriter: ~Copyable {
    /// Bounds of a writer.
    public enum Limits {
        /// The most bytes one writer holds: 4 GiB, more than any snapshot section.
        public static let bytesMax = 1 << 32
    }

    // Memory of its own and not an array, which is asked with each value whether it is shared.
    @usableFromInline var memory: UnsafeMutableRawPointer
    @usableFromInline var room: Int
    @usableFromInline var used: Int

    /// - Parameter capacity: bytes set aside at once, at least 64.
    public init(capacity: Int = 256) {
        room = max(64, capacity)
        unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
        used = 0
    }

    deinit { unsafe memory.deallocate() }

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
        get {
            let bytes = unsafe UnsafeRawBufferPointer(start: memory, count: used)
            let span = unsafe Span<UInt8>(_unsafeBytes: bytes)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes written so far, untyped.
    @inlinable
    public var rawSpan: RawSpan {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeRawBufferPointer(start: memory, count: used)
            let span = unsafe RawSpan(_unsafeBytes: bytes)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// A copy of the bytes written so far.
    public var bytes: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: memory, count: used))
    }

    /// Appends one byte.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: UInt8) { putFixed(value) }

    /// Appends two bytes, lowest first.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: UInt16) { putFixed(value.littleEndian) }
    /// Appends four bytes, lowest first.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: UInt32) { putFixed(value.littleEndian) }
    /// Appends eight bytes, lowest first.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: UInt64) { putFixed(value.littleEndian) }
    /// Appends eight bytes, lowest first.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: Int64) { putFixed(value.littleEndian) }
    /// Appends sixteen bytes, lowest first.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: Int128) { putFixed(value.littleEndian) }
    /// Appends one byte, 0 or 1.
    @inlinable
    @inline(__always)
    public mutating func put(_ value: Bool) { put(value ? 1 as UInt8 : 0) }

    /// Appends bytes as they are.
    public mutating func put(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (memory + used).copyMemory(from: start, byteCount: source.count)
        }
        used += bytes.count
    }

    /// Overwrites two bytes written before, for a length or a count known only afterwards.
    public mutating func overwrite(at offset: Int, with value: UInt16) {
        precondition(offset >= 0 && offset + 2 <= used, "only what was written can be replaced")
        unsafe memory.storeBytes(
            of: value.littleEndian, toByteOffset: offset, as: UInt16.self)
    }

    @inlinable
    @inline(__always)
    mutating func putFixed<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        reserve(size)
        // `reserve` has just made sure that `size` bytes follow.
        unsafe memory.storeBytes(of: value, toByteOffset: used, as: Value.self)
        used += size
    }

    @inlinable
    @inline(__always)
    mutating func reserve(_ extra: Int) {
        if extra > room - used { grow(by: extra) }
    }

    @usableFromInline
    @inline(never)
    mutating func grow(by extra: Int) {
        let wanted = max(room * 2, used + extra)
        precondition(wanted <= Limits.bytesMax, "a writer holds at most \(Limits.bytesMax) bytes")
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        unsafe larger.copyMemory(from: memory, byteCount: used)
        unsafe memory.deallocate()
        unsafe memory = larger
        room = wanted
    }
}
