internal import CHost
internal import Glibc

/// How a file is opened.
public struct FileAccess: OptionSet, Sendable {
    /// The bits; private to the door.
    public let rawValue: Int32
    /// The set with these bits.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// For writing too (reading is always allowed).
    public static let write = FileAccess(rawValue: 1)
    /// Create it; it must not exist.
    public static let create = FileAccess(rawValue: 2)
    /// Past the page cache: memory, offset and length must be aligned.
    public static let direct = FileAccess(rawValue: 4)
    /// A write returns when its bytes are on the device.
    public static let durable = FileAccess(rawValue: 8)
    /// It must be a directory.
    static let directory = FileAccess(rawValue: 16)
    /// Create it unless it exists.
    public static let createOrOpen = FileAccess(rawValue: 32)
}

/// One open file. Owned by exactly one place; closed when that place lets go.
public struct OpenFile: ~Copyable, Sendable {
    let descriptor: Int32
    /// The path it was opened by, for messages.
    public let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Its length in bytes.
    public func byteCount() throws(FileFault) -> Int {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw FileFault.last(.read, path) }
        return Int(end)
    }

    /// The alignment direct access needs, in bytes; nil when the file system does not say.
    ///
    /// - Source: statx(2), STATX_DIOALIGN (Linux 6.1).
    public func directAlignment() -> Int? {
        var memory: UInt32 = 0
        var offset: UInt32 = 0
        guard unsafe chost_direct_alignment(descriptor, &memory, &offset) == 0 else { return nil }
        return Int(max(memory, offset))
    }

    /// Writes all of `bytes` at `offset`.
    ///
    /// - Throws: the fault of the first part that failed; what reached the file then is unknown.
    public func write(_ bytes: RawSpan, at offset: Int) throws(FileFault) {
        precondition(offset >= 0)
        var done = 0
        while done < bytes.byteCount {
            let rest = bytes.extracting(done..<bytes.byteCount)
            let count = unsafe rest.withUnsafeBytes { raw in
                unsafe pwrite(descriptor, raw.baseAddress, raw.count, off_t(offset + done))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFault.last(.write, path, at: offset + done)
            }
            guard count > 0 else {
                throw FileFault(.write, path: path, offset: offset + done, reason: .noSpace)
            }
            done += count
        }
    }

    /// Fills `range` of `buffer` from `offset` of the file.
    ///
    /// - Throws: `tooShort` where the file ends before.
    public func read(
        into buffer: inout AlignedBytes, _ range: Range<Int>, at offset: Int
    ) throws(FileFault) {
        precondition(offset >= 0)
        var done = 0
        while done < range.count {
            let rest = range.lowerBound + done..<range.upperBound
            let count = unsafe buffer.fill(rest) { raw in
                unsafe pread(descriptor, raw.baseAddress, raw.count, off_t(offset + done))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFault.last(.read, path, at: offset + done)
            }
            guard count > 0 else {
                throw FileFault(.read, path: path, offset: offset + done, reason: .tooShort)
            }
            done += count
        }
    }

    /// Brings what was written to the device.
    ///
    /// - Throws: after a failure the page cache may pretend that all is well: treat it as fatal.
    public func synchronize() throws(FileFault) {
        var result: Int32
        repeat { result = fsync(descriptor) } while result != 0 && errno == EINTR
        guard result == 0 else { throw FileFault.last(.synchronize, path) }
    }
}
