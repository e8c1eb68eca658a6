internal import CHost
internal import Glibc

/// The lock of one file, held as long as this value lives; goes with the process, however it ends.
///
/// It keeps out other processes and other holders in this one. Where the process forks, a child may
/// keep the file open for a moment; the lock is given back all the same.
public struct FileLock: ~Copyable, Sendable {
    private let file: OpenFile

    /// Takes the lock of `name` in `directory`, making the file where there is none.
    ///
    /// - Throws: `held` where another holder is in the way; it is not waited for.
    public init(_ name: String, in directory: borrowing OpenDirectory) throws(FileFault) {
        let file = try directory.open(name, [.write, .createOrOpen])
        guard chost_lock(file.descriptor) == 0 else {
            throw FileFault.last(.lock, file.path)
        }
        self.file = file
    }

    deinit { chost_unlock(file.descriptor) }

    /// Whether somebody holds the lock of `name`; takes nothing, and needs no right to write.
    public static func isHeld(_ name: String, in directory: borrowing OpenDirectory) -> Bool {
        guard let file = try? directory.open(name, []) else { return false }
        return chost_is_locked(file.descriptor) == 1
    }
}
