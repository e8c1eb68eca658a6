import { shallowRef } from 'vue'
import { BookState } from './book'
import { CandleState } from './candles'
import {
    isOpen, several, type Balance, type BookMessage, type Candle, type Fill, type Health,
    type Instrument, type Order, type Position, type Problem, type Ticker, type Trade,
} from './contract'
import { compare, amount } from './decimal'
import { touch, type Topic } from './frames'
import { Link, type ChannelReader } from './link'
import { tell } from './notices'
import { call, inWords } from './rest'

export const Limits = {
    ordersMax: 500, fillsMax: 200, tradesMax: 100, historyCandles: 500,
    /** Shorter silences of a price are nothing worth saying. */
    staleAfterMilliseconds: 2_000,
} as const

export const intervals = ['1s', '1m', '5m', '15m', '1h', '4h', '1d'] as const
export type Interval = typeof intervals[number]

/** What is known of one instrument's price on this page. */
export interface Quote {
    ticker: Ticker
    /** By this machine's clock: a recording's own times are of another day. */
    heardAt: number
    /** How the last price moved last, and how often it has moved. */
    direction: 'up' | 'down' | null
    moves: number
}

/** Everything the page knows, fed by the link, painted by the panels. Nothing here is reactive but
 * the choice of instrument and interval: what changes is told to `frames` by topic. */
class Desk {
    readonly symbol = shallowRef('')
    readonly interval = shallowRef<Interval>('1m')
    health: Health | null = null
    epoch: string | null = null
    instruments: Instrument[] = []
    readonly quotes = new Map<string, Quote>()
    readonly orders = new Map<string, Order>()
    readonly fills = new Map<string, Fill>()
    readonly positions = new Map<string, Position>()
    readonly balances = new Map<string, Balance>()
    readonly book = new BookState()
    readonly candles = new CandleState()
    trades: Trade[] = []
    readonly link: Link

    constructor() {
        const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
        this.link = new Link(`${scheme}://${location.host}/ws`, {
            linkChanged: () => this.linkChanged(),
            subscribed: epoch => this.meet(epoch),
            refused: (channels, problem) => this.refused(channels, problem),
        })
        this.wantHouse()
        this.link.start()
        setInterval(() => touch('clock'), 1_000)
    }

    get instrument(): Instrument | null {
        return this.instruments.find(one => one.symbol === this.symbol.value) ?? null
    }

    get quote(): Quote | null { return this.quotes.get(this.symbol.value) ?? null }

    /** Only what was said on the connection that stands counts. */
    get lamp(): 'PAPER' | 'LIVE' | 'UNKNOWN' {
        if (this.link.state !== 'open' || this.health === null) return 'UNKNOWN'
        return this.health.lamp === 'PAPER' ? 'PAPER' : 'LIVE'
    }

    get isStale(): boolean {
        return this.link.state !== 'open'
            || Date.now() - this.link.heardAt > Limits.staleAfterMilliseconds * 2
    }

    openOrders(): Order[] {
        return [...this.orders.values()].filter(isOpen).sort((a, b) => b.createdAt - a.createdAt)
    }

    /** Watches another instrument, in all panels. */
    choose(symbol: string): void {
        if (symbol === this.symbol.value) return
        this.letGoMarket()
        this.symbol.value = symbol
        this.book.replace({ symbol, bids: [], asks: [], isInStep: false })
        this.trades = []
        this.wantMarket()
        touch('markets', 'book', 'trades')
    }

    chooseInterval(interval: Interval): void {
        if (interval === this.interval.value) return
        this.link.letGo(this.candleChannel)
        this.interval.value = interval
        this.wantCandles()
    }

    /** Puts an order in that came as an answer, unless as much is known of it: an answer may come
     * later than what happened after it, which the orders channel tells. */
    learn(order: Order): void {
        const known = this.orders.get(orderKey(order))
        if (known !== undefined && known.updatedAt >= order.updatedAt) return
        this.orders.set(orderKey(order), order)
        touch('orders')
    }

    private get candleChannel(): string {
        return `candles:${this.symbol.value}:${this.interval.value}`
    }

    private linkChanged(): void {
        if (this.link.state === 'down') this.health = null
        touch('link', 'health')
    }

    /** A new run of the server: every channel brings a snapshot, the rest is fetched anew. */
    private meet(epoch: string): void {
        const isFirst = this.epoch === null
        const isNew = this.epoch !== epoch
        this.epoch = epoch
        if (isNew && !isFirst) tell('The server has started anew; everything was fetched again.')
        touch('link')
    }

    private refused(channels: string[], problem: Problem): void {
        tell(`The server refused ${channels.join(', ')}: ${inWords(problem)}`, 'urgent')
    }

    private wantHouse(): void {
        this.link.want('health', {
            replace: data => {
                this.health = data as Health
                // The first word of every connection: what may have changed meanwhile is asked for.
                void this.fetchInstruments()
                touch('health')
            },
            apply: data => {
                this.health = { ...this.health, ...data as Health }
                touch('health')
            },
        })
        this.link.want(
            'ticker', rows<Ticker>(data => data.forEach(one => this.hear(one)), () => {}))
        this.link.want('orders', this.table(
            'orders', this.orders, orderKey, Limits.ordersMax,
            order => isOpen(order) ? Infinity : order.updatedAt))
        this.link.want('fills', this.table(
            'fills', this.fills, fillKey, Limits.fillsMax, fill => fill.time))
        this.link.want('positions', this.table('positions', this.positions, positionKey))
        this.link.want('balances', this.table('balances', this.balances, balanceKey))
    }

    /** Rows by key: a snapshot replaces them all, a delta those that it names. Of more than `max`
     * the lowest in rank are forgotten; those of infinite rank never are. */
    private table<T>(
        topic: Topic, rowsByKey: Map<string, T>, key: (row: T) => string, max = Infinity,
        rank: (row: T) => number = () => Infinity
    ): ChannelReader {
        const add = (data: T[]) => {
            for (const row of data) rowsByKey.set(key(row), row)
            if (rowsByKey.size > max) trim(rowsByKey, max, rank)
            touch(topic)
        }
        return rows<T>(add, () => rowsByKey.clear())
    }

    private hear(ticker: Ticker): void {
        const before = this.quotes.get(ticker.symbol)
        const shift = compare(amount(shown(ticker)), amount(before ? shown(before.ticker) : null))
        const moved = before !== undefined && shift !== 0
        this.quotes.set(ticker.symbol, {
            ticker, heardAt: Date.now(),
            direction: moved ? (shift > 0 ? 'up' : 'down') : before?.direction ?? null,
            moves: (before?.moves ?? 0) + (moved ? 1 : 0),
        })
        touch('markets')
    }

    private async fetchInstruments(): Promise<void> {
        const answer = await call<unknown>('GET', '/instruments')
        if (answer.kind !== 'done') return
        this.instruments = listed<Instrument>(answer.data, 'instruments')
        const [first] = this.instruments.filter(one => one.isTradable)
        if (this.symbol.value === '' && first !== undefined) this.choose(first.symbol)
        touch('markets')
    }

    private letGoMarket(): void {
        if (this.symbol.value === '') return
        this.link.letGo(`book:${this.symbol.value}`)
        this.link.letGo(`trades:${this.symbol.value}`)
        this.link.letGo(this.candleChannel)
    }

    private wantMarket(): void {
        const symbol = this.symbol.value
        this.link.want(`book:${symbol}`, {
            replace: data => { this.book.replace(data as BookMessage); touch('book') },
            apply: data => { this.book.apply(data as BookMessage); touch('book') },
        })
        this.link.want(`trades:${symbol}`, rows<Trade>(data => {
            const newestFirst = [...data].sort((a, b) => a.time - b.time).reverse()
            this.trades = [...newestFirst, ...this.trades].slice(0, Limits.tradesMax)
            touch('trades')
        }, () => { this.trades = [] }))
        this.wantCandles()
    }

    private wantCandles(): void {
        this.candles.clear()
        this.link.want(this.candleChannel, {
            replace: data => {
                this.candles.replace(several<Candle>(data))
                void this.fetchCandles()
                touch('candles')
            },
            apply: data => { this.candles.apply(several<Candle>(data)); touch('candles') },
        })
        touch('candles')
    }

    private async fetchCandles(): Promise<void> {
        const channel = this.candleChannel
        const symbol = encodeURIComponent(this.symbol.value)
        const path = `/candles?symbol=${symbol}&interval=${this.interval.value}`
        const answer = await call<unknown>('GET', `${path}&limit=${Limits.historyCandles}`)
        if (answer.kind !== 'done' || channel !== this.candleChannel) return
        this.candles.addHistory(listed<Candle>(answer.data, 'candles'))
        touch('candles')
    }
}

/** What is shown as the price: the last trade, or the best bid before the first one. */
export function shown(ticker: Ticker): string | null { return ticker.last ?? ticker.bid }

export const orderKey = (order: { account: string; clientOrderId: string }): string =>
    `${order.account}/${order.clientOrderId}`
const fillKey = (fill: Fill): string =>
    `${fill.account}/${fill.symbol}/${fill.tradeId}/${fill.side}`
const positionKey = (row: Position): string => `${row.account}/${row.strategy}/${row.symbol}`
const balanceKey = (row: Balance): string => `${row.account}/${row.asset}`

/** A reader of rows: all of them in a snapshot, the changed ones in a delta. */
function rows<T>(add: (rows: T[]) => void, clear: () => void): ChannelReader {
    return {
        replace: data => { clear(); add(several<T>(data)) },
        apply: data => add(several<T>(data)),
    }
}

function trim<T>(map: Map<string, T>, max: number, rank: (row: T) => number): void {
    const ranked = [...map].map(([key, row]) => ({ key, rank: rank(row) }))
        .sort((a, b) => a.rank - b.rank)
    for (const { key, rank } of ranked.slice(0, ranked.length - max)) {
        if (rank !== Infinity) map.delete(key)
    }
}

/** A list that an answer holds, as it is or under a name. */
export function listed<T>(data: unknown, name: string): T[] {
    if (Array.isArray(data)) return data as T[]
    const inside = (data as Record<string, unknown> | null)?.[name]
    return Array.isArray(inside) ? inside as T[] : []
}

export const desk = new Desk()
