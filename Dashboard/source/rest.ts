import type { Problem } from './contract'
import { capital } from './words'

/** What became of a request. A request without an answer is `unknown`: it may have been carried
 * out, and nothing here pretends otherwise. */
export type Outcome<T> =
    | { kind: 'done'; status: number; data: T }
    | { kind: 'refused'; status: number; problem: Problem }
    | { kind: 'unknown'; why: string }

export const Limits = {
    /** The server gives up on itself after 10 s and says so; a little longer than that. */
    answerMillisecondsMax: 12_000,
} as const

type Method = 'GET' | 'POST' | 'DELETE'

/** Asks the server once. It never asks again by itself. */
export async function call<T>(
    method: Method, path: string, body?: unknown
): Promise<Outcome<T>> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), Limits.answerMillisecondsMax)
    try {
        const answer = await fetch(`/api/v1${path}`, {
            method, signal: deadline.signal, cache: 'no-store',
            headers: body === undefined ? {} : { 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return await read<T>(answer)
    } catch {
        return {
            kind: 'unknown',
            why: deadline.signal.aborted
                ? `no answer within ${Limits.answerMillisecondsMax / 1000} s`
                : 'the connection broke before the answer came',
        }
    } finally {
        clearTimeout(timer)
    }
}

async function read<T>(answer: Response): Promise<Outcome<T>> {
    const text = await answer.text()
    const data = json(text)
    if (answer.ok && data !== undefined) {
        return { kind: 'done', status: answer.status, data: data as T }
    }
    if (answer.ok) return { kind: 'unknown', why: 'the answer could not be read' }
    const problem = isProblem(data) ? data
        : { title: answer.statusText || 'Refused', status: answer.status }
    // Our own server says with 504 that it does not know; so would any proxy, with other words.
    if (answer.status === 504 || answer.status === 502 || answer.status === 500) {
        return { kind: 'unknown', why: inWords(problem) }
    }
    return { kind: 'refused', status: answer.status, problem }
}

function json(text: string): unknown {
    try {
        return JSON.parse(text)
    } catch {
        return undefined
    }
}

function isProblem(data: unknown): data is Problem {
    return typeof data === 'object' && data !== null && 'title' in data
}

/** A problem for people: what is wrong, and in a second sentence what to do. */
export function inWords(problem: Problem): string {
    const what = problem.detail ?? problem.title
    const code = problem.code === undefined ? '' : ` (${problem.code})`
    return `${what}${code}${problem.fix === undefined ? '' : `. ${capital(problem.fix)}`}`
}
