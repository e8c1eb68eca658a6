/// The words that a name of the code is made of.
public enum NameWords {
    /// In small letters: `client`, `order`, `id`, `missing` of `clientOrderIDMissing`.
    ///
    /// A word begins with a capital that follows a small letter or a digit, or that a small letter
    /// follows: an abbreviation is one word.
    public static func of(_ name: String) -> [String] {
        let letters = Array(name)
        var words: [String] = []
        for (place, letter) in letters.enumerated() {
            let isAfterCapital = place > 0 && letters[place - 1].isUppercase
            let isBeforeSmall = place + 1 < letters.count && letters[place + 1].isLowercase
            let begins = letter.isUppercase && (!isAfterCapital || isBeforeSmall)
            if place == 0 || begins { words.append("") }
            words[words.count - 1] += letter.lowercased()
        }
        return words
    }
}
