public import Containers

/// The account that stands against a wallet in a posting: where money came from or went to.
public enum LedgerCounter: UInt8, Sendable, CaseIterable {
    /// Deposits, withdrawals and opening balances.
    case external = 0
    /// The other currency of a spot trade.
    case traded = 1
    /// What venues charged.
    case fees = 2
    /// What holders of perpetuals paid each other.
    case funding = 3
    /// Profit and loss of contracts that were closed.
    case profit = 4
    /// What the venue had otherwise than our books, once a person or a rule has accepted it.
    case difference = 5
}

/// A venue account's wallet in one asset, with the ledger accounts that stand against it.
///
/// Double entry: every posting adds the same amount to ``total`` and to one counter account, and to
/// one strategy's ``Capital``. So the total is what the counters add up to, and what the capitals
/// add up to, after every event.
public struct Balance: Sendable, Equatable {
    public var account: AccountID
    public var asset: Asset
    /// Everything, reserved amounts included.
    public var total: Money
    /// Set aside for open orders.
    public var reserved: Money
    /// Held by open positions in contracts: their initial margin.
    public var margin: Money
    /// What came in less what went out.
    public var external: Money
    /// Bought less paid.
    public var traded: Money
    /// Zero or below, but for rebates.
    public var fees: Money
    /// Received less paid.
    public var funding: Money
    /// Gained less lost with contracts.
    public var profit: Money
    /// Accepted from the venue without a reason that our books know.
    public var difference: Money

    public init(account: AccountID, asset: Asset, total: Money = .zero, reserved: Money = .zero) {
        self.account = account
        self.asset = asset
        self.total = total
        self.reserved = reserved
        self.margin = .zero
        self.external = total
        self.traded = .zero
        self.fees = .zero
        self.funding = .zero
        self.profit = .zero
        self.difference = .zero
    }

    /// What new orders may use. Negative only after the venue reported more than we allowed.
    @inlinable public var available: Money { total - reserved - margin }

    /// What the counter accounts add up to: the total, at every sequence number.
    @inlinable public var counters: Money {
        external + traded + fees + funding + profit + difference
    }

    /// Adds to the wallet what came from one counter account.
    public mutating func take(_ amount: Money, from counter: LedgerCounter) {
        total += amount
        switch counter {
        case .external: external += amount
        case .traded: traded += amount
        case .fees: fees += amount
        case .funding: funding += amount
        case .profit: profit += amount
        case .difference: difference += amount
        }
    }
}

extension Balance: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        asset.encode(into: &writer)
        writer.put(total.raw)
        writer.put(reserved.raw)
        writer.put(margin.raw)
        writer.put(external.raw)
        writer.put(traded.raw)
        writer.put(fees.raw)
        writer.put(funding.raw)
        writer.put(profit.raw)
        writer.put(difference.raw)
    }

    /// Of the layout before this one the whole total counts as come from outside.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), asset: try Asset(decoding: &reader),
            total: Money(raw: try reader.int128()), reserved: Money(raw: try reader.int128()))
        guard reader.layout >= 2 else { return }
        margin = Money(raw: try reader.int128())
        external = Money(raw: try reader.int128())
        traded = Money(raw: try reader.int128())
        fees = Money(raw: try reader.int128())
        funding = Money(raw: try reader.int128())
        profit = Money(raw: try reader.int128())
        difference = Money(raw: try reader.int128())
    }
}
