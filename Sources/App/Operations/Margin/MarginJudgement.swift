internal import Domain
internal import Wire

/// What became of one vector.
struct MarginJudgement {
    /// How it ended.
    enum Verdict: String {
        case passed, failed, skipped
    }

    let vector: MarginVector
    let verdict: Verdict
    /// The results, or why there are none.
    let text: String

    /// Computes a vector and compares.
    init(_ vector: MarginVector) {
        self.vector = vector
        guard vector.isRequired else {
            verdict = .skipped
            text = "not required: it follows conventions of \(vector.model) that are not ours"
            return
        }
        do throws(VectorFault) {
            let answers = try MarginFormulas.answers(to: vector)
            for member in vector.expected { try Self.check(member, answers, vector) }
            let names = vector.expected.map(\.name)
            text = answers.filter { names.contains($0.name) }
                .map { "\($0.name)=\($0.value.text)" }.joined(separator: " ")
            verdict = .passed
        } catch {
            verdict = .failed
            text = error.reason
        }
    }

    /// One line: the verdict, the vector, and its results or the reason.
    var line: String { "\(verdict.rawValue): \(vector.id) \(vector.kind)/\(vector.model): \(text)" }

    private static func check(
        _ member: VectorMember, _ answers: [VectorAnswer], _ vector: MarginVector
    ) throws(VectorFault) {
        guard let answer = answers.first(where: { $0.name == member.name }) else {
            throw VectorFault(
                "no result '\(member.name)' is known for inputs \(vector.inputs.names)")
        }
        switch answer.value {
        case .text(let text):
            func bare(_ text: String?) -> String? { text?.filter { !$0.isWhitespace } }
            guard bare(text) == bare(member.value.text) else {
                throw VectorFault("\(member.name) is '\(text)' and not what is expected")
            }
        case .number(let number):
            let comparison = VectorComparison(
                name: member.name, number: number, tolerance: vector.tolerance)
            try comparison.check(
                expected: member.value, recomputed: vector.recomputed.named(member.name))
        }
    }
}

/// A result beside what a file says of it.
struct VectorComparison {
    let name: String
    let number: Ratio
    let tolerance: Ratio

    /// Decimals up to which a result that ends must be exactly what was recomputed.
    private static let exactDecimals = 18

    /// A number as the file wrote it.
    private struct Written {
        let text: String
        let number: Ratio
        let decimals: Int

        init?(_ value: VectorValue) {
            guard let text = value.text, let number = Ratio(text.utf8.span),
                let decimal = DecimalText(text.utf8.span)
            else { return nil }
            self.text = text
            self.number = number
            decimals = decimal.decimals
        }
    }

    /// Compares with what was recomputed, exactly where both end, and with what is expected.
    ///
    /// - Throws: how they differ.
    func check(expected: VectorValue, recomputed: VectorValue?) throws(VectorFault) {
        guard let expected = Written(expected) else {
            throw VectorFault("what is expected as \(name) is no number")
        }
        let recomputed = try written(recomputed)
        let differing: Written?
        do throws(ArithmeticFault) {
            if let recomputed, try !isValue(recomputed) {
                differing = recomputed
            } else {
                differing = try isNear(expected, isKnown: recomputed != nil) ? nil : expected
            }
        } catch {
            throw VectorFault(error)
        }
        guard let differing else { return }
        let ours = VectorAnswer.Value.number(number).text
        throw VectorFault("\(name)=\(ours) and not \(differing.text)")
    }

    /// What was recomputed; nil where nothing was, or it is null.
    private func written(_ recomputed: VectorValue?) throws(VectorFault) -> Written? {
        guard let recomputed else { return nil }
        if case .other = recomputed { return nil }
        guard let written = Written(recomputed) else {
            throw VectorFault("what was recomputed as \(name) is no number")
        }
        return written
    }

    /// Whether `recomputed` is this number: exactly, where both end within ``exactDecimals``; else
    /// as far as it was written.
    private func isValue(_ recomputed: Written) throws(ArithmeticFault) -> Bool {
        let difference = try (number - recomputed.number).magnitude
        let doesEnd = try number.isWhole(decimals: Self.exactDecimals)
        if doesEnd, try recomputed.number.isWhole(decimals: Self.exactDecimals) {
            return difference.sign == 0
        }
        let written = Ratio(1, decimals: min(recomputed.decimals, Self.exactDecimals))
        return try difference <= .greater(tolerance, written)
    }

    /// Whether `expected` is within the tolerance. Where that is zero, and the number does not end
    /// or is what was recomputed, it is the number to the last digit that was written.
    private func isNear(
        _ expected: Written, isKnown: Bool
    ) throws(ArithmeticFault) -> Bool {
        if try (number - expected.number).magnitude <= tolerance { return true }
        guard tolerance.sign == 0, expected.decimals <= DecimalWriter.decimalsMax else {
            return false
        }
        let doesEnd = try number.isWhole(decimals: Self.exactDecimals)
        guard isKnown || !doesEnd else { return false }
        let mantissa = try number.mantissa(decimals: expected.decimals, rounded: .halfEven)
        return try Ratio(mantissa, decimals: expected.decimals) == expected.number
    }
}

extension VectorAnswer.Value {
    /// For people: 18 decimals.
    var text: String {
        switch self {
        case .number(let number): number.text(decimals: 18) ?? "a number beyond 128 bits"
        case .text(let text): "'\(text)'"
        }
    }
}
