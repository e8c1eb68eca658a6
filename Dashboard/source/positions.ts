import type { Position, Ticker } from './contract'
import { amount, difference, product, sum, type Decimal } from './decimal'

/** Of a contract what the venue tells, null where it tells nothing; of spot half way between the
 * best bid and the best ask, exactly, null where the book is of no use. */
export function markOf(ticker: Ticker | undefined): Decimal | null {
    if (ticker === undefined) return null
    if (ticker.markPrice !== undefined) {
        return ticker.markPrice === null ? null : amount(ticker.markPrice)
    }
    if (!ticker.isInStep) return null
    if (ticker.bid === null || ticker.ask === null) return null
    return product(sum(amount(ticker.bid), amount(ticker.ask)), amount('0.5'))
}

/** What closing at the mark would bring, before fees: the server computes it in the same way, but
 * says it only when the position changes. */
export function unrealised(position: Position, mark: Decimal): Decimal {
    return difference(product(amount(position.quantity), mark), amount(position.cost))
}
