import { defineComponent, h, type VNode } from 'vue'
import { desk, orderKey } from '../desk'
import { follow } from '../frames'
import { lookUp, send, startAnew, ticket, type Stage } from '../ticketDesk'
import { capital, statusWords } from '../words'
import { confirm } from './Confirm'

/** What became of the order that the ticket sent, in words. */
export const TicketOutcome = defineComponent(() => () => {
    follow('orders')
    const { stage } = ticket
    return <div class="outcome" aria-live="assertive" data-testid="ticket-outcome"
        data-stage={stage.name}>{words(stage)}</div>
})

function words(stage: Stage): VNode | null {
    switch (stage.name) {
    case 'writing': return null
    case 'sending': return <p data-testid="ticket-sending">Sending. Nothing is kept before it is
        durable; the answer comes then.</p>
    case 'taken': return taken(stage)
    case 'refused': return refused(stage)
    case 'unknown': return unknown(stage)
    }
}

function taken(stage: Extract<Stage, { name: 'taken' }>): VNode {
    const order = desk.orders.get(orderKey(stage.order)) ?? stage.order
    return <p class="good" data-testid="ticket-taken" data-order={order.clientOrderId}
        data-status={order.status}>
        {`${order.side === 'buy' ? 'Buy' : 'Sell'} ${order.quantity} ${order.symbol}: `}
        <b>{statusWords(order)}</b>
        {order.reason === undefined ? '' : `, ${order.reason}`}
        <small class="id">{order.clientOrderId}</small></p>
}

function refused(stage: Extract<Stage, { name: 'refused' }>): VNode {
    return <div class="bad" data-testid="ticket-refused">
        <p><b>Not taken.</b> {capital(stage.why)}</p>
        {stage.mayRetry ? <div class="buttons">
            <button type="button" class="small" onClick={startAnew}>Leave it</button>
            <button type="button" class="small" data-testid="ticket-resend"
                onClick={() => void send(stage.order)}>Send again, same id</button></div> : null}
    </div>
}

function unknown(stage: Extract<Stage, { name: 'unknown' }>): VNode {
    const { order } = stage
    return <div class="bad loud" data-testid="ticket-unknown" data-order={order.clientOrderId}>
        <p><b>It is not known whether this order was taken.</b></p>
        <p>{`${order.side} ${order.quantity} ${order.symbol}`
            + `${order.price === undefined ? '' : ` at ${order.price}`}: ${stage.why}`}</p>
        <p>Look it up, or send it again: the client id stays the same, so it cannot be placed
            twice. Do not write it anew.</p>
        <p class="id">{order.clientOrderId}</p>
        <div class="buttons">
            <button type="button" class="small" data-testid="ticket-leave"
                onClick={askToLeave}>Leave it</button>
            <button type="button" class="small" data-testid="ticket-resend"
                onClick={() => void send(order)}>Send again, same id</button>
            <button type="button" class="small primary" data-testid="ticket-look-up"
                onClick={() => void lookUp()}>Look it up</button>
        </div>
    </div>
}

function askToLeave(): void {
    confirm({
        title: 'Leave an order whose outcome is unknown?',
        body: 'It may have been taken and may trade. It would show up under orders; its id is '
            + 'forgotten here.',
        action: 'Leave it', isDangerous: true, then: startAnew,
    })
}
