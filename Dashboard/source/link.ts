import { backoffMilliseconds, ChannelSequence } from './channels'
import type { Problem, ServerMessage } from './contract'

export type LinkStateName = 'connecting' | 'open' | 'down'

export const Limits = {
    /** Often enough to notice a dead peer while a person still looks. */
    pingMilliseconds: 2_000,
    /** Nothing heard for so long: the connection is taken for dead. */
    silenceMillisecondsMax: 8_000,
    /** An attempt that is neither open nor failed by then is given up. */
    openMillisecondsMax: 5_000,
    /** A snapshot that did not come by then is asked for again. */
    snapshotMillisecondsMax: 5_000,
    /** Questions whose answer is waited for; beyond, the oldest is forgotten. */
    asksMax: 256,
} as const

/** What receives a channel's data. */
export interface ChannelReader {
    replace(data: unknown): void
    apply(data: unknown): void
}

/** Who is told how the link stands. */
export interface LinkObserver {
    linkChanged(): void
    /** The server said which run of it this is; called before any snapshot of that run. */
    subscribed(epoch: string): void
    refused(channels: string[], problem: Problem): void
}

interface Channel {
    sequence: ChannelSequence
    reader: ChannelReader
    askedAt: number
    isRefused: boolean
}

/** The one WebSocket of the page. It comes back by itself, subscribes again, and has every channel
 * start from a snapshot; a hole in a channel's sequence makes that channel start anew. */
export class Link {
    state: LinkStateName = 'connecting'
    /** When the state became what it is, and when anything was last heard. */
    since = Date.now()
    heardAt = 0
    retryAt = 0
    roundTripMilliseconds: number | null = null
    /** Holes in channels, and connections after the first, since the page was opened. */
    gaps = 0
    reconnects = 0

    private socket: WebSocket | null = null
    private readonly channels = new Map<string, Channel>()
    private readonly asks = new Map<number, string[]>()
    private failures = 0
    private hasBeenOpen = false
    private pingSentAt = 0
    private nextID = 1
    private retryTimer = 0

    constructor(private readonly url: string, private readonly observer: LinkObserver) {}

    /** Connects, and from then on keeps itself connected. */
    start(): void {
        setInterval(() => this.beat(), Limits.pingMilliseconds)
        this.connect()
    }

    want(name: string, reader: ChannelReader): void {
        this.channels.set(
            name, { sequence: new ChannelSequence(), reader, askedAt: 0, isRefused: false })
        this.subscribe([name])
    }

    letGo(name: string): void {
        if (!this.channels.delete(name)) return
        this.send({ op: 'unsubscribe', id: this.ask([]), channels: [name] })
    }

    /** Tries now instead of when the wait is over. */
    retryNow(): void {
        if (this.state === 'down') this.connect()
    }

    private connect(): void {
        clearTimeout(this.retryTimer)
        this.become('connecting')
        const socket = new WebSocket(this.url)
        this.socket = socket
        const late = setTimeout(() => this.drop(socket), Limits.openMillisecondsMax)
        socket.onopen = () => {
            clearTimeout(late)
            if (this.socket === socket) this.opened()
        }
        socket.onmessage = event => {
            if (this.socket === socket) this.heard(String(event.data))
        }
        socket.onclose = () => {
            clearTimeout(late)
            this.drop(socket)
        }
    }

    private opened(): void {
        this.heardAt = Date.now()
        this.failures = 0
        this.reconnects += this.hasBeenOpen ? 1 : 0
        this.hasBeenOpen = true
        this.pingSentAt = 0
        this.asks.clear()
        this.become('open')
        for (const channel of this.channels.values()) channel.isRefused = false
        this.subscribe([...this.channels.keys()])
    }

    /** Gives a socket up, and tries anew after a while. */
    private drop(socket: WebSocket): void {
        if (this.socket !== socket) return
        this.socket = null
        socket.onopen = socket.onmessage = socket.onclose = null
        socket.close()
        const wait = backoffMilliseconds(this.failures, Math.random())
        this.failures += 1
        this.retryAt = Date.now() + wait
        for (const channel of this.channels.values()) channel.sequence.restart()
        this.become('down')
        this.retryTimer = window.setTimeout(() => this.connect(), wait)
    }

    /** `since` stays the moment of the loss while attempts fail. */
    private become(state: LinkStateName): void {
        if (state === 'open' || this.state === 'open') this.since = Date.now()
        this.state = state
        this.observer.linkChanged()
    }

    private subscribe(names: string[]): void {
        const known = names.filter(name => this.channels.has(name))
        if (this.state !== 'open' || known.length === 0) return
        for (const name of known) {
            const channel = this.channels.get(name)
            if (channel === undefined) continue
            channel.sequence.restart()
            channel.askedAt = Date.now()
        }
        this.send({ op: 'subscribe', id: this.ask(known), channels: known })
    }

    /** A number for a question about these channels. */
    private ask(channels: string[]): number {
        const id = this.nextID++
        this.asks.set(id, channels)
        const [oldest] = this.asks.keys()
        if (this.asks.size > Limits.asksMax && oldest !== undefined) this.asks.delete(oldest)
        return id
    }

    private send(message: object): void {
        if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
    }

    private heard(text: string): void {
        this.heardAt = Date.now()
        const message = JSON.parse(text) as ServerMessage
        switch (message.type) {
        case 'snapshot':
        case 'delta':
            this.data(message)
            break
        case 'subscribed':
            this.asks.delete(message.id ?? 0)
            this.observer.subscribed(String(message.epoch))
            break
        case 'pong':
            this.asks.delete(message.id ?? 0)
            this.roundTripMilliseconds = Date.now() - this.pingSentAt
            this.pingSentAt = 0
            break
        case 'error':
            this.problem(message.id ?? 0, message.channel, message.problem)
            break
        case 'answer':
        case 'unsubscribed':
            this.asks.delete(message.id ?? 0)
            break
        }
    }

    private data(message: Extract<ServerMessage, { type: 'snapshot' | 'delta' }>): void {
        const channel = this.channels.get(message.channel)
        if (channel === undefined) return
        switch (channel.sequence.take(message)) {
        case 'replace':
            channel.reader.replace(message.data)
            break
        case 'apply':
            channel.reader.apply(message.data)
            break
        case 'gap':
            this.gaps += 1
            this.again(message.channel)
            break
        case 'ignore':
            break
        }
    }

    /** Subscribes one channel anew: what is under way of the old subscription is ignored. */
    private again(name: string): void {
        this.send({ op: 'unsubscribe', id: this.ask([]), channels: [name] })
        this.subscribe([name])
    }

    /** Of several channels asked for, the server refuses each one by itself. */
    private problem(id: number, channel: string | undefined, problem: Problem): void {
        const channels = channel === undefined ? this.asks.get(id) ?? [] : [channel]
        this.asks.delete(id)
        for (const name of channels) {
            const channel = this.channels.get(name)
            if (channel !== undefined) channel.isRefused = true
        }
        if (channels.length > 0) this.observer.refused(channels, problem)
    }

    private beat(): void {
        const now = Date.now()
        if (this.state !== 'open' || this.socket === null) return
        if (now - this.heardAt > Limits.silenceMillisecondsMax) {
            this.drop(this.socket)
            return
        }
        if (this.pingSentAt === 0) {
            this.pingSentAt = now
            this.send({ op: 'ping', id: this.ask([]) })
        }
        for (const [name, channel] of this.channels) {
            const isLate = now - channel.askedAt > Limits.snapshotMillisecondsMax
            if (channel.sequence.isAwaited && !channel.isRefused && isLate) this.again(name)
        }
    }
}
