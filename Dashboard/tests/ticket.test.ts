import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instrument } from '../source/contract'
import { toText } from '../source/decimal'
import { complaints, freshClientOrderId, notional, orderOf, type Draft }
    from '../source/ticketRules'

const instrument: Instrument = {
    symbol: 'BTCUSDT', venue: 'sim', base: 'BTC', quote: 'USDT', priceDecimals: 2,
    quantityDecimals: 5, tick: '0.01', lot: '0.00001', quantityMin: '0.00010', quantityMax: '9000',
    notionalMin: '5', isTradable: true,
}
const flawless: Draft = {
    side: 'buy', type: 'limit', price: '67250.01', quantity: '0.001', timeInForce: 'gtc',
    postOnly: false,
}
const fields = (change: Partial<Draft>, best: string | null = '67000'): string[] =>
    Object.keys(complaints({ ...flawless, ...change }, instrument, best))

test('a draft by the rules has no complaints', () => {
    assert.deepEqual(fields({}), [])
    assert.deepEqual(fields({ type: 'market', price: '' }), [])
})

test('every rule of the instrument has its complaint, at its field', () => {
    for (const price of ['', 'abc', '0', '-1', '67250.001', '1e5']) {
        assert.deepEqual(fields({ price }), ['price'])
    }
    for (const quantity of ['', '1,5', '0', '-1', '0.00009', '9000.1', '0.001001']) {
        assert.deepEqual(fields({ quantity }), ['quantity'])
    }
    assert.deepEqual(fields({ price: '1', quantity: '4.99999' }), ['quantity'])
    assert.deepEqual(fields({ price: '1', quantity: '5' }), [])
    assert.deepEqual(fields({ type: 'market', quantity: '0.0001' }, '49999.99'), ['quantity'])
    assert.deepEqual(fields({ postOnly: true, timeInForce: 'ioc' }), ['timeInForce'])
})

test('the notional is exact, and not known where there is no price', () => {
    const worth = notional({ ...flawless, price: '67250.01', quantity: '0.00003' }, null)
    assert.equal(worth === null ? null : toText(worth), '2.0175003')
    assert.equal(notional({ ...flawless, type: 'market' }, null), null)
})

test('a market order says neither price nor time in force', () => {
    const market = orderOf({ ...flawless, type: 'market' }, 'BTCUSDT', null, 'id')
    assert.deepEqual(market, {
        clientOrderId: 'id', symbol: 'BTCUSDT', side: 'buy', type: 'market', quantity: '0.001' })
    const limit = orderOf(flawless, 'BTCUSDT', 'demo', 'id')
    assert.equal(limit.price, '67250.01')
    assert.equal(limit.account, 'demo')
})

test('client order ids are drawn anew, and are short and plain enough for any venue', () => {
    let next = 0
    const draw = (bytes: Uint8Array): void => bytes.forEach((_, i) => { bytes[i] = next++ * 7 + i })
    const first = freshClientOrderId(1_800_000_000_000, draw)
    assert.ok(/^[a-z0-9-]{1,36}$/.test(first))
    assert.ok(first !== freshClientOrderId(1_800_000_000_000, draw))
})
