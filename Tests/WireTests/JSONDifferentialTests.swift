import Testing
import Wire

/// Verdicts and values of random and hostile documents against Python's `json`.
///
/// Python is asked in its strict mode, on text decoded as strict UTF-8, with numbers kept as text.
/// We are stricter on purpose in two things, and the judge reports them as verdicts of their own:
/// - `C`: `NaN`, `Infinity`, `-Infinity` are no JSON (RFC 8259 §6), though Python takes them;
/// - `S`: half a surrogate pair is no character, so no UTF-8 or Swift string can hold it (RFC 7493
///   §2.1). A byte order mark is refused by both (Python would only take it when guessing the
///   encoding of bytes).
@Suite struct JSONDifferentialTests {
    private static let judge = """
        import json
        class Constant(Exception): pass
        class Half(Exception): pass
        def constant(name): raise Constant()
        def text(value):
            if any(0xD800 <= ord(c) <= 0xDFFF for c in value): raise Half()
            return value.encode("utf-8").hex()
        class Number(str): pass
        class Pairs(list): pass
        def canonical(v):
            if v is True: return "t"
            if v is False: return "f"
            if v is None: return "n"
            if isinstance(v, Number): return "N:" + v
            if isinstance(v, str): return "S:" + text(v)
            if isinstance(v, Pairs):
                last = {k: i for i, (k, _) in enumerate(v)}
                return "{" + "".join(
                    text(k) + ":" + canonical(x) + "@" + str(last[k]) + "," for k, x in v) + "}"
            return "[" + "".join(canonical(x) + "," for x in v) + "]"
        for item in items():
            try:
                value = json.loads(item.decode("utf-8"), parse_int=Number, parse_float=Number,
                    parse_constant=constant, object_pairs_hook=Pairs)
                print("A" + canonical(value))
            except Constant: print("C")
            except Half: print("S")
            except ValueError: print("R")
        """

    @Test(.enabled(if: Python.isPresent, Python.missing), arguments: [1, 2, 3] as [UInt64])
    func verdictsAndValuesAreThoseOfPython(seed: UInt64) throws {
        var source = RandomJSON(seed: seed)
        var documents: [[UInt8]] = []
        for _ in 0..<2_000 {
            let document = source.document()
            documents.append(document)
            documents.append(source.mutated(document))
            documents.append(source.mutated(document))
        }
        let verdicts = try Python.run(Self.judge, on: documents)
        try #require(verdicts.count == documents.count)
        var accepted = 0
        for (document, verdict) in zip(documents, verdicts) {
            let ours = Self.verdict(document)
            accepted += ours == "R" ? 0 : 1
            let theirs = verdict == "C" || verdict == "S" ? "R" : verdict
            #expect(ours == theirs, "\(String(decoding: document, as: UTF8.self))")
        }
        #expect(accepted > 2_000 && accepted < 4_000, "\(accepted) of \(documents.count)")
        #expect(verdicts.contains("C") && verdicts.contains("S"))
    }

    private static func verdict(_ bytes: [UInt8]) -> String {
        do throws(JSONFault) {
            return "A" + (try ParsedJSON(bytes)).canonical
        } catch {
            return "R"
        }
    }
}
