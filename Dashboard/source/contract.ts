/** The server's messages, as docs/reference/api.md describes them. Amounts are decimal text,
 * times are microseconds since 1970. */

export type Side = 'buy' | 'sell'
export type OrderType = 'limit' | 'market'
export type TimeInForce = 'gtc' | 'ioc' | 'fok'
export type Mode = 'active' | 'reducing' | 'halted'
export type Lamp = 'PAPER' | 'LIVE'
export type OrderStatus = 'pending' | 'open' | 'partially-filled' | 'filled' | 'canceled'
    | 'expired' | 'rejected' | 'denied' | 'unknown'

export interface OrderTicket {
    clientOrderId: string
    account?: string
    symbol: string
    side: Side
    type: OrderType
    timeInForce?: TimeInForce
    postOnly?: boolean
    price?: string
    quantity: string
}

export interface Order {
    clientOrderId: string
    account: string
    strategy: number
    symbol: string
    side: Side
    type: OrderType
    timeInForce: TimeInForce
    postOnly: boolean
    price: string | null
    quantity: string
    filledQuantity: string
    averagePrice: string | null
    status: OrderStatus
    venueOrderId: string | null
    reason?: string
    createdAt: number
    updatedAt: number
    sequence: number
    repeated?: boolean
}

export interface Fill {
    tradeId: string | number
    clientOrderId: string
    account: string
    symbol: string
    side: Side
    price: string
    quantity: string
    fee: string
    feeAsset: string
    isTaker: boolean
    time: number
    index: number
}

export interface Position {
    account: string
    strategy: number
    symbol: string
    base: string
    quantity: string
    cost: string
    averagePrice: string | null
    realisedPnl: string
    quoteFees: string
    baseFees: string
    fills: number
    markPrice: string | null
    unrealisedPnl: string | null
}

export interface Balance {
    account: string
    asset: string
    total: string
    reserved: string
    available: string
}

export interface Instrument {
    symbol: string
    venue: string
    base: string
    quote: string
    priceDecimals: number
    quantityDecimals: number
    tick: string
    lot: string
    quantityMin: string
    quantityMax: string
    notionalMin: string
    isTradable: boolean
}

export type Level = [price: string, quantity: string]
export interface BookMessage {
    symbol: string
    bids: Level[]
    asks: Level[]
    isInStep?: boolean
    sequence?: number
    time?: number
}

export interface Candle {
    start: number
    open: string
    high: string
    low: string
    close: string
    volume: string
    closed: boolean
}

export interface Trade { price: string; quantity: string; side: Side; time: number }

export interface Ticker {
    symbol: string
    bid: string | null
    bidQuantity: string | null
    ask: string | null
    askQuantity: string | null
    last: string | null
    time: number
    isInStep: boolean
    /** The venue's own, of contracts only; null until it tells one. */
    markPrice?: string | null
}

export type LinkState = 'connecting' | 'live' | 'stale' | 'down'
export interface VenueHealth {
    name: string
    speaks: string
    environment: 'paper' | 'live'
    marketData: LinkState
    orders: LinkState
    lastMessageAgeMs: number | null
    gaps: number
    reconnects: number
    messages: number
    trouble: string | null
}
export interface Difference { account: string; subject: string; ours: string; theirs: string }
export interface AlarmRaised {
    code: string
    what: string
    account?: string
    clientOrderId?: string
    time: number
    sequence: number
}
export interface Killed {
    scope: string
    /** Why, by whoever threw it. */
    because?: string
}

export interface Health {
    phase: string
    mode: Mode
    /** What kill switches hold. */
    killed: Killed[]
    lamp: Lamp
    sequence: number
    journalBytes: number
    /** Names this run of the server: another one after every start. */
    epoch: string
    /** How often the server has started on this journal. */
    starts: number
    version: string
    startedAt: number
    time: number
    venues: VenueHealth[]
    accounts: { name: string; venue: string }[]
    differences: Difference[]
    alarms: number
    /** Of this run of the server, newest first. */
    newestAlarms: AlarmRaised[]
}

/** RFC 9457. */
export interface Problem {
    type?: string
    title: string
    status: number
    detail?: string
    code?: string
    field?: string
    fix?: string
}

export type ServerMessage =
    | { type: 'subscribed'; id?: number; channels: string[]; epoch: string | number }
    | { type: 'snapshot'; channel: string; sequence: number; data: unknown }
    | { type: 'delta'; channel: string; sequence: number; previous: number; data: unknown }
    | { type: 'error'; id?: number; channel?: string; problem: Problem }
    | { type: 'pong'; id?: number }
    | { type: 'answer'; id?: number; status: number; data: unknown }
    | { type: 'unsubscribed'; id?: number; channels: string[] }

/** The server may send one thing or several under one name; here it is always several. */
export function several<T>(data: unknown): T[] {
    if (data === null || data === undefined) return []
    return Array.isArray(data) ? data as T[] : [data as T]
}

/** Whether an order can still trade, or may, for all that is known. */
export function isOpen(order: Order): boolean {
    return order.status === 'pending' || order.status === 'open'
        || order.status === 'partially-filled' || order.status === 'unknown'
}
