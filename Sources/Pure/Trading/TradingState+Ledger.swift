internal import Containers
internal import Domain

// The ledger: every amount that moves goes through here, into the wallet, into one of the accounts
// that stand against it, and into one strategy's sub-account.
extension TradingState {
    /// Adds to a wallet and to a sub-account what came from a counter account.
    ///
    /// - Parameter amount: negative for what goes there.
    mutating func post(
        _ amount: Money, _ asset: Asset, of account: AccountID, owner: StrategyID,
        from counter: LedgerCounter
    ) {
        guard amount != .zero else { return }
        balances[ensureBalance(account, asset)].take(amount, from: counter)
        capitals[ensureCapital(account, owner, asset)].total += amount
    }

    /// Sets aside for an order, or gives back.
    mutating func reserve(
        _ amount: Money, _ asset: Asset, of account: AccountID, owner: StrategyID
    ) {
        guard amount != .zero else { return }
        let balance = ensureBalance(account, asset)
        let capital = ensureCapital(account, owner, asset)
        balances[balance].reserved += amount
        capitals[capital].reserved += amount
        assert(capitals[capital].reserved >= .zero, "more was released than was set aside")
    }

    /// Holds margin for a position, or gives it back.
    mutating func hold(_ amount: Money, _ asset: Asset, of account: AccountID, owner: StrategyID) {
        guard amount != .zero else { return }
        let balance = ensureBalance(account, asset)
        let capital = ensureCapital(account, owner, asset)
        balances[balance].margin += amount
        capitals[capital].margin += amount
        assert(capitals[capital].margin >= .zero, "more margin was given back than was held")
    }

    /// Notes what a strategy gained, whoever's capital it traded with.
    mutating func gain(
        _ amount: Money, _ asset: Asset, of account: AccountID, _ strategy: StrategyID,
        at time: Timestamp
    ) {
        guard amount != .zero else { return }
        capitals[ensureCapital(account, strategy, asset)].gain(amount, at: time)
    }

    /// Moves capital between strategies; the wallet stays as it is.
    mutating func move(_ transfer: CapitalTransfer) {
        capitals[ensureCapital(transfer.account, transfer.from, transfer.asset)].total -=
            transfer.amount
        capitals[ensureCapital(transfer.account, transfer.to, transfer.asset)].total +=
            transfer.amount
    }

    private mutating func ensureBalance(_ account: AccountID, _ asset: Asset) -> Int {
        let row: Int
        if let known = balanceRow(account, asset) {
            row = known
        } else {
            row = balances.append(Balance(account: account, asset: asset))
            balanceIndex.insert(hash: Self.balanceHash(account, asset), row: row)
        }
        recentBalances.keep(row, RecentRows.key(account, .external, asset))
        return row
    }

    private mutating func ensureCapital(
        _ account: AccountID, _ strategy: StrategyID, _ asset: Asset
    ) -> Int {
        let row: Int
        if let known = capitalRow(account, strategy, asset) {
            row = known
        } else {
            row = capitals.append(Capital(account: account, strategy: strategy, asset: asset))
            capitalIndex.insert(hash: Self.capitalHash(account, strategy, asset), row: row)
        }
        recentCapitals.keep(row, RecentRows.key(account, strategy, asset))
        return row
    }

    /// Changes the position that a fill is of.
    mutating func changePosition(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID,
        _ leg: PositionLeg, _ body: (inout Position) -> Void
    ) {
        let row: Int
        if let known = positionRow(account, strategy, instrument, leg) {
            row = known
        } else {
            row = positions.append(
                Position(account: account, strategy: strategy, instrument: instrument, leg: leg))
            positionIndex.insert(
                hash: Self.positionHash(account, strategy, instrument, leg), row: row)
        }
        recentPositions.keep(row, RecentRows.key(account, strategy, instrument))
        guard !isReplaying else { return body(&positions[row]) }
        let before = (quantity: positions[row].quantity, cost: positions[row].cost)
        body(&positions[row])
        exposures.move(
            ExposureKey(
                account: account, strategy: strategy, instrument: instrument, leg: leg),
            at: venue(instrument), by: positions[row].quantity - before.quantity,
            cost: positions[row].cost - before.cost)
    }

    mutating func changeAccount(_ account: AccountID, _ body: (inout AccountCondition) -> Void) {
        let row: Int
        if let known = accountRow(account) {
            row = known
        } else {
            row = accounts.append(AccountCondition(account: account))
            accountIndex.insert(hash: TradingScope.account(account).keyHash, row: row)
        }
        body(&accounts[row])
    }
}
