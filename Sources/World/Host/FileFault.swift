internal import Glibc

/// The file system refused something: which operation, on which file, and why.
public struct FileFault: Error, Sendable, Equatable {
    /// What was attempted.
    public enum Operation: String, Sendable, Equatable {
        case open, create, read, write, synchronize, list, rename, remove, lock
    }

    /// Why it did not work.
    public enum Reason: Sendable, Equatable {
        /// No room on the device, or over the quota.
        case noSpace
        /// The file system is mounted read-only.
        case readOnly
        /// The user may not.
        case notPermitted
        /// No such file or directory.
        case notFound
        /// A directory is needed, and this or a part of its path is something else.
        case notDirectory
        /// A file is needed, and this is a directory.
        case isDirectory
        /// The stream is closed, or not open for this.
        case closed
        /// It exists already.
        case exists
        /// The device failed. After a failed write or sync nothing in memory can be trusted to be
        /// on disk.
        case inputOutput
        /// Another process holds it.
        case held
        /// The file ends before the bytes asked for.
        case tooShort
        /// This file system does not do what was asked (direct access, as a rule).
        case unsupported
        /// The process has too many files open.
        case tooManyFiles
        /// The fake world killed the process here; never happens on a real machine.
        case crashed
        /// Anything else, by its number in errno.
        case other(Int32)
    }

    /// What was attempted.
    public var operation: Operation
    /// The file or directory.
    public var path: String
    /// Byte offset in the file, where it matters.
    public var offset: Int?
    /// Why it did not work.
    public var reason: Reason

    /// A fault, as the simulator and tests make them.
    public init(
        _ operation: Operation, path: String, offset: Int? = nil, reason: Reason
    ) {
        self.operation = operation
        self.path = path
        self.offset = offset
        self.reason = reason
    }

    /// The fault that errno tells of.
    static func last(_ operation: Operation, _ path: String, at offset: Int? = nil) -> FileFault {
        FileFault(operation, path: path, offset: offset, reason: Reason(errno: errno))
    }
}

extension FileFault.Reason {
    /// The reason behind an errno.
    ///
    /// - Source: errno(3).
    public init(errno number: Int32) {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: self = .noSpace
        case EROFS: self = .readOnly
        case EACCES, EPERM: self = .notPermitted
        case ENOENT: self = .notFound
        case ENOTDIR: self = .notDirectory
        case EISDIR: self = .isDirectory
        case EBADF: self = .closed
        case EEXIST: self = .exists
        case EIO: self = .inputOutput
        case EWOULDBLOCK: self = .held
        case EINVAL, EOPNOTSUPP: self = .unsupported
        case EMFILE, ENFILE: self = .tooManyFiles
        default: self = .other(number)
        }
    }
}
