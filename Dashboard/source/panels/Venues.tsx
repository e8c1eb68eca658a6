import { defineComponent, h, type VNode } from 'vue'
import { acceptDifferences } from '../commands'
import type { Difference, Health, VenueHealth } from '../contract'
import { desk } from '../desk'
import { follow } from '../frames'
import { tell } from '../notices'
import { bytes, capital, clockTime, count, span } from '../words'
import { confirm } from './Confirm'
import { empty, panel } from './shared'

/** How each venue's links stand. */
export const Venues = defineComponent(() => () => {
    follow('health', 'link')
    const venues = desk.health?.venues ?? []
    return panel('venues', 'Venues', 'system', venues.length === 0
        ? empty('Nothing known yet.') : <div>{venues.map(venue)}</div>)
})

function venue(one: VenueHealth): VNode {
    const age = one.lastMessageAgeMs === null || one.lastMessageAgeMs === undefined
        ? 'never' : `${span(one.lastMessageAgeMs)} ago`
    return <dl class="facts" key={one.name} data-testid={`venue-panel-${one.name}`}>
        <div class="wide"><dt>{one.name}<small>{one.speaks}</small></dt>
            <dd class={one.environment === 'paper' ? 'paper' : 'real'}>{one.environment}</dd></div>
        <div><dt>Market data</dt><dd class={`link-${one.marketData}`}>
            <i aria-hidden="true" />{one.marketData}</dd></div>
        <div><dt>Orders</dt><dd class={`link-${one.orders}`}>
            <i aria-hidden="true" />{one.orders}</dd></div>
        <div><dt>Last message</dt><dd>{age}</dd></div>
        <div><dt>Messages</dt><dd>{count(one.messages)}</dd></div>
        <div><dt>Gaps</dt><dd>{count(one.gaps)}</dd></div>
        <div><dt>Reconnects</dt><dd>{count(one.reconnects)}</dd></div>
        {one.trouble === null || one.trouble === undefined ? null
            : <div class="wide"><dd class="warn left">{capital(one.trouble)}</dd></div>}
    </dl>
}

/** What needs a person: differences between venue and journal, and alarms. */
export const Alarms = defineComponent(() => () => {
    follow('health', 'link')
    const { health } = desk
    if (health === null) return panel('alarms', 'Alarms', 'system', empty('Nothing known yet.'))
    const isQuiet = health.differences.length === 0
    const body = <div aria-live="polite">
        {isQuiet ? <p class="empty" data-testid="no-differences">
            Venue and journal agree.</p> : differences(health)}
        <dl class="facts">
            <div><dt>Alarms</dt><dd data-testid="alarm-count">{count(health.alarms)}</dd></div>
            {health.newestAlarms.slice(0, 5).map(one =>
                <div class="wide" key={one.sequence + one.code} data-testid="alarm">
                    <dd class="warn left" title={one.code}>{`${clockTime(one.time)} ${one.what}`
                        + (one.clientOrderId === undefined ? '' : ` (${one.clientOrderId})`)}</dd>
                </div>)}
            <div><dt>Journal</dt><dd>{bytes(health.journalBytes)}</dd></div>
            <div><dt>Start number</dt><dd data-testid="starts">{health.starts}</dd></div>
            <div><dt>Version</dt><dd>{health.version}</dd></div>
            <div><dt>Page: holes</dt><dd>{desk.link.gaps}</dd></div>
            <div><dt>Reconnects</dt><dd data-testid="page-reconnects">
                {desk.link.reconnects}</dd></div>
        </dl>
    </div>
    return panel('alarms', 'Alarms', 'system', body)
})

function differences(health: Health): VNode {
    const accounts = [...new Set(health.differences.map(one => one.account))]
    return <div class="differences" data-testid="differences">
        {health.differences.map((one: Difference) =>
            <dl class="facts" key={`${one.account}/${one.subject}`}>
                <div class="wide"><dt>{one.account}: {one.subject}</dt></div>
                <div><dt>Journal</dt><dd>{one.ours}</dd></div>
                <div><dt>Venue</dt><dd>{one.theirs}</dd></div>
            </dl>)}
        {accounts.map(account => <button type="button" class="small" key={account}
            data-testid={`accept-${account}`} onClick={() => accept(account)}>
            Take the venue's word for {account}</button>)}
    </div>
}

function accept(account: string): void {
    confirm({
        title: `Take the venue's word for ${account}?`,
        body: 'The journal takes over what the venue says in every difference listed. '
            + 'Do so only when you know why they differ.',
        action: 'Take it', isDangerous: true, word: 'ACCEPT',
        then: () => {
            void acceptDifferences(account).then(trouble =>
                tell(trouble ?? `The venue's word was taken for ${account}.`, 'urgent'))
        },
    })
}
