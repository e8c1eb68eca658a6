import type { Order } from './contract'

const two = (value: number): string => String(value).padStart(2, '0')

/** `12:03:22` UTC of a time in microseconds. */
export function clockTime(microseconds: number): string {
    return clock(new Date(microseconds / 1000))
}

/** `12:03:22` UTC. */
export function clock(date: Date): string {
    return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}

/** `1.2 MB`. */
export function bytes(count: number): string {
    const units = ['B', 'KB', 'MB', 'GB', 'TB']
    let value = count
    let unit = 0
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000
        unit += 1
    }
    return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`
}

/** `3 s`, `2 min`, `4 h`. */
export function span(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000))
    if (seconds < 120) return `${seconds} s`
    return seconds < 7_200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}

/** The text with a capital letter first, to begin a sentence. */
export function capital(text: string): string {
    return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** `1 open order`, `2 open orders`. */
export function openOrders(count: number): string {
    return `${count} open order${count === 1 ? '' : 's'}`
}

/** A count with spaces between thousands. */
export function count(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

export function statusWords(order: Order): string {
    return order.status === 'partially-filled' ? 'part filled' : order.status
}
