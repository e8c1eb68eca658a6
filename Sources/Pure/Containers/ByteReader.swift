/// What can be wrong with bytes that should hold fixed-width values.
public enum ByteFault: Error, Equatable, Sendable {
    /// The bytes end before the value does. The offset is where the value began.
    case tooShort(atOffset: Int)
    /// A byte that names a case names none that this version knows. A record or snapshot of a newer
    /// version, or damage that the checksums missed: stop, and read it with the newer version.
    case unknownCase(code: UInt8, of: StaticString, atOffset: Int)
    /// A value lies outside what its type allows.
    case invalidValue(of: StaticString, atOffset: Int)

    public static func == (left: ByteFault, right: ByteFault) -> Bool {
        left.description == right.description
    }
}

extension ByteFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let offset):
            "the bytes end inside the value that begins at offset \(offset)"
        case .unknownCase(let code, let type, let offset):
            "code \(code) at offset \(offset) is no \(type) that this version knows"
        case .invalidValue(let type, let offset):
            "the \(type) at offset \(offset) is outside its range"
        }
    }
}

/// Reads back what a ``ByteWriter`` wrote.
///
/// Never reads outside its span; a short or foreign buffer gives a ``ByteFault``, never a trap.
///
/// - Complexity: constant per value, no allocation.
@frozen
public struct ByteReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline var position: Int
    /// Which version of their layout the bytes have: a row that has grown reads its new fields from
    /// those that hold them, and takes what they meant before from older ones.
    public let layout: UInt8

    /// Reads from the first byte of `bytes`.
    ///
    /// - Parameter layout: the version of what was written; the newest if none is told.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, layout: UInt8 = .max) {
        self.bytes = bytes
        self.position = 0
        self.layout = layout
    }

    /// Where the next value begins, in bytes from the start.
    @inlinable public var offset: Int { position }
    /// How many bytes are left.
    @inlinable public var remaining: Int { bytes.byteCount - position }

    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func uint8() throws(ByteFault) -> UInt8 { try fixed(UInt8.self) }
    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func uint16() throws(ByteFault) -> UInt16 {
        UInt16(littleEndian: try fixed(UInt16.self))
    }
    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func uint32() throws(ByteFault) -> UInt32 {
        UInt32(littleEndian: try fixed(UInt32.self))
    }
    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func uint64() throws(ByteFault) -> UInt64 {
        UInt64(littleEndian: try fixed(UInt64.self))
    }
    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func int64() throws(ByteFault) -> Int64 {
        Int64(littleEndian: try fixed(Int64.self))
    }
    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func int128() throws(ByteFault) -> Int128 {
        Int128(littleEndian: try fixed(Int128.self))
    }
    /// - Throws: ``ByteFault/tooShort(atOffset:)``, or ``ByteFault/unknownCase(code:of:atOffset:)``
    ///   for a byte that is neither 0 nor 1.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func bool() throws(ByteFault) -> Bool {
        let start = position
        let code = try uint8()
        guard code <= 1 else { throw .unknownCase(code: code, of: "Bool", atOffset: start) }
        return code == 1
    }

    /// Passes over bytes without looking at them.
    ///
    /// - Throws: ``ByteFault/tooShort(atOffset:)``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(ByteFault) {
        guard count >= 0 && remaining >= count else { throw .tooShort(atOffset: position) }
        position += count
    }

    @inlinable
    @_lifetime(self: copy self)
    mutating func fixed<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type
    ) throws(ByteFault) -> Value {
        let size = MemoryLayout<Value>.size
        guard bytes.byteCount - position >= size else { throw .tooShort(atOffset: position) }
        // The guard above has just checked the range; any bit pattern is a valid integer.
        let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: type)
        position += size
        return value
    }
}
