import type { Instrument, OrderTicket, OrderType, Side, TimeInForce } from './contract'
import { amount, compare, isMultiple, parse, product, type Decimal } from './decimal'

/** What stands in the fields of the ticket, as typed. */
export interface Draft {
    side: Side
    type: OrderType
    price: string
    quantity: string
    timeInForce: TimeInForce
    postOnly: boolean
}

/** What is wrong, field by field. */
export interface Complaints { price?: string; quantity?: string; timeInForce?: string }

/** Checks by the instrument's rules before the server does; the server's word is what counts. */
export function complaints(draft: Draft, instrument: Instrument, best: string | null): Complaints {
    const found: Complaints = {}
    if (draft.type === 'limit') {
        const wrong = priceComplaint(draft.price, instrument)
        if (wrong !== null) found.price = wrong
    }
    const wrong = quantityComplaint(draft.quantity, instrument)
        ?? (found.price === undefined ? notionalComplaint(draft, instrument, best) : null)
    if (wrong !== null) found.quantity = wrong
    if (draft.postOnly && draft.type === 'limit' && draft.timeInForce !== 'gtc') {
        found.timeInForce = 'Post-only orders wait in the book: take GTC.'
    }
    return found
}

function priceComplaint(text: string, { tick, quote }: Instrument): string | null {
    const price = parse(text.trim())
    if (text.trim() === '') return 'A limit order needs a price.'
    if (price === null) return 'Write the price in digits, with a point for the decimals.'
    if (price.units <= 0n) return 'The price must be above zero.'
    if (!isMultiple(price, amount(tick))) return `The price goes in steps of ${tick} ${quote}.`
    return null
}

function quantityComplaint(text: string, instrument: Instrument): string | null {
    const { lot, quantityMin, quantityMax, base } = instrument
    const quantity = parse(text.trim())
    if (text.trim() === '') return 'How much?'
    if (quantity === null) return 'Write the quantity in digits, with a point for the decimals.'
    if (quantity.units <= 0n) return 'The quantity must be above zero.'
    if (compare(quantity, amount(quantityMin)) < 0) return `At least ${quantityMin} ${base}.`
    const most = amount(quantityMax)
    if (most.units > 0n && compare(quantity, most) > 0) return `At most ${quantityMax} ${base}.`
    if (!isMultiple(quantity, amount(lot))) return `The quantity goes in steps of ${lot} ${base}.`
    return null
}

function notionalComplaint(
    draft: Draft, { notionalMin, quote }: Instrument, best: string | null
): string | null {
    const worth = notional(draft, best)
    if (worth === null || compare(worth, amount(notionalMin)) >= 0) return null
    return `Worth at least ${notionalMin} ${quote} is asked for.`
}

/** What the order is worth, exactly: at its price, or for a market order at the best price of the
 * other side, which is no promise. Null where there is no telling. */
export function notional(draft: Draft, best: string | null): Decimal | null {
    const price = parse(draft.type === 'limit' ? draft.price.trim() : best ?? '')
    const quantity = parse(draft.quantity.trim())
    return price === null || quantity === null ? null : product(price, quantity)
}

/** The order that a flawless draft asks for. */
export function orderOf(
    draft: Draft, symbol: string, account: string | null, clientOrderId: string
): OrderTicket {
    const order: OrderTicket = {
        clientOrderId, symbol, side: draft.side, type: draft.type, quantity: draft.quantity.trim(),
    }
    if (account !== null) order.account = account
    if (draft.type === 'limit') {
        order.price = draft.price.trim()
        order.timeInForce = draft.timeInForce
        order.postOnly = draft.postOnly
    }
    return order
}

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A name that no other order has: 24 letters, 80 bits of them drawn. */
export function freshClientOrderId(now: number, draw: (bytes: Uint8Array) => void): string {
    const drawn = new Uint8Array(16)
    draw(drawn)
    const dice = Array.from(drawn, byte => letters[byte % letters.length]).join('')
    return `web-${now.toString(36)}-${dice}`
}
