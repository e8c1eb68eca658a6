import { defineComponent, h } from 'vue'
import { amount, decimalsOf, fixed, grouped, toText, trimmed } from '../decimal'
import { desk } from '../desk'
import { follow } from '../frames'
import { markOf, unrealised } from '../positions'
import { panel, table, toneOf } from './shared'

const plain = (text: string | null): string =>
    text === null ? '–' : grouped(toText(trimmed(amount(text), 2)))
const money = (text: string | null): string =>
    text === null ? '–' : grouped(fixed(amount(text), 2))

/** What is held, and what it is worth by the mark. */
export const Positions = defineComponent(() => () => {
    follow('positions', 'markets', 'link')
    const rows = [...desk.positions.values()]
        .filter(row => amount(row.quantity).units !== 0n || amount(row.realisedPnl).units !== 0n)
        .map(row => {
            const tick = desk.instruments.find(one => one.symbol === row.symbol)?.tick ?? '0.01'
            const price = (text: string | null): string =>
                text === null ? '–' : grouped(fixed(amount(text), decimalsOf(tick)))
            const mark = markOf(desk.quotes.get(row.symbol)?.ticker)
            const gain = mark === null ? row.unrealisedPnl : toText(unrealised(row, mark))
            return <tr key={`${row.account}/${row.strategy}/${row.symbol}`}
                data-testid={`position-${row.symbol}`}>
                <th scope="row">{row.symbol}<small>{row.account}</small></th>
                <td class="number" data-testid={`position-quantity-${row.symbol}`}
                    data-value={row.quantity}>{plain(row.quantity)} {row.base}</td>
                <td class="number">{price(row.averagePrice)}</td>
                <td class="number">{price(mark === null ? row.markPrice : toText(mark))}</td>
                <td class={`number ${toneOf(gain)}`} title={gain ?? ''}>
                    {money(gain)}</td>
                <td class={`number ${toneOf(row.realisedPnl)}`} title={row.realisedPnl}>
                    {money(row.realisedPnl)}</td>
            </tr>
        })
    const columns = [
        { name: 'Symbol' }, { name: 'Quantity', number: true }, { name: 'Average', number: true },
        { name: 'Mark', number: true }, { name: 'Unrealised', number: true },
        { name: 'Realised', number: true }]
    return panel('positions', 'Positions', 'orders',
        table('Positions', columns, rows, 'No positions. A fill makes one.'))
})

/** What the accounts have, as far as the journal knows. */
export const Balances = defineComponent(() => () => {
    follow('balances', 'link')
    const rows = [...desk.balances.values()]
        .filter(row => amount(row.total).units !== 0n || amount(row.reserved).units !== 0n)
        .sort((a, b) => a.asset < b.asset ? -1 : 1)
        .map(row => <tr key={`${row.account}/${row.asset}`} data-testid={`balance-${row.asset}`}
            title={`total ${row.total}, reserved ${row.reserved}`}>
            <th scope="row">{row.asset}<small>{row.account}</small></th>
            <td class="number" data-testid={`available-${row.asset}`} data-value={row.available}>
                {plain(row.available)}
                <small>{amount(row.reserved).units === 0n
                    ? '' : `${plain(row.reserved)} reserved`}</small></td>
        </tr>)
    const columns = [{ name: 'Asset' }, { name: 'Available', number: true }]
    return panel('balances', 'Balances', 'account',
        table('Balances', columns, rows, 'No balances yet.'))
})
