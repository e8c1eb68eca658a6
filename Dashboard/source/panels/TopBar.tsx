import { defineComponent, h, type VNode } from 'vue'
import type { Health, VenueHealth } from '../contract'
import { desk } from '../desk'
import { follow } from '../frames'
import { clock, count, span } from '../words'
import { openStopDialog } from './StopDialog'

const lampWords = {
    PAPER: 'Every venue has proved to be a simulator or a listed test network: no real money.',
    LIVE: 'At least one venue is not proved to be paper: orders may cost real money.',
    UNKNOWN: 'The server has not said yet whether the venues are paper or live: take them as live.',
}

/** Where the page's first question is answered: is this real, is it well, is it current. */
export const TopBar = defineComponent(() => () => {
    follow('link', 'health', 'clock')
    const { health, lamp } = desk
    return <header class="top" role="banner">
        <span class="brand"><svg viewBox="0 0 32 32" width={20} height={20} aria-hidden="true">
            <circle cx={16} cy={16} r={9} /><path d="M2 16h28" /></svg>Plimsoll</span>
        <strong class={`lamp lamp-${lamp.toLowerCase()}`} data-testid="lamp" role="status"
            title={lampWords[lamp]}>{lamp}</strong>
        {health === null ? null : modePill(health)}
        <ul class="venues" aria-label="Venues">
            {(health?.venues ?? []).map(venueChip)}
        </ul>
        <span class="spring" />
        {health === null ? null : journal(health)}
        {age()}
        <span class="fact clock" title="This machine's clock, UTC">
            <b data-testid="clock">{clock(new Date())}</b><small>UTC</small></span>
        <button class="halt" type="button" data-testid="halt" onClick={openStopDialog}>
            {health !== null && health.mode !== 'active' ? 'Trading mode' : 'Stop trading'}
        </button>
    </header>
})

function modePill(health: Health): VNode {
    return <span class={`pill mode-${health.mode}`} data-testid="mode" data-mode={health.mode}
        data-phase={health.phase} role="status" title="Trading mode and what the process is doing">
        {health.mode}<small>{health.phase}</small>
    </span>
}

function venueChip(venue: VenueHealth): VNode {
    const worst = [venue.marketData, venue.orders].find(link => link !== 'live') ?? 'live'
    const words = `${venue.name}: market data ${venue.marketData}, orders ${venue.orders}`
    return <li key={venue.name} class={`venue link-${worst}`} data-testid={`venue-${venue.name}`}
        data-state={worst} title={words}>
        <i aria-hidden="true" />{venue.name}<small>{worst}</small>
    </li>
}

function journal(health: Health): VNode {
    return <span class="fact" title={`Last durable input; start number ${health.starts}`}>
        <small>journal</small>
        <b data-testid="sequence" data-value={String(health.sequence)}>
            {count(health.sequence)}</b></span>
}

/** How old the newest word of the server is. */
function age(): VNode {
    const { link } = desk
    if (link.state !== 'open') {
        return <span class="fact stale" data-testid="age"><b>no connection</b></span>
    }
    const silence = Date.now() - link.heardAt
    return <span class={['fact', desk.isStale ? 'stale' : '']} data-testid="age"
        title="Time since the server was last heard, and the round trip to it">
        <small>{desk.isStale ? `silent for ${span(silence)}` : 'link'}</small>
        <b>{link.roundTripMilliseconds === null ? '–' : `${link.roundTripMilliseconds} ms`}</b>
    </span>
}
