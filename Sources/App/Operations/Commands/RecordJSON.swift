internal import Domain
internal import Wire

/// Inputs and events as JSON, with the names that they have in the code, in snake case.
///
/// A case without values is its name: `"clock"`. A case with values is an object with its name and
/// what belongs to it: `{"trading_mode_changed":"halted"}`. Amounts are decimal texts; prices and
/// quantities whole numbers at their instrument's decimals; times ISO 8601; what is not there null.
enum RecordJSON {
    static func write(_ value: Any, into json: inout JSONWriter) {
        if writeLeaf(value, into: &json) { return }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            if let child = mirror.children.first {
                write(child.value, into: &json)
            } else {
                json.null()
            }
        case .enum: write(case: value, mirror, into: &json)
        case .collection, .set:
            json.beginArray()
            for child in mirror.children { write(child.value, into: &json) }
            json.endArray()
        case _:
            json.beginObject()
            for child in mirror.children { write(member: child, into: &json) }
            json.endObject()
        }
    }

    private static func write(member child: Mirror.Child, into json: inout JSONWriter) {
        let label = child.label.flatMap { $0.hasPrefix(".") ? nil : $0 }
        json.name(snake(label ?? name(of: child.value)))
        write(child.value, into: &json)
    }

    private static func write(case value: Any, _ mirror: Mirror, into json: inout JSONWriter) {
        guard let child = mirror.children.first, let label = child.label else {
            return json.text(snake("\(value)"))
        }
        json.beginObject()
        json.name(snake(label))
        write(child.value, into: &json)
        json.endObject()
    }

    /// What is written as one text or number. - Returns: false where it has parts.
    private static func writeLeaf(_ value: Any, into json: inout JSONWriter) -> Bool {
        switch value {
        case let time as Timestamp:
            if time == .none {
                json.null()
            } else {
                json.text(UTCText.of(nanoseconds: time.nanoseconds))
            }
        case let row as OrderRow:
            if row == .none { json.null() } else { json.integer(row.index) }
        case let flag as Bool: json.bool(flag)
        case let text as String: json.text(text)
        case let number as Int128: json.text("\(number)")
        case let number as any FixedWidthInteger: json.integer(Int128(number))
        case let described as any CustomStringConvertible:
            let mirror = Mirror(reflecting: value)
            guard mirror.displayStyle == .struct else { return false }
            let only = mirror.children.count == 1 ? mirror.children.first?.value : nil
            if let number = only as? any FixedWidthInteger, !(number is Int128) {
                json.integer(Int128(number))
            } else if described.description.isEmpty {
                json.null()
            } else {
                json.text(described.description)
            }
        case _: return false
        }
        return true
    }

    /// What a value without a name of its own is called: by its type.
    private static func name(of value: Any) -> String {
        let type = "\(Swift.type(of: value))"
        guard let start = type.firstIndex(of: "<"), type.hasPrefix("TextIdentifier") else {
            return type
        }
        let tag = type[type.index(after: start)...].dropLast()
        let kind = tag.split(separator: ".").last.map(String.init) ?? String(tag)
        return kind == "Reason" || kind == "Symbol" ? kind : kind + "ID"
    }

    /// `clientOrderID` as `client_order_id`.
    static func snake(_ name: String) -> String {
        NameWords.of(name).joined(separator: "_")
    }
}
