internal import Glibc

/// A fixed piece of memory whose address is a multiple of its alignment, as direct input and output
/// demand.
///
/// Little-endian throughout. Every access is checked against the bounds. Owned by exactly one
/// place.
@frozen @safe public struct AlignedBytes: ~Copyable, @unchecked Sendable {
    @usableFromInline let memory: UnsafeMutableRawPointer
    /// How many bytes there are.
    public let count: Int
    /// The address is a multiple of this, in bytes.
    public let alignment: Int

    /// `count` zero bytes.
    ///
    /// - Parameters:
    ///   - count: at least 1.
    ///   - alignment: a power of two, at least 16.
    public init(count: Int, alignment: Int) {
        precondition(count > 0)
        precondition(alignment >= 16 && alignment & (alignment - 1) == 0)
        unsafe memory =
            count < Self.mappedMin
            ? Self.allocated(count, alignment) : Self.mapped(count, alignment)
        self.count = count
        self.alignment = alignment
    }

    deinit {
        if count < Self.mappedMin {
            unsafe memory.deallocate()
        } else {
            unsafe munmap(memory, count)
        }
    }

    /// From here on memory is asked of the system, which gives it as zeros page by page when it is
    /// touched: what a file is read into need not be filled twice.
    private static var mappedMin: Int { 2 << 20 }

    private static func allocated(_ count: Int, _ alignment: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: alignment)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        return unsafe memory
    }

    private static func mapped(_ count: Int, _ alignment: Int) -> UnsafeMutableRawPointer {
        let slack = alignment > pageBytes ? alignment : 0
        let found = unsafe mmap(
            nil, count + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let found = unsafe found, unsafe found != MAP_FAILED else {
            preconditionFailure("there are \(count) bytes of memory")
        }
        // In few large pages, where the system has them: they cost it less, and direct input and
        // output less too. Without effect elsewhere.
        _ = unsafe madvise(found, count + slack, MADV_HUGEPAGE)
        // What lies before a multiple of the alignment goes back, and what lies after the end.
        guard slack > 0 else { return unsafe found }
        let before = (alignment - Int(bitPattern: found) % alignment) % alignment
        if before > 0 { unsafe munmap(found, before) }
        let end = (before + count + pageBytes - 1) / pageBytes * pageBytes
        if end < count + slack { unsafe munmap(found + end, count + slack - end) }
        return unsafe found + before
    }

    private static let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Lends the bytes of `range` to `body`, for reading.
    @inlinable @inline(__always)
    public func read<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let bytes = unsafe UnsafeRawBufferPointer(
            start: memory + range.lowerBound, count: range.count)
        return try unsafe body(bytes.bytes)
    }

    /// Lends the bytes of `range` to `body`, which fills all of them.
    mutating func fill<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return try unsafe body(
            UnsafeMutableRawBufferPointer(start: memory + range.lowerBound, count: range.count))
    }

    /// Copies `bytes` to `offset`.
    public mutating func copy(_ bytes: RawSpan, to offset: Int) {
        precondition(offset >= 0 && bytes.byteCount <= count - offset)
        unsafe bytes.withUnsafeBytes { raw in
            if let source = raw.baseAddress {
                unsafe memory.advanced(by: offset).copyMemory(from: source, byteCount: raw.count)
            }
        }
    }

    /// Stores an integer at `offset`, little-endian.
    @inlinable @inline(__always)
    public mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(
        _ value: Number, at offset: Int
    ) {
        precondition(offset >= 0 && MemoryLayout<Number>.size <= count - offset)
        unsafe memory.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Number.self)
    }

    /// Stores both halves at `offset`, the lower one first.
    @inlinable
    public mutating func store(_ value: Hash128, at offset: Int) {
        store(value.low, at: offset)
        store(value.high, at: offset + 8)
    }

    /// Makes every byte of `range` the same.
    public mutating func set(_ range: Range<Int>, to value: UInt8) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        unsafe memset(memory + range.lowerBound, Int32(value), range.count)
    }
}

extension RawSpan {
    /// The little-endian integer at `offset`, which need not be aligned.
    @inlinable @inline(__always)
    public func integer<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Number.Type = Number.self
    ) -> Number {
        precondition(offset >= 0 && MemoryLayout<Number>.size <= byteCount - offset)
        return Number(
            littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: type))
    }

    /// The 128-bit value at `offset`, its lower half first.
    @inlinable @inline(__always)
    public func hash128(at offset: Int) -> Hash128 {
        Hash128(high: integer(at: offset + 8), low: integer(at: offset))
    }
}
