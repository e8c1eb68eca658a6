import type { BookMessage, Level } from './contract'
import { amount, compare, parse, sum, toText, trimmed, type Decimal } from './decimal'

/** One line of the ladder: `total` is what stands from the best price to here. */
export interface Rung { price: string; quantity: string; total: Decimal; key: string }

interface Standing { price: Decimal; priceText: string; quantity: string }

/** A book as the server tells it: prices to quantities, exact. */
export class BookState {
    isInStep = false
    private bids = new Map<string, Standing>()
    private asks = new Map<string, Standing>()

    replace(message: BookMessage): void {
        this.bids = new Map()
        this.asks = new Map()
        this.apply(message)
    }

    apply(message: BookMessage): void {
        for (const level of message.bids ?? []) set(this.bids, level)
        for (const level of message.asks ?? []) set(this.asks, level)
        if (message.isInStep !== undefined) this.isInStep = message.isInStep
    }

    /** The best `count` levels of each side, the best one first. */
    ladder(count: number): { bids: Rung[]; asks: Rung[] } {
        return { bids: rungs(this.bids, count, -1), asks: rungs(this.asks, count, 1) }
    }
}

function set(side: Map<string, Standing>, [priceText, quantity]: Level): void {
    const price = parse(priceText)
    if (price === null) return
    const key = toText(trimmed(price))
    if (amount(quantity).units === 0n) side.delete(key)
    else side.set(key, { price, priceText, quantity })
}

function rungs(side: Map<string, Standing>, count: number, direction: 1 | -1): Rung[] {
    const best = [...side].sort((a, b) => direction * compare(a[1].price, b[1].price))
    let total: Decimal = { units: 0n, scale: 0 }
    return best.slice(0, count).map(([key, level]) => {
        total = sum(total, amount(level.quantity))
        return { price: level.priceText, quantity: level.quantity, total, key }
    })
}
