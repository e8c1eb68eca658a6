/** Exact decimal numbers. Amounts come and go as text; between that they are whole numbers, and
 * never a binary floating-point number, except `forDrawing`, which is for pixels. */

/** `units` × 10^−`scale`. */
export interface Decimal { readonly units: bigint; readonly scale: number }

export const Limits = { digitsMax: 40 } as const

const form = /^([+-]?)(\d+)(?:\.(\d+))?$/

/** The number that a text says; null where it says none or has too many digits. */
export function parse(text: string): Decimal | null {
    if (text.length > Limits.digitsMax) return null
    const found = form.exec(text)
    if (found === null) return null
    const [, sign, whole = '', fraction = ''] = found
    const units = BigInt(whole + fraction)
    return { units: sign === '-' ? -units : units, scale: fraction.length }
}

/** The number that a text from the server says; zero where there is none. */
export function amount(text: string | null | undefined): Decimal {
    return parse(text ?? '0') ?? { units: 0n, scale: 0 }
}

function atScale(value: Decimal, scale: number): bigint {
    return value.units * 10n ** BigInt(scale - value.scale)
}

/** Below zero, zero or above zero, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Decimal, b: Decimal): number {
    const scale = Math.max(a.scale, b.scale)
    const difference = atScale(a, scale) - atScale(b, scale)
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function sum(a: Decimal, b: Decimal): Decimal {
    const scale = Math.max(a.scale, b.scale)
    return { units: atScale(a, scale) + atScale(b, scale), scale }
}

export function difference(a: Decimal, b: Decimal): Decimal {
    return sum(a, { units: -b.units, scale: b.scale })
}

export function product(a: Decimal, b: Decimal): Decimal {
    return { units: a.units * b.units, scale: a.scale + b.scale }
}

/** Whether `value` is a whole number of `step`s; anything is where the step is zero. */
export function isMultiple(value: Decimal, step: Decimal): boolean {
    if (step.units === 0n) return true
    const scale = Math.max(value.scale, step.scale)
    return atScale(value, scale) % atScale(step, scale) === 0n
}

/** The digits, all of them. */
export function toText(value: Decimal): string {
    const sign = value.units < 0n ? '-' : ''
    const digits = (value.units < 0n ? -value.units : value.units).toString()
    if (value.scale === 0) return sign + digits
    const padded = digits.padStart(value.scale + 1, '0')
    return `${sign}${padded.slice(0, -value.scale)}.${padded.slice(-value.scale)}`
}

/** Without the zeros at the end, but with at least `decimalsMin` decimals. */
export function trimmed(value: Decimal, decimalsMin = 0): Decimal {
    let { units, scale } = value
    while (scale > decimalsMin && units % 10n === 0n) {
        units /= 10n
        scale -= 1
    }
    return scale < decimalsMin
        ? { units: atScale(value, decimalsMin), scale: decimalsMin } : { units, scale }
}

/** At most `decimals` decimals; what is beyond is cut off, towards zero. */
export function cut(value: Decimal, decimals: number): Decimal {
    return value.scale <= decimals ? value
        : { units: value.units / 10n ** BigInt(value.scale - decimals), scale: decimals }
}

/** Exactly `decimals` decimals, cut or filled with zeros. */
export function fixed(value: Decimal, decimals: number): string {
    return toText(trimmed(cut(value, decimals), decimals))
}

/** Puts a thin space between groups of three digits before the point. */
export function grouped(text: string): string {
    const [whole = '', fraction] = text.split('.')
    const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
    return fraction === undefined ? spaced : `${spaced}.${fraction}`
}

/** How many decimals a step needs: 2 for `0.0100`. */
export function decimalsOf(step: string): number {
    return trimmed(amount(step)).scale
}

/** A nearby binary number, for a place on a screen and for nothing else. */
export function forDrawing(text: string): number {
    return Number(text)
}
