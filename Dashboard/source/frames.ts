import { ref } from 'vue'

/** Parts of the state that are painted apart from each other. */
export type Topic = 'link' | 'health' | 'markets' | 'book' | 'trades' | 'candles' | 'orders'
    | 'fills' | 'positions' | 'balances' | 'clock'

export const Limits = {
    /** Data may change as often as it likes; the screen changes ten times a second at most. */
    betweenPaintsMilliseconds: 100,
} as const

const topics: Topic[] = ['link', 'health', 'markets', 'book', 'trades', 'candles', 'orders',
    'fills', 'positions', 'balances', 'clock']
const turns = new Map(topics.map(topic => [topic, ref(0)]))
const changed = new Set<Topic>()
const painters = new Set<(topics: ReadonlySet<Topic>) => void>()
let isScheduled = false
let paintedAt = 0

/** A component that calls this while it renders is rendered again when the topic has changed. */
export function follow(...names: Topic[]): void {
    for (const name of names) void turns.get(name)?.value
}

/** Says that a topic has changed: it will be painted, with whatever else changes until then. */
export function touch(...names: Topic[]): void {
    for (const name of names) changed.add(name)
    if (isScheduled) return
    isScheduled = true
    const wait = paintedAt + Limits.betweenPaintsMilliseconds - performance.now()
    if (wait > 0) setTimeout(() => requestAnimationFrame(paint), wait)
    else requestAnimationFrame(paint)
}

/** For what is drawn without a component, such as the chart. - Returns: what ends it. */
export function onPaint(then: (topics: ReadonlySet<Topic>) => void): () => void {
    painters.add(then)
    return () => painters.delete(then)
}

function paint(): void {
    isScheduled = false
    paintedAt = performance.now()
    const now = new Set(changed)
    changed.clear()
    for (const topic of now) {
        const turn = turns.get(topic)
        if (turn !== undefined) turn.value += 1
    }
    for (const painter of painters) painter(now)
}
