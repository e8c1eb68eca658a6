import type { Candle } from './contract'

export const Limits = { candlesMax: 2_000 } as const

/** The candles of one instrument and interval: the history by REST and the live ones, by start. */
export class CandleState {
    /** Grows when the whole has to be drawn anew, and not only the last candle. */
    version = 0
    private readonly byStart = new Map<number, Candle>()
    /** The starts of those heard since the last snapshot: newer than any history. */
    private readonly live = new Set<number>()
    private sorted: Candle[] | null = null

    addHistory(candles: Candle[]): void {
        for (const candle of candles) {
            if (!this.live.has(candle.start)) this.byStart.set(candle.start, candle)
        }
        this.changed()
    }

    /** A snapshot: older candles stay to be seen until the history has come. */
    replace(candles: Candle[]): void {
        this.live.clear()
        this.put(candles)
        this.changed()
    }

    /** - Returns: the candles, oldest first. */
    all(): Candle[] {
        this.sorted ??= [...this.byStart.values()].sort((a, b) => a.start - b.start)
        return this.sorted
    }

    apply(candles: Candle[]): void {
        const newest = this.all().at(-1)?.start ?? 0
        for (const candle of candles) {
            if (candle.start < newest) this.version += 1
        }
        this.put(candles)
        this.sorted = null
        this.forgetOldest()
    }

    clear(): void {
        this.byStart.clear()
        this.live.clear()
        this.changed()
    }

    private put(candles: Candle[]): void {
        for (const candle of candles) {
            this.byStart.set(candle.start, candle)
            this.live.add(candle.start)
        }
    }

    private changed(): void {
        this.sorted = null
        this.version += 1
        this.forgetOldest()
    }

    private forgetOldest(): void {
        if (this.byStart.size <= Limits.candlesMax) return
        for (const old of this.all().slice(0, this.byStart.size - Limits.candlesMax)) {
            this.byStart.delete(old.start)
        }
        this.sorted = null
        this.version += 1
    }
}
