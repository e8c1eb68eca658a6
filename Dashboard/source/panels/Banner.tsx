import { defineComponent, h } from 'vue'
import { desk } from '../desk'
import { follow } from '../frames'
import { dismiss, notices } from '../notices'
import { clock, span } from '../words'

/** Says that the connection is gone, since when, and what that means for what is on the screen. */
export const Banner = defineComponent(() => () => {
    follow('link', 'health', 'clock')
    const { link, health } = desk
    const isLost = link.state !== 'open' && (link.heardAt > 0 || Date.now() - link.since > 1_000)
    if (isLost) {
        return <div class="banner lost" role="alert" data-testid="connection-banner">
            <strong>{link.heardAt > 0 ? 'Connection lost' : 'No connection'}</strong>
            <span>{`since ${clock(new Date(link.since))} UTC (${span(Date.now() - link.since)}). `
                + 'What you see is as of then; orders at the venue live on.'}</span>
            <button type="button" onClick={() => link.retryNow()} data-testid="retry-now">
                {link.state === 'connecting' ? 'Trying…' : 'Try now'}</button>
        </div>
    }
    if (health !== null && health.killed.length > 0) {
        return <div class="banner lost" role="alert" data-testid="kill-banner">
            <strong>The kill switch holds.</strong>
            {health.killed.map(one => <span key={one.scope}>
                {one.scope + (one.because === undefined ? '' : `: ${one.because}`)}</span>)}
            <span>{'Only cancels and reduce-only orders are sent; it is lifted under Trading mode, '
                + 'of a narrower scope with plimsoll kill --lift.'}</span>
        </div>
    }
    if (health !== null && health.phase !== 'ready') {
        return <div class="banner waiting" role="status" data-testid="phase-banner">
            <strong>{phaseWords[health.phase] ?? `The server is ${health.phase}.`}</strong>
        </div>
    }
    return null
})

const phaseWords: Record<string, string> = {
    starting: 'The server reads its journal; venues are not reached yet.',
    reconciling: 'The server finds out what happened at the venues meanwhile; no orders yet.',
    differing: 'The venue and the journal differ: no orders are taken until a person has looked. '
        + 'See Alarms.',
    'disk-full': 'The disk is full: only cancels are taken.',
    draining: 'The server is being stopped.',
}

/** Short messages; the urgent ones are read out at once and stay until dismissed. */
export const Notices = defineComponent(() => () => {
    const shown = (level: 'polite' | 'urgent') => notices.filter(one => one.level === level)
        .map(one => <div class={`notice ${level}`} key={one.id} data-testid="notice">
            <span>{one.text}</span>
            <button type="button" aria-label="Dismiss" onClick={() => dismiss(one.id)}>×</button>
        </div>)
    return <div class="notices">
        <div role="alert" aria-live="assertive">{shown('urgent')}</div>
        <div role="status" aria-live="polite">{shown('polite')}</div>
    </div>
})
