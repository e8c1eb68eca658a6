internal import Domain

/// What the futures venue keeps beside its books.
struct FuturesDesk {
    enum Limits {
        /// Payments that are kept of an account; the oldest go first.
        static let incomeMax = 100_000
        /// Conditions that an account may have open; one more is refused.
        static let conditionalsMax = 200
        /// Conditions that are kept, open or not.
        static let conditionalsKeptMax = 100_000
    }

    /// Money that came or went.
    struct Income {
        let id: Int64
        let account: Int
        /// Empty where it is of no symbol.
        let symbol: String
        let kind: String
        let amount: Money
        let time: Int64
    }

    var ledger: FuturesLedger
    /// By symbol.
    var marks: [Price]
    /// A mark that was set, in place of the book's.
    var pinned: [Price?]
    /// Paid at the next funding time, in units of 10^−8.
    var rates: [Int64]
    var nextFunding: Int64
    var income: [Income] = []
    var conditionals: [PaperConditional] = []
    /// Row of ``conditionals`` by the order that it became.
    var conditionalOfOrder: [Int64: Int] = [:]
    /// What fills gained, by order, in the order of its fills.
    var gains: [Int64: [Money]] = [:]
    /// Accounts that were told that they are short of margin.
    var warned: Set<Int> = []
    var lastTransaction: Int64 = 7000
    var lastConditional: Int64 = 500

    /// Every eight hours of the day.
    static let fundingInterval: Int64 = 8 * 3_600_000

    init(_ symbols: [PaperSymbol], at time: Int64) {
        ledger = FuturesLedger(symbols)
        marks = symbols.map(\.startPrice)
        pinned = symbols.map { _ in nil }
        rates = symbols.map { _ in 10_000 }
        nextFunding = (time / Self.fundingInterval + 1) * Self.fundingInterval
    }

    mutating func note(
        _ kind: String, _ amount: Money, of symbol: String, to account: Int, at time: Int64
    ) {
        lastTransaction += 1
        income.append(
            Income(
                id: lastTransaction, account: account, symbol: symbol, kind: kind,
                amount: amount, time: time))
        if income.count >= 2 * Limits.incomeMax { income.removeFirst(Limits.incomeMax) }
    }
}

/// An order that waits for a price before it is one.
struct PaperConditional {
    enum Status: String {
        case new = "NEW"
        case triggered = "TRIGGERED"
        case finished = "FINISHED"
        case canceled = "CANCELED"
        case rejected = "REJECTED"
        case expired = "EXPIRED"

        var isOpen: Bool { self == .new }
    }

    let id: Int64
    /// What it becomes.
    var placement: PaperPlacement
    /// STOP, STOP_MARKET, TAKE_PROFIT or TAKE_PROFIT_MARKET.
    let kind: String
    let trigger: Price
    /// Whether the mark decides, or the last trade.
    let isByMark: Bool
    var status = Status.new
    /// What it became; 0 for nothing yet.
    var order: Int64 = 0
    let time: Int64
    var updateTime: Int64
    var why = ""

    /// Whether it becomes an order when the price is at or above its trigger.
    var isAbove: Bool {
        let isStop = kind.hasPrefix("STOP")
        return (placement.side == .buy) == isStop
    }

    func isMet(by price: Price) -> Bool { isAbove ? price >= trigger : price <= trigger }
}
