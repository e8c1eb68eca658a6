internal import Domain
internal import Edge
internal import Trading

/// An account's margin as people see it: what is exact is rounded once, to money's last digit.
enum MarginTold {
    static func margin(
        _ state: TradingState, of account: AccountID, in asset: Asset
    ) -> Result<MarginStanding, MarginUnknown> {
        do throws(MarginGap) {
            let margin = try state.margin(of: account, in: asset)
            do throws(ArithmeticFault) {
                return .success(try standing(margin))
            } catch {
                return .failure(outOfRange)
            }
        } catch {
            switch error {
            case .markMissing(let instrument):
                return .failure(
                    MarginUnknown(
                        code: "MARK_MISSING", why: "no price is known", instrument: instrument))
            case .tableMissing(let instrument):
                return .failure(
                    MarginUnknown(
                        code: "MARGIN_TABLE_MISSING",
                        why: "the venue's maintenance table is not known", instrument: instrument))
            case .arithmetic: return .failure(outOfRange)
            }
        }
    }

    private static let outOfRange = MarginUnknown(
        code: "MARGIN_OUT_OF_RANGE", why: "an amount is beyond the range of money",
        instrument: InstrumentID(0))

    private static func standing(
        _ margin: AccountMargin
    ) throws(ArithmeticFault) -> MarginStanding {
        var positions: [MarginStanding.Position] = []
        for position in margin.positions {
            positions.append(
                MarginStanding.Position(
                    instrument: position.instrument, leg: position.leg, mode: position.mode,
                    quantity: position.quantity, mark: position.mark,
                    markedAt: position.markedAt,
                    unrealised: try position.unrealised.money(rounded: .halfEven),
                    initial: position.initial,
                    maintenance: try position.maintenance.money(rounded: .up),
                    liquidationPrice: position.liquidationPrice))
        }
        return MarginStanding(
            wallet: margin.wallet, unrealised: try margin.unrealised.money(rounded: .halfEven),
            balance: try margin.balance.money(rounded: .down), initial: margin.initial,
            maintenance: try margin.maintenance.money(rounded: .up),
            ratio: try margin.ratio?.money(rounded: .up), positions: positions)
    }
}
