import { reactive } from 'vue'
import type { Order, OrderTicket } from './contract'
import { desk, orderKey } from './desk'
import { tell } from './notices'
import { call, inWords, type Outcome } from './rest'

/** Where the one order that the ticket is about stands.
 *
 * An order keeps its client order id until it is known what became of it: whatever is sent again
 * is sent under the same id, so it cannot be placed twice. */
export type Stage =
    | { name: 'writing' }
    | { name: 'sending'; order: OrderTicket }
    | { name: 'refused'; order: OrderTicket; why: string; mayRetry: boolean }
    | { name: 'unknown'; order: OrderTicket; why: string; since: number }
    | { name: 'taken'; order: Order }

const storageKey = 'plimsoll.order-without-an-answer'

export const ticket = reactive<{ stage: Stage }>({ stage: remembered() })

/** Sends an order, or the same order once more. */
export async function send(order: OrderTicket): Promise<void> {
    remember(order)
    ticket.stage = { name: 'sending', order }
    settle(order, await call<Order>('POST', '/orders', order))
}

/** Asks the server what it knows of the order whose outcome is unknown. */
export async function lookUp(): Promise<void> {
    const { stage } = ticket
    if (stage.name !== 'unknown') return
    const answer = await ask(stage.order)
    if (ticket.stage !== stage) return
    switch (answer.kind) {
    case 'done':
        settle(stage.order, answer)
        break
    case 'refused':
        ticket.stage = {
            ...stage,
            why: answer.status === 404
                ? 'The server has not taken it so far. To have it, send it again.'
                : inWords(answer.problem),
        }
        break
    case 'unknown':
        tell(`No answer: ${answer.why}.`)
    }
}

/** Looks whether the orders that came over the link answer the question. */
export function noticeOrders(): void {
    const { stage } = ticket
    if (stage.name !== 'unknown') return
    const found = [...desk.orders.values()].find(order =>
        order.clientOrderId === stage.order.clientOrderId
        && (stage.order.account === undefined || stage.order.account === order.account))
    if (found !== undefined) settle(stage.order, { kind: 'done', status: 200, data: found })
}

/** Begins a new order. For an order of unknown outcome the caller has asked the person first. */
export function startAnew(): void {
    remember(null)
    ticket.stage = { name: 'writing' }
}

async function ask(order: OrderTicket): Promise<Outcome<Order>> {
    const account = order.account === undefined
        ? '' : `?account=${encodeURIComponent(order.account)}`
    return call<Order>('GET', `/orders/${encodeURIComponent(order.clientOrderId)}${account}`)
}

function settle(order: OrderTicket, outcome: Outcome<Order>): void {
    switch (outcome.kind) {
    case 'done': {
        remember(null)
        desk.learn(outcome.data)
        const order = desk.orders.get(orderKey(outcome.data)) ?? outcome.data
        ticket.stage = { name: 'taken', order }
        break
    }
    case 'refused': {
        // 503: nothing was taken, and the same order may be taken in a moment.
        const mayRetry = outcome.status === 503 || outcome.status === 429
        if (!mayRetry) remember(null)
        ticket.stage = { name: 'refused', order, why: inWords(outcome.problem), mayRetry }
        break
    }
    case 'unknown':
        ticket.stage = { name: 'unknown', order, why: outcome.why, since: Date.now() }
        // Its order may have come over the link before the answer was given up.
        noticeOrders()
        if (ticket.stage.name === 'unknown') {
            tell('The outcome of the order is unknown. Look at the ticket.', 'urgent')
        }
    }
}

/** Outlives a reload of the page, so that the id does too. */
function remember(order: OrderTicket | null): void {
    if (order === null) sessionStorage.removeItem(storageKey)
    else sessionStorage.setItem(storageKey, JSON.stringify(order))
}

function remembered(): Stage {
    const text = sessionStorage.getItem(storageKey)
    if (text === null) return { name: 'writing' }
    const order = JSON.parse(text) as OrderTicket
    const why = 'the page was loaded anew before the answer came'
    return { name: 'unknown', order, why, since: Date.now() }
}
