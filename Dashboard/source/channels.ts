import type { ServerMessage } from './contract'

/** What to do with a message of a channel. */
export type Verdict =
    /** It starts the channel afresh. */
    | 'replace'
    /** It follows on what is there. */
    | 'apply'
    /** It belongs to a subscription that is over. */
    | 'ignore'
    /** Something before it is missing: subscribe anew. */
    | 'gap'

type Numbered = Extract<ServerMessage, { type: 'snapshot' | 'delta' }>

/** One channel's place in its sequence: nothing is applied to a state with a hole in it. */
export class ChannelSequence {
    /** The last number that is in the state; null while a snapshot is waited for. */
    private last: number | null = null

    get isAwaited(): boolean { return this.last === null }

    /** Forgets where it was, since the channel is being subscribed anew. */
    restart(): void { this.last = null }

    take(message: Numbered): Verdict {
        if (message.type === 'snapshot') {
            this.last = message.sequence
            return 'replace'
        }
        if (this.last === null) return 'ignore'
        if (message.previous !== this.last) {
            this.last = null
            return 'gap'
        }
        this.last = message.sequence
        return 'apply'
    }
}

export const BackoffLimits = { firstMilliseconds: 250, longestMilliseconds: 2_000 } as const

/** How long to wait before the attempt after `failures` failed ones. Half of it is left to `dice`
 * (0 up to 1), so that many pages do not come back in the same moment. */
export function backoffMilliseconds(failures: number, dice: number): number {
    const doubled = BackoffLimits.firstMilliseconds * 2 ** Math.min(failures, 10)
    const most = Math.min(doubled, BackoffLimits.longestMilliseconds)
    return Math.round(most / 2 + dice * most / 2)
}
