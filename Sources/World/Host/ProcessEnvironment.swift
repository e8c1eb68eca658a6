internal import Glibc

/// What the process was given when it was started.
public enum ProcessEnvironment {
    /// The environment variables whose names begin with `prefix`, by name. Bytes that are no UTF-8
    /// are replaced.
    public static func variables(beginningWith prefix: String) -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let line = unsafe entry.pointee {
            let text = unsafe String(cString: line)
            if text.hasPrefix(prefix), let end = text.firstIndex(of: "=") {
                variables[String(text[..<end])] = String(text[text.index(after: end)...])
            }
            unsafe entry += 1
        }
        return variables
    }

    /// The folder that the running program lies in, links resolved; nil where the system does not
    /// say.
    ///
    /// - Source: proc(5), /proc/self/exe.
    public static func programFolder() -> String? {
        var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe path.withUnsafeMutableBytes { room in
            unsafe readlink(
                "/proc/self/exe", room.assumingMemoryBound(to: CChar.self).baseAddress!, room.count)
        }
        guard count > 0, let slash = path[..<count].lastIndex(of: UInt8(ascii: "/")) else {
            return nil
        }
        return String(decoding: path[..<slash], as: UTF8.self)
    }
}
