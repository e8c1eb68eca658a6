/// What is wrong at a venue, by where it showed: what gets well in one place says nothing of the
/// others.
struct VenueTroubles {
    /// Where it showed, in the order in which it is told.
    enum Place: Int, CaseIterable {
        case account, clock, listing, marketData, orders
    }

    private var words = [String?](repeating: nil, count: Place.allCases.count)

    subscript(place: Place) -> String? {
        get { words[place.rawValue] }
        set { words[place.rawValue] = newValue }
    }

    /// All of it, for people; nil for nothing.
    var text: String? {
        let all = words.compactMap(\.self)
        return all.isEmpty ? nil : all.joined(separator: "; ")
    }
}
