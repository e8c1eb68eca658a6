import { defineComponent, h, onMounted, onUnmounted, reactive, ref, shallowRef, type VNode }
    from 'vue'
import type { Instrument, OrderTicket, Side } from '../contract'
import { amount, decimalsOf, fixed, grouped, toText, trimmed } from '../decimal'
import { desk } from '../desk'
import { follow, onPaint } from '../frames'
import { noticeOrders, send, startAnew, ticket } from '../ticketDesk'
import { complaints, freshClientOrderId, orderOf, type Draft } from '../ticketRules'
import { openReview } from './Review'
import { TicketOutcome } from './TicketOutcome'
import { empty, panel } from './shared'

const draft = reactive<Draft>({
    side: 'buy', type: 'limit', price: '', quantity: '', timeInForce: 'gtc', postOnly: false,
})
const account = ref('')
/** Complaints are shown once the person has asked for the review. */
const showsComplaints = ref(false)
const quantityField = shallowRef<HTMLInputElement | null>(null)

/** Takes a price over from somewhere else on the page. */
export function pickPrice(price: string): void {
    if (ticket.stage.name === 'sending' || ticket.stage.name === 'unknown') return
    draft.type = 'limit'
    draft.price = price
}

/** The best price that a market order would meet. */
function best(): string | null {
    const ticker = desk.quote?.ticker
    return (draft.side === 'buy' ? ticker?.ask : ticker?.bid) ?? null
}

/** The order ticket: fields, checks by the instrument's rules, review, and what became of it. */
export const Ticket = defineComponent(() => {
    const stop = onPaint(topics => { if (topics.has('orders')) noticeOrders() })
    const keys = (event: KeyboardEvent): void => hotKey(event)
    onMounted(() => document.addEventListener('keydown', keys))
    onUnmounted(() => { stop(); document.removeEventListener('keydown', keys) })
    return () => {
        follow('markets', 'health', 'link')
        const instrument = desk.instrument
        return panel('ticket', 'Order ticket', 'trade', instrument === null
            ? empty('Choose an instrument.')
            : <div>{form(instrument)}<TicketOutcome /></div>)
    }
})

function form(instrument: Instrument): VNode {
    const { stage } = ticket
    const isLocked = stage.name === 'sending' || stage.name === 'unknown'
    const wrong = complaints(draft, instrument, best())
    const shown = showsComplaints.value ? wrong : {}
    const isFlawless = Object.keys(wrong).length === 0
    return <form class={`ticket ${draft.side}`} novalidate={true}
        onSubmit={event => { event.preventDefault(); review(instrument, isFlawless) }}>
        <div class="choice sides" role="group" aria-label="Side">
            {sideButton('buy', isLocked)}{sideButton('sell', isLocked)}</div>
        <div class="choice" role="group" aria-label="Type">
            {(['limit', 'market'] as const).map(type =>
                <button type="button" key={type} disabled={isLocked}
                    aria-pressed={draft.type === type ? 'true' : 'false'}
                    data-testid={`ticket-type-${type}`} onClick={() => { draft.type = type }}>
                    {type}</button>)}</div>
        {accountField(isLocked)}
        {draft.type === 'limit' ? field('price', 'Price', instrument.quote, shown.price, isLocked)
            : <p class="hint">Takes the best prices there are; no price is promised.</p>}
        {field('quantity', 'Quantity', instrument.base, shown.quantity, isLocked)}
        {draft.type === 'limit' ? limitFields(isLocked, shown.timeInForce) : null}
        {worth(instrument)}
        <button type="submit" class={`review ${draft.side}`} data-testid="ticket-review"
            disabled={isLocked || desk.link.state !== 'open'}>
            {desk.link.state === 'open'
                ? `Review ${draft.side} ${instrument.base}` : 'Not connected'}</button>
    </form>
}

function sideButton(name: Side, isLocked: boolean): VNode {
    return <button type="button" class={name} disabled={isLocked}
        aria-pressed={draft.side === name ? 'true' : 'false'} data-testid={`ticket-side-${name}`}
        onClick={() => { draft.side = name }}>{name === 'buy' ? '▲ Buy' : '▼ Sell'}</button>
}

function field(
    name: 'price' | 'quantity', label: string, unit: string, complaint: string | undefined,
    isLocked: boolean
): VNode {
    const wrong = complaint !== undefined
    return <div class="field">
        <label for={`ticket-${name}`}>{label}</label>
        <span class="entry"><input id={`ticket-${name}`} type="text" inputmode="decimal"
            ref={name === 'quantity' ? quantityField : undefined}
            autocomplete="off" spellcheck={false} maxlength={40} disabled={isLocked}
            data-testid={`ticket-${name}`} value={draft[name]}
            aria-invalid={wrong ? 'true' : 'false'}
            aria-describedby={wrong ? `ticket-${name}-wrong` : undefined}
            onInput={event => { draft[name] = event.target.value }} /><small>{unit}</small></span>
        {wrong ? <p class="wrong" role="alert" id={`ticket-${name}-wrong`}
            data-testid={`ticket-${name}-wrong`}>{complaint}</p> : null}
    </div>
}

function limitFields(isLocked: boolean, complaint: string | undefined): VNode {
    const names = { gtc: 'GTC: until canceled', ioc: 'IOC: at once, rest canceled',
        fok: 'FOK: all at once or nothing' }
    return <div class="field">
        <label for="ticket-tif">Time in force</label>
        <select id="ticket-tif" data-testid="ticket-tif" disabled={isLocked}
            onChange={event => { draft.timeInForce = event.target.value as Draft['timeInForce'] }}>
            {(['gtc', 'ioc', 'fok'] as const).map(name => <option key={name} value={name}
                selected={draft.timeInForce === name}>{names[name]}</option>)}</select>
        <label class="check"><input type="checkbox" checked={draft.postOnly} disabled={isLocked}
            data-testid="ticket-post-only"
            onChange={event => { draft.postOnly = event.target.checked }} />
            {' Post only: never take'}</label>
        {complaint === undefined ? null
            : <p class="wrong" role="alert" data-testid="ticket-tif-wrong">{complaint}</p>}
    </div>
}

/** Only where there is more than one. */
function accountField(isLocked: boolean): VNode | null {
    const accounts = desk.health?.accounts ?? []
    if (accounts.length < 2) return null
    return <div class="field">
        <label for="ticket-account">Account</label>
        <select id="ticket-account" data-testid="ticket-account" disabled={isLocked}
            onChange={event => { account.value = event.target.value }}>
            {accounts.map(one => <option key={one.name} value={one.name}
                selected={chosenAccount() === one.name}>{one.name}</option>)}</select>
    </div>
}

function chosenAccount(): string | null {
    const names = (desk.health?.accounts ?? []).map(one => one.name)
    return names.includes(account.value) ? account.value : names[0] ?? null
}

/** What it will cost, and what there is to pay it with. */
function worth(instrument: Instrument): VNode {
    follow('balances')
    const asset = draft.side === 'buy' ? instrument.quote : instrument.base
    const chosen = chosenAccount()
    const balance = [...desk.balances.values()].find(row =>
        row.asset === asset && (chosen === null || row.account === chosen))
    const price = best()
    const decimals = decimalsOf(instrument.tick)
    return <dl class="facts worth">
        <div><dt>{draft.side === 'buy' ? 'Best ask' : 'Best bid'}</dt>
            <dd>{price === null ? '–' : <button type="button" class="link"
                title="Take this price" onClick={() => pickPrice(toText(amount(price)))}>
                {grouped(fixed(amount(price), decimals))}</button>}</dd></div>
        <div><dt>Available</dt><dd>{balance === undefined ? '–'
            : `${grouped(toText(trimmed(amount(balance.available), 2)))} ${asset}`}</dd></div>
    </dl>
}

/** Shows the order for a last look; every order that is sent passes here. */
function review(instrument: Instrument, isFlawless: boolean): void {
    showsComplaints.value = !isFlawless
    const { stage } = ticket
    if (!isFlawless || stage.name === 'sending' || stage.name === 'unknown') return
    const id = freshClientOrderId(Date.now(), bytes => crypto.getRandomValues(bytes))
    const order: OrderTicket = orderOf(draft, instrument.symbol, chosenAccount(), id)
    openReview({ order, draft: { ...draft }, instrument, best: best(), then: place })
}

function place(order: OrderTicket): void {
    startAnew()
    void send(order).then(() => {
        if (ticket.stage.name === 'taken') draft.quantity = ''
        showsComplaints.value = false
    })
}

/** B and S choose a side and go to the quantity, where no field has the keys. */
function hotKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    const isTyping = target.matches('input, select, textarea, dialog *')
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    const side = ({ b: 'buy', s: 'sell' } as const)[event.key.toLowerCase() as 'b' | 's']
    if (side === undefined) return
    draft.side = side
    quantityField.value?.focus()
    event.preventDefault()
}
