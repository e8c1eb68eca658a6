/** What the tests use of Node. */
declare module 'node:test' {
    export function test(promise: string, body: () => void | Promise<void>): void
}
declare module 'node:assert/strict' {
    const assert: {
        equal(actual: unknown, expected: unknown): void
        deepEqual(actual: unknown, expected: unknown): void
        ok(value: unknown): void
    }
    export default assert
}
