internal import Containers
internal import Domain
internal import Wire

/// What people call things, and the numbers that the house has for them.
struct HouseNames {
    struct Account {
        let id: AccountID
        let name: String
        /// Nil where its venue is none of the house's.
        let venue: VenueID?
        /// Whose the orders are that name no strategy.
        let strategy: StrategyID
    }

    private struct Listing: Hashable {
        let venue: VenueID
        let symbol: Symbol
    }

    private(set) var accounts: [Account] = []
    private(set) var venues: [VenueID: String] = [:]
    private var listings: [Listing: InstrumentID] = [:]
    private var first: [Symbol: InstrumentID] = [:]
    private var rowsSeen = 0

    mutating func take(_ report: HouseReport) {
        venues = [:]
        for venue in report.venues { venues[venue.id] = venue.name }
        accounts = report.accounts.map { account in
            let venue = report.venues.first { $0.name == account.venue }
            return Account(
                id: account.id, name: account.name, venue: venue?.id,
                strategy: account.strategy)
        }
    }

    /// Takes in the versions that were listed since.
    mutating func take(_ instruments: ChunkedTable<Instrument>) {
        while rowsSeen < instruments.count {
            let instrument = instruments[rowsSeen]
            let listing = Listing(venue: instrument.venue, symbol: instrument.symbol)
            listings[listing] = instrument.id
            if let known = first[instrument.symbol] {
                first[instrument.symbol] = min(known, instrument.id)
            } else {
                first[instrument.symbol] = instrument.id
            }
            rowsSeen += 1
        }
    }

    /// An account by its name; the only one where none is named.
    func account(_ name: String?) throws(Problem) -> Account {
        let names = accounts.map(\.name)
        guard let name else {
            guard accounts.count == 1 else {
                throw .missingField(
                    "account",
                    fix: accounts.isEmpty
                        ? "configure an account first"
                        : "name one of \(names.joined(separator: ", "))")
            }
            return accounts[0]
        }
        guard let account = accounts.first(where: { $0.name == name }) else {
            throw .accountUnknown(name, among: names)
        }
        return account
    }

    /// The name of an account; its number where the configuration has it no more.
    func name(of account: AccountID) -> String {
        accounts.first { $0.id == account }?.name ?? "#\(account.raw)"
    }

    func name(of venue: VenueID) -> String {
        venues[venue] ?? "#\(venue.raw)"
    }

    /// An instrument by its symbol at a venue; without a venue that of the first one listed.
    func instrument(_ symbol: Symbol, at venue: VenueID?) -> InstrumentID? {
        guard let venue else { return first[symbol] }
        return listings[Listing(venue: venue, symbol: symbol)]
    }

    /// As ``instrument(_:at:)``, with advice where there is none.
    func instrument(named text: String, at venue: VenueID?) throws(Problem) -> InstrumentID {
        if let symbol = try? Symbol(text), let id = instrument(symbol, at: venue) { return id }
        throw .symbolUnknown(text, near: nearest(to: text))
    }

    /// Only where there are few: the advice must not take longer than the work.
    private func nearest(to text: String) -> String? {
        guard first.count <= 2_000 else { return nil }
        return NearestName.of(text, among: first.keys.map(\.description).sorted())
    }
}
