import Edge
import Foundation
import Host
import Testing

/// The dashboard's files.
@Suite struct FilesTests {
    /// A directory that is gone when `body` ends.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-edge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path + "/assets", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test("without a dashboard the first page says how to build it")
    func welcome() throws {
        try FakeHouse.serve { client, _ in
            let page = try client.get("/")
            #expect(page.status == 200)
            #expect(page.body.contains("make dashboard"))
            #expect(try client.get("/assets/app.js").status == 404)
        }
    }

    @Test("files are served with their types and tags, under a strict policy, and nothing else is")
    func files() throws {
        try withDirectory { path in
            try write("<!doctype html>", path + "/index.html")
            try write("let x = 1", path + "/assets/app.js")
            try write("secret", path + "/.hidden")
            try FakeHouse.serve({ $0.dashboardDirectory = path }) { client, _ in
                let page = try client.get("/")
                #expect(page.headers["content-type"] == "text/html; charset=utf-8")
                #expect(page.body == "<!doctype html>")
                #expect(page.headers["x-content-type-options"] == "nosniff")
                let policy = page.headers["content-security-policy"] ?? ""
                #expect(policy.hasPrefix("default-src 'self'; connect-src 'self' ws: wss:;"))
                let script = try client.get("/assets/app.js")
                #expect(script.headers["content-type"] == "text/javascript; charset=utf-8")
                let tag = try #require(script.headers["etag"])
                let known = try client.get("/assets/app.js", ["If-None-Match: W/\"x\", \(tag)"])
                #expect(known.status == 304)
                #expect(known.body.isEmpty)
                for other in ["/.hidden", "/assets/", "/assets/../../etc/passwd", "/%2e%2e/x"] {
                    #expect(try client.get(other).status != 200, "\(other)")
                }
            }
        }
    }

    @Test("a directory without a first page is a fault at the start")
    func missing() throws {
        try withDirectory { path in
            #expect(throws: EdgeFault.self) {
                try FakeHouse.serve({ $0.dashboardDirectory = path }) { _, _ in }
            }
            #expect(throws: EdgeFault.self) {
                try FakeHouse.serve({ $0.dashboardDirectory = path + "/none" }) { _, _ in }
            }
        }
    }
}
