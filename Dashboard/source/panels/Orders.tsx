import { defineComponent, h, ref, type VNode } from 'vue'
import { cancel, cancelAll } from '../commands'
import { isOpen, type Fill, type Order } from '../contract'
import { amount, decimalsOf, fixed, grouped, toText, trimmed } from '../decimal'
import { desk, orderKey } from '../desk'
import { follow } from '../frames'
import { clockTime, openOrders, statusWords } from '../words'
import { confirm } from './Confirm'
import { panel, side, table } from './shared'

const closedShown = 50
const fillsShown = 50

type Tab = 'open' | 'fills' | 'closed'
const tab = ref<Tab>('open')
/** Orders whose cancel was asked for and not answered yet. */
const canceling = ref<string[]>([])

/** Open orders, recent fills and closed orders, one at a time. */
export const Orders = defineComponent(() => () => {
    follow('orders', 'fills', 'link')
    const open = desk.openOrders()
    const tabs = <div class="tabs" role="tablist" aria-label="Orders and fills">
        {tabButton('open', `Open (${open.length})`)}
        {tabButton('fills', 'Fills')}
        {tabButton('closed', 'Closed')}
        <span class="spring" />
        <button type="button" class="small danger" data-testid="cancel-all"
            disabled={open.length === 0} onClick={() => askCancelAll(open.length)}>
            Cancel all</button>
    </div>
    const body = <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === 'open' ? orderTable(open, 'No open orders.')
            : tab.value === 'fills' ? fillTable() : orderTable(closed(), 'No closed orders yet.')}
    </div>
    return panel('orders', 'Orders', 'orders', body, tabs)
})

function tabButton(name: Tab, words: string): VNode {
    return <button type="button" role="tab" id={`tab-${name}`} aria-controls="tab-panel"
        aria-selected={tab.value === name ? 'true' : 'false'} data-testid={`tab-${name}`}
        onClick={() => { tab.value = name }}>{words}</button>
}

function closed(): Order[] {
    return [...desk.orders.values()].filter(order => !isOpen(order))
        .sort((a, b) => b.updatedAt - a.updatedAt).slice(0, closedShown)
}

function inSteps(text: string | null, symbol: string): string {
    if (text === null) return '–'
    const tick = desk.instruments.find(one => one.symbol === symbol)?.tick ?? '0.01'
    return grouped(fixed(amount(text), decimalsOf(tick)))
}

/** A limit price with all of its digits: one that was denied may have more than the tick. */
function priceAsWritten(order: Order): string {
    const inTicks = inSteps(order.price, order.symbol)
    const exact = order.price === null ? inTicks : toText(trimmed(amount(order.price)))
    const digits = (text: string): number => text.split('.')[1]?.length ?? 0
    return digits(exact) > digits(inTicks) ? grouped(exact) : inTicks
}

const size = (text: string): string => toText(trimmed(amount(text)))

function orderTable(orders: Order[], words: string): VNode {
    const columns = [
        { name: 'Time' }, { name: 'Symbol' }, { name: 'Side' }, { name: 'Type' },
        { name: 'Price', number: true }, { name: 'Filled / quantity', number: true },
        { name: 'Status' }, { name: 'Cancel', hidden: true }]
    return table('Orders', columns, orders.map(orderRow), words)
}

function orderRow(order: Order): VNode {
    const key = orderKey(order)
    const isGoing = canceling.value.includes(key)
    const kind = order.type === 'market' ? 'market'
        : `limit ${order.timeInForce.toUpperCase()}${order.postOnly ? ' post' : ''}`
    const price = order.type === 'market' ? inSteps(order.averagePrice, order.symbol)
        : priceAsWritten(order)
    return <tr key={key} data-testid={`order-${order.clientOrderId}`} data-status={order.status}
        title={`${order.clientOrderId}, at the venue ${order.venueOrderId ?? 'not known yet'}`}>
        <td class="dim">{clockTime(isOpen(order) ? order.createdAt : order.updatedAt)}</td>
        <th scope="row">{order.symbol}</th>
        <td>{side(order.side)}</td>
        <td>{kind}</td>
        <td class="number">{price}</td>
        <td class="number">{size(order.filledQuantity)} / {size(order.quantity)}</td>
        <td class={`status-${order.status}`}>{statusWords(order)}
            {order.reason ? <small>{order.reason}</small> : null}</td>
        <td class="number">{isOpen(order)
            ? <button type="button" class="small" disabled={isGoing}
                data-testid={`cancel-${order.clientOrderId}`}
                aria-label={`Cancel ${order.side} ${order.quantity} ${order.symbol}`}
                onClick={() => void cancelOne(order)}>{isGoing ? '…' : 'Cancel'}</button>
            : null}</td>
    </tr>
}

async function cancelOne(order: Order): Promise<void> {
    const key = orderKey(order)
    canceling.value = [...canceling.value, key]
    await cancel(order)
    canceling.value = canceling.value.filter(one => one !== key)
}

function askCancelAll(count: number): void {
    confirm({
        title: 'Cancel all open orders?',
        body: `${openOrders(count)}, of every instrument and account.`,
        action: 'Cancel them all', isDangerous: true,
        then: () => { void cancelAll() },
    })
}

function fillTable(): VNode {
    const columns = [
        { name: 'Time' }, { name: 'Symbol' }, { name: 'Side' }, { name: 'Price', number: true },
        { name: 'Quantity', number: true }, { name: 'Fee', number: true }, { name: 'As' }]
    const newest = [...desk.fills.values()]
        .sort((a, b) => b.time - a.time || b.index - a.index).slice(0, fillsShown)
    return table('Fills', columns, newest.map(fillRow), 'No fills yet.')
}

function fillRow(fill: Fill): VNode {
    return <tr key={`${fill.account}/${fill.symbol}/${fill.tradeId}/${fill.side}`}
        data-testid="fill" data-order={fill.clientOrderId}
        title={`trade ${fill.tradeId} of order ${fill.clientOrderId}`}>
        <td class="dim">{clockTime(fill.time)}</td>
        <th scope="row">{fill.symbol}</th>
        <td>{side(fill.side)}</td>
        <td class="number">{inSteps(fill.price, fill.symbol)}</td>
        <td class="number">{size(fill.quantity)}</td>
        <td class="number">{size(fill.fee)} {fill.feeAsset}</td>
        <td>{fill.isTaker ? 'taker' : 'maker'}</td>
    </tr>
}
