import Testing
import Wire

/// Metrics as Prometheus reads them.
@Suite struct OpenMetricsTests {
    private func text(_ body: (inout OpenMetricsWriter) -> Void) -> String {
        var writer = OpenMetricsWriter()
        body(&writer)
        writer.end()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("a family is its type, its unit, its help and its numbers, and the text has an end")
    func families() {
        let text = text { writer in
            writer.family("a_seconds", .gauge, unit: "seconds", help: "How long.")
            writer.sample(-1_500, decimals: 3)
            writer.family("b", .counter, help: "How often.")
            writer.sample(UInt64.max, labels: [("route", "orders"), ("status", "201")])
            writer.family("c", .info, help: "Which.")
            writer.sample(1, labels: [("version", "0.1.0")])
        }
        #expect(
            text == """
                # TYPE a_seconds gauge
                # UNIT a_seconds seconds
                # HELP a_seconds How long.
                a_seconds -1.5
                # TYPE b counter
                # HELP b How often.
                b_total{route="orders",status="201"} 18446744073709551615
                # TYPE c info
                # HELP c Which.
                c_info{version="0.1.0"} 1
                # EOF

                """)
    }

    @Test("what could end a label early is escaped")
    func escapes() {
        let text = text { writer in
            writer.family("a", .gauge, help: "One\nline.")
            writer.sample(1, labels: [("name", "a\"b\\c\nd")])
        }
        #expect(text.contains("# HELP a One\\nline.\n"))
        #expect(text.contains(#"a{name="a\"b\\c\nd"} 1"#))
    }

    @Test("families written elsewhere stand between ours and the end")
    func appended() {
        let text = text { writer in
            writer.family("a", .gauge, help: "A.")
            writer.append(Array("# TYPE b gauge\nb 1\n".utf8))
        }
        #expect(text == "# TYPE a gauge\n# HELP a A.\n# TYPE b gauge\nb 1\n# EOF\n")
    }

    @Test("a name that the format does not allow, or that was there, stops the program")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            var writer = OpenMetricsWriter()
            writer.family("9a", .gauge, help: "")
        }
        await #expect(processExitsWith: .failure) {
            var writer = OpenMetricsWriter()
            writer.family("a", .gauge, help: "")
            writer.family("a", .gauge, help: "")
        }
        await #expect(processExitsWith: .failure) {
            var writer = OpenMetricsWriter()
            writer.family("a", .gauge, unit: "seconds", help: "")
        }
    }
}
