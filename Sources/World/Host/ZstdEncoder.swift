internal import CZstd

/// Packs bytes piece by piece into one zstd frame.
///
/// Owned by exactly one place.
/// - Source: RFC 8878; the manual of libzstd.
@safe public struct ZstdEncoder: ~Copyable {
    /// Bounds of an encoder.
    public enum Limits {
        /// The strongest compression that needs no more than some MiB of memory.
        public static let levelMax = 9
        /// Bytes of packed output made in one go.
        static let pieceBytes = 1 << 16
    }

    private let context: OpaquePointer
    private var piece = [UInt8](repeating: 0, count: Limits.pieceBytes)

    /// An encoder at the beginning of a frame.
    ///
    /// - Parameter level: 1 (fast) to ``Limits/levelMax``.
    /// - Throws: `noMemory`.
    public init(level: Int = 3) throws(ZstdFault) {
        precondition(level >= 1 && level <= Limits.levelMax)
        guard let made = unsafe ZSTD_createCCtx() else { throw .noMemory }
        unsafe context = made
        let code = unsafe ZSTD_CCtx_setParameter(made, ZSTD_c_compressionLevel, Int32(level))
        precondition(ZSTD_isError(code) == 0, "every libzstd knows these levels")
    }

    deinit { _ = unsafe ZSTD_freeCCtx(context) }

    /// Packs all of `bytes` and appends what is ready.
    ///
    /// - Parameters:
    ///   - endsFrame: nothing follows: everything that was held back is appended too.
    ///   - output: gets the packed bytes appended.
    /// - Throws: `noMemory`.
    public mutating func pack(
        _ bytes: RawSpan, endsFrame: Bool, onto output: inout [UInt8]
    ) throws(ZstdFault) {
        var taken = 0
        while true {
            let step = try pack(bytes, from: taken, endsFrame)
            taken = step.taken
            output.append(contentsOf: piece[..<step.made])
            let isDone = endsFrame ? step.held == 0 : taken == bytes.byteCount
            if isDone { return }
        }
    }

    /// One call of the library: how far it came, how much it made, how much it holds back.
    private mutating func pack(
        _ bytes: RawSpan, from start: Int, _ endsFrame: Bool
    ) throws(ZstdFault) -> (taken: Int, made: Int, held: Int) {
        let context = unsafe context
        var step = (taken: start, made: 0, held: 0)
        let directive = endsFrame ? ZSTD_e_end : ZSTD_e_continue
        unsafe bytes.withUnsafeBytes { input in
            unsafe piece.withUnsafeMutableBytes { room in
                var source = unsafe ZSTD_inBuffer(
                    src: input.baseAddress, size: input.count, pos: start)
                var target = unsafe ZSTD_outBuffer(
                    dst: room.baseAddress, size: room.count, pos: 0)
                step.held = unsafe ZSTD_compressStream2(context, &target, &source, directive)
                step.taken = unsafe source.pos
                step.made = unsafe target.pos
            }
        }
        // With room for output and a frame in order, memory is all that can be missing.
        if ZSTD_isError(step.held) != 0 { throw .noMemory }
        return step
    }
}
