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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 10)
        bytes.append(0x81)
        switch text.count {
        case ..<126: bytes.append(UInt8(text.count))
        case ..<65_536: bytes += [126, UInt8(text.count >> 8), UInt8(text.count & 0xFF)]
        default:
            bytes.append(127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: text.count >> shift))
            }
        }
        bytes += text
        self.bytes = bytes
    }

    /// A text message.
    public init(_ text: String) { self.init(text: Array(text.utf8)) }

    /// How many bytes go over the wire.
    public var byteCount: Int { bytes.count }
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
