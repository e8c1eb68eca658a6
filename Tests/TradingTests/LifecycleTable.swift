/// What is decided about an order in each state that it can be in: a line for each thing that can
/// happen, where the order stands afterwards (`=` for where it stood), and what was decided.
///
/// A failing test prints the table as it is now; it is to be read line by line before it is taken
/// over.
enum LifecycleTable {
    /// The tables by the names of their states.
    static let texts: [String: String] = [
        unplaced, unknown, working, partlyFilled, closed,
        refused, amending, amendingWhileCanceling, amendingPartlyFilled, siblings,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }
}
