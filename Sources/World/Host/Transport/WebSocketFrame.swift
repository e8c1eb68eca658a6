/// A WebSocket message from a server, encoded once however many peers it goes to.
///
/// - Source: RFC 6455 §5.2; what a server sends is not masked (§5.1).
public struct WebSocketFrame: Sendable, Equatable {
    /// The bytes as they go over the wire, header and payload.
    let bytes: [UInt8]

    /// A text message.
    ///
    /// - Parameter text: valid UTF-8; a peer closes the connection over anything else.
    public init(text: [UInt8]) {
        var bytes = Self.header(Opcode.text, byteCount: text.count, isMasked: false)
        bytes += text
        self.bytes = bytes
    }

    /// What a client sends: masked, with a mask that nobody can foresee.
    ///
    /// - Source: RFC 6455 §5.3.
    init(opcode: UInt8, payload: [UInt8], mask: UInt32) {
        var bytes = Self.header(opcode, byteCount: payload.count, isMasked: true)
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: mask >> shift)) }
        let start = bytes.count
        bytes += payload
        for place in 0..<payload.count { bytes[start + place] ^= bytes[start - 4 + (place & 3)] }
        self.bytes = bytes
    }

    /// The opcodes in use, each with the bit that says that the message ends with this frame.
    enum Opcode {
        static let text: UInt8 = 0x81
        static let close: UInt8 = 0x88
    }

    private static func header(_ opcode: UInt8, byteCount: Int, isMasked: Bool) -> [UInt8] {
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        var bytes = [opcode]
        bytes.reserveCapacity(byteCount + 14)
        switch byteCount {
        case ..<126: bytes.append(maskBit | UInt8(byteCount))
        case ..<65_536: bytes += [maskBit | 126, UInt8(byteCount >> 8), UInt8(byteCount & 0xFF)]
        default:
            bytes.append(maskBit | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: byteCount >> shift))
            }
        }
        return bytes
    }

    /// A text message.
    public init(_ text: String) { self.init(text: Array(text.utf8)) }

    /// How many bytes go over the wire.
    public var byteCount: Int { bytes.count }
}

/// How a WebSocket is closed, and why.
struct WebSocketClose {
    let code: Int
    /// At most 123 bytes.
    let reason: String

    /// The frame: the opcode, the length, two bytes that hold the code, the reason.
    ///
    /// - Source: RFC 6455 §5.5.1.
    var bytes: [UInt8] {
        [WebSocketFrame.Opcode.close, UInt8(2 + reason.utf8.count)]
            + [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8)
    }
}

/// Frames that wait for a slow peer: first in, first out, at most so many bytes.
struct OutgoingFrames {
    private var frames: [WebSocketFrame] = []
    private var first = 0
    /// Bytes that wait.
    private(set) var byteCount = 0
    let byteCountMax: Int

    init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    var isEmpty: Bool { first == frames.count }

    /// Forgets all that wait.
    mutating func removeAll() {
        frames.removeAll()
        first = 0
        byteCount = 0
    }

    /// False where it would be more than may wait; nothing is added then.
    mutating func append(_ frame: WebSocketFrame) -> Bool {
        guard byteCount + frame.byteCount <= byteCountMax else { return false }
        byteCount += frame.byteCount
        frames.append(frame)
        return true
    }

    /// Moves frames to the end of `room` while they are no more than `byteCountMax` bytes together;
    /// the first one however long it is, or a long one would wait for ever.
    mutating func take(into room: inout [UInt8], upTo byteCountMax: Int) {
        var taken = 0
        while first < frames.count {
            let frame = frames[first]
            guard taken == 0 || taken + frame.byteCount <= byteCountMax else { break }
            room += frame.bytes
            taken += frame.byteCount
            byteCount -= frame.byteCount
            first += 1
        }
        if first == frames.count {
            frames.removeAll(keepingCapacity: true)
            first = 0
        } else if first > 1024 {
            frames.removeFirst(first)
            first = 0
        }
    }
}
