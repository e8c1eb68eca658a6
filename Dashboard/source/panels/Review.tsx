import { defineComponent, h, nextTick, ref, shallowRef, type VNode } from 'vue'
import type { Instrument, OrderTicket } from '../contract'
import { grouped, toText, trimmed } from '../decimal'
import { desk } from '../desk'
import { follow } from '../frames'
import { notional, type Draft } from '../ticketRules'

/** An order before it is sent. */
export interface Reviewed {
    order: OrderTicket
    draft: Draft
    instrument: Instrument
    best: string | null
    then: (order: OrderTicket) => void
}

const reviewed = shallowRef<Reviewed | null>(null)
const dialog = shallowRef<HTMLDialogElement | null>(null)
/** On a venue that is not proved to be paper, the person is asked once more. */
const isAskedAgain = ref(false)

export function openReview(asked: Reviewed): void {
    reviewed.value = asked
    isAskedAgain.value = false
    void nextTick().then(() => {
        if (dialog.value?.open === false) dialog.value.showModal()
    })
}

function close(): void {
    dialog.value?.close()
    reviewed.value = null
}

/** The last look at an order: in words, with what it is worth. Nothing is sent before it. */
export const Review = defineComponent(() => () => {
    follow('link', 'health')
    const asked = reviewed.value
    const submit = (event: Event): void => {
        event.preventDefault()
        if (asked === null || desk.link.state !== 'open') return
        if (desk.lamp !== 'PAPER' && !isAskedAgain.value) {
            isAskedAgain.value = true
            return
        }
        close()
        asked.then(asked.order)
    }
    return <dialog ref={dialog} class="dialog" data-testid="confirm-dialog"
        aria-labelledby="review-h" onClose={() => { reviewed.value = null }}>
        {asked === null ? null : <form onSubmit={submit}>
            <h2 id="review-h">{isAskedAgain.value ? 'This is not paper' : 'Send this order?'}
                <strong class={`lamp lamp-${desk.lamp.toLowerCase()}`}>{desk.lamp}</strong></h2>
            {isAskedAgain.value ? again() : facts(asked)}
            <div class="buttons">
                <button type="button" onClick={close} data-testid="confirm-back">Back</button>
                {buttonToSend(asked)}
            </div>
        </form>}
    </dialog>
})

function buttonToSend({ order, instrument }: Reviewed): VNode {
    const isLost = desk.link.state !== 'open'
    const words = isLost ? 'Not connected'
        : isAskedAgain.value ? 'Send it for real money'
            : `${order.side === 'buy' ? 'Buy' : 'Sell'} ${order.quantity} ${instrument.base}`
    return <button type="submit" disabled={isLost}
        class={isAskedAgain.value ? 'danger' : `review ${order.side}`}
        data-testid={isAskedAgain.value ? 'confirm-live' : 'confirm-send'}>{words}</button>
}

function again(): VNode {
    return <p class="warn" role="alert">No proof was given that this venue is a simulator or a
        test network. The order may trade real money at once.</p>
}

function facts({ order, draft, instrument, best }: Reviewed): VNode {
    const worth = notional(draft, best)
    const about = order.type === 'market' ? 'About, at the best price now' : 'Worth'
    return <dl class="facts large">
        <div><dt>Side</dt><dd class={order.side === 'buy' ? 'up' : 'down'}>
            {order.side === 'buy' ? '▲ buy' : '▼ sell'} {order.symbol}</dd></div>
        <div><dt>Quantity</dt><dd>{order.quantity} {instrument.base}</dd></div>
        <div><dt>Type</dt><dd>{order.type === 'market' ? 'market'
            : `limit, ${draft.timeInForce.toUpperCase()}${draft.postOnly ? ', post only' : ''}`}
        </dd></div>
        {order.price === undefined ? null
            : <div><dt>Price</dt><dd>{order.price} {instrument.quote}</dd></div>}
        <div class="total"><dt>{about}</dt><dd data-testid="confirm-notional">
            {worth === null ? 'not known' : `${grouped(toText(trimmed(worth, 2)))} `}
            {worth === null ? null : instrument.quote}</dd></div>
        {order.account === undefined ? null
            : <div><dt>Account</dt><dd>{order.account}</dd></div>}
        <div><dt>Client id</dt><dd class="id" data-testid="confirm-id">{order.clientOrderId}</dd>
        </div>
    </dl>
}
