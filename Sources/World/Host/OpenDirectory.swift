internal import CHost
internal import Glibc

/// One open directory, and the files in it by their plain names.
///
/// Names are resolved against the directory that was opened, also after it was renamed or the
/// working directory changed. Owned by exactly one place.
public struct OpenDirectory: ~Copyable, Sendable {
    /// A file in the directory.
    public struct Entry: Sendable, Equatable {
        /// Its plain name.
        public var name: String
        /// Its length in bytes.
        public var byteCount: Int

        /// A file of this name and length.
        public init(name: String, byteCount: Int) {
            self.name = name
            self.byteCount = byteCount
        }
    }

    private let descriptor: Int32
    /// The path it was opened by, for messages.
    public let path: String

    /// Opens the directory at `path`.
    public init(path: String) throws(FileFault) {
        let wish = FileAccess.directory.rawValue
        let opened = unsafe path.withCString { unsafe chost_open(-1, $0, wish) }
        guard opened >= 0 else { throw FileFault.last(.open, path) }
        descriptor = opened
        self.path = path
    }

    deinit { close(descriptor) }

    /// Makes the directory at `path` and those above it, where they do not exist.
    public static func create(path: String) throws(FileFault) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            if unsafe mkdir(made, 0o750) != 0 && errno != EEXIST {
                throw FileFault.last(.create, made)
            }
        }
    }

    /// The regular files in it, by name in byte order.
    public func entries() throws(FileFault) -> [Entry] {
        let wish = FileAccess.directory.rawValue
        let copy = unsafe ".".withCString { unsafe chost_open(descriptor, $0, wish) }
        guard copy >= 0, let stream = unsafe fdopendir(copy) else {
            throw FileFault.last(.list, path)
        }
        defer { unsafe closedir(stream) }
        var found: [Entry] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { raw in
                unsafe raw.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            var facts = stat()
            guard unsafe fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            if facts.st_mode & S_IFMT == S_IFREG {
                found.append(Entry(name: name, byteCount: Int(facts.st_size)))
            }
        }
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Opens the file `name`.
    public func open(_ name: String, _ access: FileAccess) throws(FileFault) -> OpenFile {
        precondition(!name.contains("/"), "a plain name, not a path")
        let opened = unsafe name.withCString { unsafe chost_open(descriptor, $0, access.rawValue) }
        guard opened >= 0 else {
            let creates = access.contains(.create)
            throw FileFault.last(creates ? .create : .open, full(name))
        }
        return OpenFile(descriptor: opened, path: full(name))
    }

    /// Gives `source` the name `target`, in one step, replacing what had that name.
    public func rename(_ source: String, to target: String) throws(FileFault) {
        guard unsafe renameat(descriptor, source, descriptor, target) == 0 else {
            throw FileFault.last(.rename, full(target))
        }
    }

    /// Removes the file `name`.
    public func remove(_ name: String) throws(FileFault) {
        guard unsafe unlinkat(descriptor, name, 0) == 0 else {
            throw FileFault.last(.remove, full(name))
        }
    }

    /// Brings creations, renames and removals to the device.
    public func synchronize() throws(FileFault) {
        guard fsync(descriptor) == 0 else { throw FileFault.last(.synchronize, path) }
    }

    private func full(_ name: String) -> String { "\(path)/\(name)" }
}
