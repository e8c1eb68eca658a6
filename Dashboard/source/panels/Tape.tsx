import { defineComponent, h } from 'vue'
import { amount, decimalsOf, fixed, grouped } from '../decimal'
import { desk } from '../desk'
import { follow } from '../frames'
import { clockTime } from '../words'
import { empty, panel } from './shared'

const tradesShown = 40

/** The newest trades of the chosen instrument. */
export const Tape = defineComponent(() => () => {
    follow('trades', 'markets', 'link')
    const instrument = desk.instrument
    if (instrument === null || desk.trades.length === 0) {
        return panel('tape', 'Trades', 'market', empty('No trades yet.'))
    }
    const decimals = decimalsOf(instrument.tick)
    const rows = desk.trades.slice(0, tradesShown).map((trade, index) =>
        <tr key={index} data-testid="trade">
            <td class={trade.side === 'buy' ? 'up' : 'down'}>
                <span aria-hidden="true">{trade.side === 'buy' ? '▲' : '▼'}</span>
                <span class="aside">{trade.side}</span>{' '}
                {grouped(fixed(amount(trade.price), decimals))}</td>
            <td class="number">{trade.quantity}</td>
            <td class="number dim">{clockTime(trade.time)}</td>
        </tr>)
    return panel('tape', 'Trades', 'market',
        <table class={desk.isStale ? 'stale' : ''} aria-label="Newest trades">
            <tbody>{rows}</tbody></table>)
})
