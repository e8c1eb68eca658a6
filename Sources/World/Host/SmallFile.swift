internal import Glibc

/// A small file read whole, with what the system says of who may read it.
///
/// Permissions and content are of the same open file, so nobody can exchange it in between.
public struct SmallFile: Sendable {
    /// What is in it; never more than was asked for.
    public let bytes: [UInt8]
    /// Whether there was more in it.
    public let isCut: Bool
    /// The nine bits of owner, group and others, as `chmod` takes them.
    public let permissions: UInt32

    /// Whether its group or others may do anything with it.
    public var isOpenToOthers: Bool { permissions & 0o077 != 0 }

    /// Reads the file at `path`, which may be a pipe.
    ///
    /// - Parameter bytesMax: the most bytes to read, at least 1.
    public init(path: String, bytesMax: Int) throws(FileFault) {
        precondition(bytesMax > 0)
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault.last(.open, path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileFault.last(.read, path) }
        permissions = status.st_mode & 0o777
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(bytesMax + 1, 65_536))
        while content.count <= bytesMax {
            let count = unsafe piece.withUnsafeMutableBytes { room in
                unsafe Glibc.read(descriptor, room.baseAddress, room.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFault.last(.read, path, at: content.count)
            }
            if count == 0 { break }
            content += piece[..<count]
        }
        isCut = content.count > bytesMax
        bytes = Array(content.prefix(bytesMax))
    }
}
