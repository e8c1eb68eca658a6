import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffMilliseconds, BackoffLimits, ChannelSequence } from '../source/channels'
import { BookState } from '../source/book'
import { CandleState } from '../source/candles'
import { toText } from '../source/decimal'

const snapshot = (sequence: number) =>
    ({ type: 'snapshot', channel: 'orders', sequence, data: [] }) as const
const delta = (previous: number) =>
    ({ type: 'delta', channel: 'orders', sequence: previous + 1, previous, data: [] }) as const

test('a channel starts with a snapshot, and deltas before it belong to nobody', () => {
    const channel = new ChannelSequence()
    assert.equal(channel.take(delta(4)), 'ignore')
    assert.equal(channel.take(snapshot(7)), 'replace')
    assert.equal(channel.take(delta(7)), 'apply')
    assert.equal(channel.take(delta(8)), 'apply')
})

test('a hole is noticed once, and nothing is applied until the next snapshot', () => {
    const channel = new ChannelSequence()
    channel.take(snapshot(1))
    assert.equal(channel.take(delta(2)), 'gap')
    assert.equal(channel.take(delta(3)), 'ignore')
    assert.ok(channel.isAwaited)
    assert.equal(channel.take(snapshot(9)), 'replace')
    assert.equal(channel.take(delta(9)), 'apply')
})

test('a delta that comes twice is a hole too: it does not follow on what is there', () => {
    const channel = new ChannelSequence()
    channel.take(snapshot(1))
    assert.equal(channel.take(delta(1)), 'apply')
    assert.equal(channel.take(delta(1)), 'gap')
})

test('waits double up to a bound, and at least half of each is waited', () => {
    assert.equal(backoffMilliseconds(0, 0), BackoffLimits.firstMilliseconds / 2)
    assert.equal(backoffMilliseconds(1, 1), BackoffLimits.firstMilliseconds * 2)
    assert.equal(backoffMilliseconds(1000, 1), BackoffLimits.longestMilliseconds)
    assert.equal(backoffMilliseconds(1000, 0), BackoffLimits.longestMilliseconds / 2)
})

test('a book takes changed levels, drops those of no quantity, and sums from the best', () => {
    const book = new BookState()
    book.replace({ symbol: 'X', bids: [['9.5', '1'], ['10', '2']], asks: [['11', '4']] })
    book.apply({ symbol: 'X', bids: [['10.00', '0'], ['9.9', '0.5']], asks: [['10.5', '1']] })
    const { bids, asks } = book.ladder(10)
    assert.deepEqual(
        bids.map(one => [one.price, toText(one.total)]), [['9.9', '0.5'], ['9.5', '1.5']])
    assert.deepEqual(asks.map(one => one.price), ['10.5', '11'])
})

test('history never overwrites a candle that came live', () => {
    const candle = (start: number, close: string) =>
        ({ start, open: '1', high: '2', low: '1', close, volume: '1', closed: false })
    const candles = new CandleState()
    candles.replace([candle(60, '1.5')])
    candles.addHistory([candle(0, '1.1'), candle(60, '1.2')])
    assert.deepEqual(candles.all().map(one => one.close), ['1.1', '1.5'])
    candles.replace([candle(120, '1.9')])
    candles.addHistory([candle(60, '1.7')])
    assert.deepEqual(candles.all().map(one => one.close), ['1.1', '1.7', '1.9'])
})
