internal import CZstd

/// What can be wrong with bytes that should be zstd.
public enum ZstdFault: Error, Sendable, Equatable {
    /// The bytes are no zstd frame, or are damaged; in the library's words.
    case damaged(reason: String)
    /// The frame asks for more memory than ``ZstdDecoder/Limits/windowBytesMax``.
    case windowTooLarge
    /// The machine has no memory left for a decoder.
    case noMemory
}

/// Unpacks zstd piece by piece.
///
/// Owned by exactly one place. After a fault it is of no more use.
/// - Source: RFC 8878; the manual of libzstd.
@safe public struct ZstdDecoder: ~Copyable {
    /// Bounds of a decoder.
    public enum Limits {
        /// The memory a frame may ask for: 128 MiB, what the command line tool allows too.
        public static let windowBytesMax = 1 << 27
    }

    private let stream: OpaquePointer
    /// The last piece ended where a frame ends.
    public private(set) var isBetweenFrames = true

    /// A decoder at the beginning of a frame.
    public init() throws(ZstdFault) {
        guard let made = unsafe ZSTD_createDStream() else { throw .noMemory }
        unsafe stream = made
        let code = unsafe ZSTD_DCtx_setParameter(made, ZSTD_d_windowLogMax, 27)
        precondition(ZSTD_isError(code) == 0, "2^27 is a window size of every libzstd")
    }

    deinit { _ = unsafe ZSTD_freeDStream(stream) }

    /// Unpacks as much as fits.
    ///
    /// - Parameters:
    ///   - input: packed bytes; only `range` of them is looked at.
    ///   - range: the bytes not yet taken.
    ///   - output: filled from its beginning on.
    /// - Returns: how many bytes were taken, and how many were made. Both may be less than there is
    ///   room for; go on with the rest. Neither moves only where `range` is empty.
    public mutating func unpack(
        _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8]
    ) throws(ZstdFault) -> (taken: Int, made: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= input.count)
        precondition(!output.isEmpty)
        var taken = 0
        var made = 0
        let stream = unsafe stream
        let code = unsafe input.withUnsafeBytes { packed in
            unsafe output.withUnsafeMutableBytes { room in
                var source = unsafe ZSTD_inBuffer(
                    src: packed.baseAddress, size: range.upperBound, pos: range.lowerBound)
                var target = unsafe ZSTD_outBuffer(
                    dst: room.baseAddress, size: room.count, pos: 0)
                let code = unsafe ZSTD_decompressStream(stream, &target, &source)
                taken = unsafe source.pos - range.lowerBound
                made = unsafe target.pos
                return code
            }
        }
        if ZSTD_isError(code) != 0 { throw Self.fault(code) }
        // Zero: a frame was ended and all of it handed out.
        if taken > 0 || made > 0 { isBetweenFrames = code == 0 }
        return (taken, made)
    }

    /// Unpacks a whole frame in one go.
    ///
    /// - Parameters:
    ///   - packed: the frame, and nothing else.
    ///   - room: gets the bytes from its beginning on; what is after them may change too.
    /// - Returns: how many bytes were made.
    /// - Throws: `damaged`, also where there is not enough room.
    public static func unpack(
        _ packed: RawSpan, into room: inout AlignedBytes
    ) throws(ZstdFault) -> Int {
        let code = unsafe packed.withUnsafeBytes { input in
            unsafe room.fill(0..<room.count) { output in
                unsafe ZSTD_decompress(
                    output.baseAddress, output.count, input.baseAddress, input.count)
            }
        }
        if ZSTD_isError(code) != 0 { throw fault(code) }
        return code
    }

    private static func fault(_ code: Int) -> ZstdFault {
        guard let name = unsafe ZSTD_getErrorName(code) else { return .damaged(reason: "unknown") }
        let reason = unsafe String(cString: name)
        // The library's words for ZSTD_error_frameParameter_windowTooLarge.
        return reason.contains("too much memory") ? .windowTooLarge : .damaged(reason: reason)
    }
}
