internal import Glibc

/// A folder of one's own for files that nobody needs afterwards.
public enum WorkFolder {
    /// Makes a folder that was not there, which only this user may look into.
    ///
    /// - Parameter parent: where; made where it does not exist.
    /// - Returns: its path.
    public static func make(in parent: String, named prefix: String) throws(FileFault) -> String {
        try OpenDirectory.create(path: parent)
        var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer {
            unsafe $0.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
        }
        guard isMade else { throw FileFault.last(.create, "\(parent)/\(prefix)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Where such folders lie by the system's custom: `TMPDIR`, or `/tmp`.
    public static func standardParent() -> String {
        guard let text = unsafe getenv("TMPDIR") else { return "/tmp" }
        let path = unsafe String(cString: text)
        return path.isEmpty ? "/tmp" : path
    }

    /// Removes a folder and all that is in it. What cannot be removed stays.
    public static func remove(_ path: String) {
        guard let stream = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { raw in
                unsafe raw.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            guard name != ".", name != ".." else { continue }
            let inner = "\(path)/\(name)"
            var facts = stat()
            let isFolder =
                unsafe lstat(inner, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
            if isFolder { remove(inner) } else { _ = unsafe unlink(inner) }
        }
        unsafe closedir(stream)
        _ = unsafe rmdir(path)
    }

    /// Whether there is something at a path.
    public static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Sees whether a file can be written, and leaves it as it was.
    public static func checkWritable(_ path: String) throws(FileFault) {
        let wish = O_WRONLY | O_CLOEXEC
        var descriptor = unsafe open(path, wish | O_CREAT | O_EXCL, 0o640)
        if descriptor >= 0 {
            _ = unsafe unlink(path)
        } else if errno == EEXIST {
            // Not to wait for a reader, where it is a pipe.
            descriptor = unsafe open(path, wish | O_NONBLOCK)
            if descriptor < 0, errno == ENXIO { return }
        }
        guard descriptor >= 0 else { throw FileFault.last(.create, path) }
        close(descriptor)
    }

    /// Writes a file whole, in place of what was there.
    ///
    /// - Parameter permissions: the nine bits, as `chmod` takes them, of a file that was not there.
    public static func write(
        _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o640
    ) throws(FileFault) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw FileFault.last(.create, path) }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { raw in
                unsafe Glibc.write(descriptor, raw.baseAddress! + done, raw.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileFault.last(.write, path, at: done) }
            done += count
        }
    }
}
