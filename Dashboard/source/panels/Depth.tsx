import { defineComponent, h, type VNode } from 'vue'
import type { Rung } from '../book'
import { amount, decimalsOf, difference, fixed, forDrawing, grouped, toText, trimmed }
    from '../decimal'
import { desk } from '../desk'
import { follow } from '../frames'
import { pickPrice } from './Ticket'
import { empty, panel } from './shared'

const rungsShown = 14

/** The best levels of both sides, asks above; a level is taken over into the ticket. */
export const Depth = defineComponent(() => () => {
    follow('book', 'orders', 'markets', 'link')
    const { bids, asks } = desk.book.ladder(rungsShown)
    const instrument = desk.instrument
    if (instrument === null || bids.length + asks.length === 0) {
        return panel('book', 'Depth', 'market', empty('No depth yet.'))
    }
    const decimals = decimalsOf(instrument.tick)
    const deepest = Math.max(1e-18, ...[bids.at(-1), asks.at(-1)].map(rung =>
        rung === undefined ? 0 : forDrawing(toText(rung.total))))
    const mine = new Set(desk.openOrders()
        .filter(order => order.symbol === instrument.symbol && order.price !== null)
        .map(order => toText(trimmed(amount(order.price)))))
    const level = (rung: Rung, side: 'bid' | 'ask', index: number): VNode =>
        <button type="button" key={`${side}${rung.key}`} tabindex={index === 0 ? 0 : -1}
            class={['rung', side, mine.has(rung.key) ? 'mine' : '']} data-testid={`level-${side}`}
            style={{ '--depth': `${100 * forDrawing(toText(rung.total)) / deepest}%` }}
            title={mine.has(rung.key) ? 'Your order is here' : 'Take this price into the ticket'}
            onClick={() => pickPrice(toText(trimmed(amount(rung.price), decimals)))}
            onKeydown={walk}>
            <span>{grouped(fixed(amount(rung.price), decimals))}</span>
            <span>{rung.quantity}</span>
            <span>{toText(rung.total)}</span>
        </button>
    const body = <div class={['ladder', desk.isStale || !desk.book.isInStep ? 'stale' : '']}>
        <div class="rung heads" aria-hidden="true">
            <span>Price {instrument.quote}</span><span>Size</span><span>Sum</span></div>
        <div class="side asks" role="group" aria-label="Asks, best first">
            {asks.map((rung, index) => level(rung, 'ask', index))}</div>
        {middle(bids[0], asks[0], decimals)}
        <div class="side bids" role="group" aria-label="Bids, best first">
            {bids.map((rung, index) => level(rung, 'bid', index))}</div>
    </div>
    const step = desk.book.isInStep ? null : <span class="warn">out of step</span>
    return panel('book', 'Depth', 'market', body, step)
})

function middle(bid: Rung | undefined, ask: Rung | undefined, decimals: number): VNode {
    const last = desk.quote?.ticker.last
    const direction = desk.quote?.direction ?? ''
    const spread = bid === undefined || ask === undefined
        ? null : difference(amount(ask.price), amount(bid.price))
    return <div class="middle">
        <b class={direction}>{last ? grouped(fixed(amount(last), decimals)) : '–'}</b>
        <small>{spread === null ? '' : `spread ${fixed(spread, decimals)}`}</small>
    </div>
}

/** Arrow keys go from level to level. */
function walk(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    const rungs = [...document.querySelectorAll<HTMLElement>('.ladder button.rung')]
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
    const here = rungs.indexOf(event.currentTarget as HTMLElement)
    rungs[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
    event.preventDefault()
}
