internal import Glibc

/// Why a secret could not be taken. Never holds any of it.
public enum SecretFault: Error, Sendable, Equatable {
    /// The file could not be read.
    case unreadable(FileFault)
    /// Its group or others may do something with it; `mode` are its nine bits.
    case openToOthers(path: String, mode: UInt32)
    /// There is nothing in it, or more than ``SecretBytes/Limits/byteCountMax`` bytes.
    case badLength(path: String)
    /// It is no Ed25519 key in PEM, not encrypted.
    case notAKey(path: String)

    /// The fault for people.
    public var explanation: Explanation {
        switch self {
        case .unreadable(let fault): fault.explanation
        case .openToOthers(let path, let mode):
            Explanation(
                what: "refusing the secret in \(path)",
                why: "others may use it too: its mode is \(String(mode, radix: 8))",
                action: "Run chmod 600 \(path), and have the venue replace the key if it was seen")
        case .badLength(let path):
            Explanation(
                what: "refusing the secret in \(path)", why: "it is empty or far too long",
                action: "Put the secret into it, and nothing else")
        case .notAKey(let path):
            Explanation(
                what: "refusing the key in \(path)",
                why: "it is no Ed25519 private key in PEM, or it is encrypted",
                action: "Make one with openssl genpkey -algorithm ed25519")
        }
    }
}

/// A secret in memory: prints as `<secret>`, and is overwritten when nobody holds it any more.
@safe
public final class SecretBytes: @unchecked Sendable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// Bounds of a secret.
    public enum Limits {
        /// Bytes of a secret.
        public static let byteCountMax = 4096
    }

    private let room: UnsafeMutableRawBufferPointer
    private let place: Range<Int>

    /// The secret in the file at `path`, without blanks and ends of lines around it.
    ///
    /// - Throws: ``SecretFault``; a file that its group or others may use is refused.
    public init(path: String) throws(SecretFault) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(FileFault.last(.open, path)) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw .unreadable(FileFault.last(.read, path))
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .openToOthers(path: path, mode: status.st_mode & 0o777)
        }
        // Read to where it stays, so that no copy is left behind.
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Limits.byteCountMax + 1, alignment: 16)
        var count = 0
        var failure: FileFault?
        while count < room.count {
            let start = unsafe room.baseAddress.map { unsafe $0 + count }
            let part = unsafe read(descriptor, start, room.count - count)
            if part < 0, errno == EINTR { continue }
            if part < 0 { failure = FileFault.last(.read, path, at: count) }
            if part <= 0 { break }
            count += part
        }
        let isTooLong = count > Limits.byteCountMax
        var start = 0
        while count > 0, unsafe Self.isBlank(room[count - 1]) { count -= 1 }
        while start < count, unsafe Self.isBlank(room[start]) { start += 1 }
        unsafe self.room = unsafe room
        place = start..<count
        if let failure { throw .unreadable(failure) }
        if isTooLong || place.isEmpty { throw .badLength(path: path) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    deinit {
        if let start = unsafe room.baseAddress { unsafe explicit_bzero(start, room.count) }
        unsafe room.deallocate()
    }

    /// Lends the bytes; they must not be copied anywhere that stays.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(rebasing: room[place]))
    }

    /// `<secret>`.
    public var description: String { "<secret>" }
    /// `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
