import type { Mode, Order } from './contract'
import { desk } from './desk'
import { tell } from './notices'
import { call, inWords } from './rest'
import { openOrders } from './words'

/** Asks for one order to be canceled. Canceling twice does no harm. - Returns: whether it was
 * taken, or the order was closed already. */
export async function cancel(order: Order): Promise<boolean> {
    const name = encodeURIComponent(order.clientOrderId)
    const path = `/orders/${name}?account=${encodeURIComponent(order.account)}`
    const answer = await call<Order>('DELETE', path)
    switch (answer.kind) {
    case 'done':
        desk.learn(answer.data)
        return true
    case 'refused':
        if (answer.status === 409) return true
        tell(`${order.symbol} ${order.clientOrderId} was not canceled: ${inWords(answer.problem)}`,
            'urgent')
        return false
    case 'unknown':
        tell(`No answer to a cancel of ${order.symbol}: ${answer.why}. `
            + 'Cancel again if it stays open.', 'urgent')
        return false
    }
}

/** Asks for every open order to be canceled, one after the other. */
export async function cancelAll(): Promise<void> {
    const open = desk.openOrders()
    let taken = 0
    for (const order of open) taken += await cancel(order) ? 1 : 0
    tell(`Asked to cancel ${taken} of ${openOrders(open.length)}.`)
}

/** Halts or resumes trading. - Returns: null, or why it did not happen or is not known to have. */
export async function setMode(mode: Mode): Promise<string | null> {
    const answer = await call<unknown>('POST', '/trading-mode', { mode })
    switch (answer.kind) {
    case 'done': return null
    case 'refused': return inWords(answer.problem)
    case 'unknown': return `It is not known whether it was taken: ${answer.why}. `
        + 'Look at the mode in the top bar, and do it again: twice does no harm.'
    }
}

/** Throws the kill switch of everything, or lifts it. - Returns: null, or why it did not happen or
 * is not known to have. */
export async function switchKill(isLift: boolean, because: string): Promise<string | null> {
    const path = isLift ? '/kill/lift' : '/kill'
    const answer = await call<unknown>('POST', path, { scope: 'global', because })
    switch (answer.kind) {
    case 'done': return null
    case 'refused':
        return answer.problem.code === 'ALREADY_KILLED' ? null : inWords(answer.problem)
    case 'unknown': return `It is not known whether it was taken: ${answer.why}. `
        + 'Do it again: twice does no harm.'
    }
}

/** Takes the venue's word on what differs. - Returns: null, or why not. */
export async function acceptDifferences(account: string): Promise<string | null> {
    const answer = await call<unknown>('POST', '/reconciliation/accept', { account })
    switch (answer.kind) {
    case 'done': return null
    case 'refused': return inWords(answer.problem)
    case 'unknown': return `It is not known whether it was taken: ${answer.why}.`
    }
}
