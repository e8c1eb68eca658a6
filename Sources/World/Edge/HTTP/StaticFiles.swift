internal import Host

/// The dashboard's files, in memory.
struct StaticFiles: Sendable {
    struct File: Sendable {
        let contentType: String
        let tag: String
        let bytes: [UInt8]
    }

    private var files: [String: File] = [:]
    private var byteCount = 0

    /// The files of a directory and of `assets` in it, by their paths.
    ///
    /// - Parameter directory: nil for none.
    static func read(_ directory: String?) throws(EdgeFault) -> StaticFiles {
        var all = StaticFiles()
        guard let directory else { return all }
        try all.read(directory, below: "/", root: directory)
        do throws(EdgeFault) {
            try all.read(directory + "/assets", below: "/assets/", root: directory)
        } catch .dashboard(let fault) where fault.reason == .notFound {
            // Everything may be in the one file.
        }
        guard all.files["/index.html"] != nil else {
            throw .dashboard(FileFault(.open, path: directory + "/index.html", reason: .notFound))
        }
        return all
    }

    private mutating func read(
        _ directory: String, below path: String, root: String
    ) throws(EdgeFault) {
        do throws(FileFault) {
            for entry in try OpenDirectory(path: directory).entries()
            where !entry.name.hasPrefix(".") {
                byteCount += entry.byteCount
                guard files.count < EdgeLimits.filesMax, byteCount <= EdgeLimits.filesBytesMax
                else { break }
                let bytes = try Self.bytes(of: directory + "/" + entry.name)
                files[path + entry.name] = File(
                    contentType: Self.contentType(of: entry.name),
                    tag: "\"\(unsafe Checksum.xxh3(bytes.span.bytes))\"", bytes: bytes)
            }
        } catch {
            throw .dashboard(error)
        }
        guard files.count < EdgeLimits.filesMax, byteCount <= EdgeLimits.filesBytesMax else {
            throw .dashboardTooLarge(path: root)
        }
    }

    private static func bytes(of path: String) throws(FileFault) -> [UInt8] {
        var file = try InputFile(path: path)
        var room = [UInt8](repeating: 0, count: 1 << 16)
        var bytes: [UInt8] = []
        while bytes.count <= EdgeLimits.filesBytesMax {
            let count = try file.read(into: &room)
            guard count > 0 else { break }
            bytes += room[..<count]
        }
        return bytes
    }

    private static func contentType(of name: String) -> String {
        let types = [
            "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
            "css": "text/css; charset=utf-8", "json": "application/json", "svg": "image/svg+xml",
            "png": "image/png", "ico": "image/x-icon", "woff2": "font/woff2",
            "txt": "text/plain; charset=utf-8", "map": "application/json",
            "webmanifest": "application/manifest+json",
        ]
        let suffix = name.split(separator: ".").last.map(String.init) ?? ""
        return types[suffix] ?? "application/octet-stream"
    }

    /// The answer to a request for a file; nil where there is none of that name.
    func response(to request: HTTPRequest) -> HTTPResponse? {
        let path = request.path == "/" ? "/index.html" : request.path
        guard let file = files[path] else {
            return request.path == "/" && files.isEmpty ? Self.welcome : nil
        }
        // What was built anew has another tag: the browser asks each time, and mostly hears 304.
        let headers =
            [HTTPHeader("etag", file.tag), HTTPHeader("cache-control", "no-cache")] + Self.safety
        let known = request.header("if-none-match") ?? ""
        let isKnown = known.split(separator: ",").contains { entry in
            let tag = entry.drop { $0 == " " }
            return tag == "*" || (tag.hasPrefix("W/") ? tag.dropFirst(2) : tag) == file.tag
        }
        if isKnown { return HTTPResponse(status: 304, headers: headers) }
        return HTTPResponse(
            status: 200, contentType: file.contentType, headers: headers, body: file.bytes)
    }

    /// What every answer that a browser may show says: nothing from elsewhere, in no frame.
    static let safety = [
        HTTPHeader(
            "content-security-policy",
            "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; "
                + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
        HTTPHeader("x-content-type-options", "nosniff"),
        HTTPHeader("x-frame-options", "DENY"),
        HTTPHeader("referrer-policy", "no-referrer"),
    ]

    /// What stands at `/` where there is no dashboard.
    private static let welcome = HTTPResponse(
        status: 200, contentType: "text/html; charset=utf-8", headers: safety,
        body: Array(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Plimsoll</title>
            <h1>Plimsoll is running</h1>
            <p>The dashboard has not been built. Build it with <code>make dashboard</code>, and
            start again.</p>
            <p>The API is at <a href="/api/v1/health">/api/v1/health</a>; docs/reference/api.md
            has the rest.</p>

            """.utf8))
}
