internal import Glibc

/// A file read once from its beginning to its end: a recording, a pipe, standard input.
///
/// Owned by exactly one place; closed when that place lets go.
public struct InputFile: ~Copyable {
    private let descriptor: Int32
    /// The path it was opened by, for messages.
    public let path: String
    /// How many bytes were read so far.
    public private(set) var offset = 0

    /// Opens the file at `path` for reading.
    ///
    /// - Throws: ``FileFault`` for what does not exist, may not be read or is a directory.
    public init(path: String) throws(FileFault) {
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw FileFault.last(.open, path) }
        descriptor = opened
        self.path = path
    }

    deinit { close(descriptor) }

    /// Reads the next bytes into `buffer`, from its beginning on.
    ///
    /// - Parameter buffer: at least one byte long.
    /// - Returns: how many came: at least one, and zero only at the end of the file.
    public mutating func read(into buffer: inout [UInt8]) throws(FileFault) -> Int {
        precondition(!buffer.isEmpty)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { room in
                unsafe Glibc.read(descriptor, room.baseAddress, room.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFault.last(.read, path, at: offset)
            }
            offset += count
            return count
        }
    }
}
