internal import Containers
public import Domain

/// How an account stands in one settlement currency, at the marks.
public struct AccountMargin: Sendable {
    /// One position as the venue sees it: all strategies' together.
    public struct Position: Sendable {
        public let instrument: InstrumentID
        public let leg: PositionLeg
        public let mode: MarginMode
        /// Signed, in contracts.
        public let quantity: Money
        /// What it is valued at.
        public let mark: MarkPrice
        /// When the mark was told: old where its stream is quiet.
        public let markedAt: Timestamp
        /// What closing all of it at the mark would gain.
        public let unrealised: Ratio
        /// What must stay in it.
        public let maintenance: Ratio
        /// Initial margin that our books hold for it.
        public let initial: Money
        /// Where it would be liquidated if nothing else moved, rounded so that it is met sooner;
        /// nil where no price above zero is that.
        public let liquidationPrice: MarkPrice?
    }

    /// Of the wallet, before profit that is not realised.
    public let wallet: Money
    /// What closing everything at the marks would gain.
    public let unrealised: Ratio
    /// Wallet and unrealised profit.
    public let balance: Ratio
    /// What our books hold for open positions.
    public let initial: Money
    /// What must stay for all of them.
    public let maintenance: Ratio
    /// Maintenance ÷ balance: liquidated at 1 and above; nil where nothing is left, which is beyond
    /// any ratio.
    public let ratio: Ratio?
    /// In the order in which they were first opened.
    public let positions: [Position]
}

/// Why an account's margin cannot be told.
public enum MarginGap: Error, Sendable, Equatable {
    /// The instrument of an open position has no mark: wait for one.
    case markMissing(InstrumentID)
    /// The venue's maintenance table is not known: it comes with the account's reconciliation.
    case tableMissing(InstrumentID)
    /// An amount is beyond the range of exact arithmetic.
    case arithmetic(ArithmeticFault)
}

extension TradingState {
    /// How an account stands in a settlement currency.
    ///
    /// Cross positions are secured by the wallet, what the others gain and what must stay in them;
    /// an isolated one by the initial margin that our books hold for it.
    ///
    /// - Throws: ``MarginGap``: what is missing. Margin is never guessed.
    /// - Complexity: linear in the positions there ever were.
    public func margin(
        of account: AccountID, in asset: Asset
    ) throws(MarginGap) -> AccountMargin {
        var valued: [ValuedPosition] = []
        for held in openPositions(account, asset) { valued.append(try value(held)) }
        do throws(ArithmeticFault) {
            return try AccountMargin(wallet: balance(account, asset).total, valued)
        } catch {
            throw .arithmetic(error)
        }
    }

    /// Positions of all strategies, added up as the venue sees them.
    private func openPositions(_ account: AccountID, _ asset: Asset) -> [HeldContracts] {
        var open: [HeldContracts] = []
        for row in positions.indices where positions[row].account == account {
            let position = positions[row]
            guard position.quantity != .zero || position.cost != .zero,
                let version = instrumentRow(position.instrument),
                instruments[version].contract.isDerivative, instruments[version].settle == asset
            else { continue }
            let place = open.firstIndex {
                $0.instrument.id == position.instrument && $0.leg == position.leg
            }
            if let place {
                open[place].add(position)
            } else {
                open.append(
                    HeldContracts(
                        position, instruments[version],
                        mode: terms(account, position.instrument)?.mode ?? .cross))
            }
        }
        return open.filter { $0.quantity != .zero }
    }

    private func value(_ held: HeldContracts) throws(MarginGap) -> ValuedPosition {
        let id = held.instrument.id
        guard let condition = condition(id), condition.markedAt != .none else {
            throw .markMissing(id)
        }
        guard let tiers = tiers(id) else { throw .tableMissing(id) }
        do throws(ArithmeticFault) {
            return try ValuedPosition(held, tiers, condition)
        } catch {
            throw .arithmetic(error)
        }
    }
}

/// All strategies' positions in one instrument and leg.
private struct HeldContracts {
    let instrument: Instrument
    let leg: PositionLeg
    let mode: MarginMode
    var quantity: Money
    var cost: Money
    var margin: Money

    init(_ position: Position, _ instrument: Instrument, mode: MarginMode) {
        self.instrument = instrument
        self.mode = mode
        leg = position.leg
        quantity = position.quantity
        cost = position.cost
        margin = position.margin
    }

    mutating func add(_ position: Position) {
        quantity += position.quantity
        cost += position.cost
        margin += position.margin
    }

    /// As margin sees it. What strategies on opposite sides cost may leave a net entry value below
    /// nothing: it is what it is.
    var position: OpenPosition {
        let isLong = quantity > .zero
        let isLinear = instrument.contract == .linear
        return OpenPosition(
            instrument.terms, isLong ? .long : .short, quantity: Ratio(quantity).magnitude,
            entryValue: Ratio(isLong == isLinear ? cost : -cost))
    }
}

private struct ValuedPosition {
    let held: HeldContracts
    let open: OpenPosition
    let tiers: MarginTiers
    let condition: InstrumentCondition
    let unrealised: Ratio
    let maintenance: Ratio

    init(
        _ held: HeldContracts, _ tiers: MarginTiers, _ condition: InstrumentCondition
    ) throws(ArithmeticFault) {
        self.held = held
        self.tiers = tiers
        self.condition = condition
        self.open = held.position
        let mark = Ratio(condition.mark)
        unrealised = try open.profit(at: mark)
        maintenance = try tiers.maintenance(ofValue: open.value(at: mark))
    }

    /// - Parameter collateral: what is behind it beside its own profit.
    func told(collateral: Ratio) throws(ArithmeticFault) -> AccountMargin.Position {
        AccountMargin.Position(
            instrument: held.instrument.id, leg: held.leg, mode: held.mode,
            quantity: held.quantity, mark: condition.mark, markedAt: condition.markedAt,
            unrealised: unrealised, maintenance: maintenance,
            initial: held.margin, liquidationPrice: try liquidationPrice(collateral))
    }

    private func liquidationPrice(_ collateral: Ratio) throws(ArithmeticFault) -> MarkPrice? {
        let exact: Ratio
        do throws(ArithmeticFault) {
            exact = try Liquidation.price(of: open, collateral: collateral, tiers)
        } catch .divisionByZero {
            return nil
        }
        guard exact.sign > 0 else { return nil }
        return MarkPrice(
            raw: try exact.mantissa(
                decimals: Money.decimals, rounded: open.side == .long ? .up : .down))
    }
}

extension AccountMargin {
    fileprivate init(wallet: Money, _ valued: [ValuedPosition]) throws(ArithmeticFault) {
        var (unrealised, maintenance) = (Ratio.zero, Ratio.zero)
        var (shared, sharedMaintenance) = (Ratio(wallet), Ratio.zero)
        var initial = Money.zero
        for position in valued {
            unrealised = try unrealised + position.unrealised
            maintenance = try maintenance + position.maintenance
            initial += position.held.margin
            switch position.held.mode {
            case .cross:
                shared = try shared + position.unrealised
                sharedMaintenance = try sharedMaintenance + position.maintenance
            case .isolated: shared = try shared - Ratio(position.held.margin)
            }
        }
        var told: [Position] = []
        for position in valued {
            switch position.held.mode {
            case .cross:
                told.append(
                    try position.told(
                        collateral: Liquidation.crossCollateral(
                            wallet: shared, otherProfit: -position.unrealised,
                            otherMaintenance: sharedMaintenance - position.maintenance)))
            case .isolated:
                told.append(try position.told(collateral: Ratio(position.held.margin)))
            }
        }
        self.wallet = wallet
        self.unrealised = unrealised
        self.balance = try Ratio(wallet) + unrealised
        self.initial = initial
        self.maintenance = maintenance
        ratio = try MarginRatio.of(maintenance: maintenance, marginBalance: balance)
        positions = told
    }
}
