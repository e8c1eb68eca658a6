import { defineComponent, h, type VNode } from 'vue'
import type { Instrument } from '../contract'
import { amount, decimalsOf, fixed, grouped } from '../decimal'
import { desk, Limits, shown } from '../desk'
import { follow } from '../frames'
import { empty, panel } from './shared'

/** The instruments with their prices; one is chosen for all other panels. */
export const Instruments = defineComponent(() => () => {
    follow('markets', 'link', 'health', 'clock')
    const list = desk.instruments.length === 0
        ? empty(desk.link.state === 'open' ? 'No instruments yet.' : 'Waiting for the server.')
        : <ul class="instruments">{desk.instruments.map(row)}</ul>
    return panel('instruments', 'Instruments', 'market', list)
})

function row(instrument: Instrument): VNode {
    const { symbol } = instrument
    const quote = desk.quotes.get(symbol)
    const ticker = quote?.ticker
    const decimals = decimalsOf(instrument.tick)
    const price = (text: string | null | undefined): string =>
        text === null || text === undefined ? '–' : grouped(fixed(amount(text), decimals))
    const isOld = desk.isStale || quote === undefined || !quote.ticker.isInStep
        || Date.now() - quote.heardAt > Limits.staleAfterMilliseconds * 5
    const flash = quote === undefined || quote.moves === 0
        ? '' : `flash-${quote.direction}-${quote.moves % 2}`
    const arrow = quote?.direction === 'up' ? '▲' : quote?.direction === 'down' ? '▼' : ' '
    return <li key={symbol}>
        <button type="button" class={['instrument', isOld ? 'stale' : '']}
            aria-pressed={desk.symbol.value === symbol ? 'true' : 'false'}
            data-testid={`instrument-${symbol}`} onClick={() => desk.choose(symbol)}>
            <span class="symbol">{symbol}<small>{instrument.venue ?? ''}
                {instrument.isTradable ? '' : ' · data only'}</small></span>
            <span class={`last ${flash}`}>
                <i class={quote?.direction ?? ''} aria-hidden="true">{arrow}</i>
                <b data-testid={`price-${symbol}`}
                    data-value={(ticker ? shown(ticker) : null) ?? ''}>
                    {price(ticker ? shown(ticker) : null)}</b>
                <small>{price(ticker?.bid)} / {price(ticker?.ask)}</small>
            </span>
        </button>
    </li>
}
