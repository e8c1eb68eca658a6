import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
    amount, compare, cut, decimalsOf, difference, fixed, grouped, isMultiple, parse, product, sum,
    toText, trimmed,
} from '../source/decimal'
import { markOf, unrealised } from '../source/positions'

const text = (value: ReturnType<typeof parse>): string | null =>
    value === null ? null : toText(value)

test('a number is read digit by digit, and nothing else is taken for one', () => {
    assert.equal(text(parse('0.00100')), '0.00100')
    assert.equal(text(parse('-12')), '-12')
    assert.equal(text(parse('+7.5')), '7.5')
    for (const bad of ['', '.', '1.', '.5', '1e5', '1,5', ' 1', 'NaN', '0x10', '1'.repeat(41)]) {
        assert.equal(parse(bad), null)
    }
})

test('sums and products are exact where binary numbers are not', () => {
    assert.equal(toText(sum(amount('0.1'), amount('0.2'))), '0.3')
    assert.equal(toText(difference(amount('0.3'), amount('0.1'))), '0.2')
    assert.equal(toText(product(amount('67250.01'), amount('0.00001'))), '0.6725001')
    assert.equal(
        toText(product(amount('123456789.123456789'), amount('987654321.987654321'))),
        '121932631356500531.347203169112635269')
})

test('a step is kept exactly', () => {
    assert.ok(isMultiple(amount('0.3'), amount('0.1')))
    assert.ok(isMultiple(amount('67250.010'), amount('0.01000000')))
    assert.ok(!isMultiple(amount('67250.001'), amount('0.01')))
    assert.ok(isMultiple(amount('5'), amount('0')))
})

test('numbers compare by value, whatever their decimals', () => {
    assert.equal(compare(amount('1.0'), amount('1')), 0)
    assert.equal(compare(amount('-1'), amount('0.5')), -1)
    assert.equal(compare(amount('10'), amount('9.99999999')), 1)
})

test('shown text is cut towards zero, filled, grouped', () => {
    assert.equal(fixed(amount('1234.5'), 2), '1234.50')
    assert.equal(fixed(amount('-0.019'), 2), '-0.01')
    assert.equal(toText(cut(amount('0.999'), 0)), '0')
    assert.equal(toText(trimmed(amount('1.500'), 0)), '1.5')
    assert.equal(toText(trimmed(amount('10'), 2)), '10.00')
    assert.equal(grouped('1234567.8901'), '1\u202f234\u202f567.8901')
    assert.equal(grouped('-1234'), '-1\u202f234')
    assert.equal(decimalsOf('0.01000000'), 2)
})

test('a position is worth its quantity at the middle of the book, less its cost', () => {
    const ticker = {
        symbol: 'X', bid: '67250.00', bidQuantity: '1', ask: '67250.01', askQuantity: '1',
        last: null, time: 0, isInStep: true,
    }
    const position = {
        account: 'demo', strategy: 1, symbol: 'X', base: 'BTC', quantity: '-0.001',
        cost: '-67.26', averagePrice: null, realisedPnl: '0', quoteFees: '0', baseFees: '0',
        fills: 1, markPrice: null, unrealisedPnl: null,
    }
    const mark = markOf(ticker)
    assert.equal(text(mark), '67250.005')
    assert.equal(mark === null ? null : toText(unrealised(position, mark)), '0.009995')
    assert.equal(markOf({ ...ticker, isInStep: false }), null)
    assert.equal(markOf({ ...ticker, ask: null }), null)
})

test('a contract is worth what its venue says, and its book never stands in for that', () => {
    const ticker = {
        symbol: 'X', bid: '67250.00', bidQuantity: '1', ask: '67250.01', askQuantity: '1',
        last: null, time: 0, isInStep: true,
    }
    assert.equal(text(markOf({ ...ticker, markPrice: '66000.12345678' })), '66000.12345678')
    assert.equal(text(markOf({ ...ticker, markPrice: '66000', isInStep: false })), '66000')
    assert.equal(markOf({ ...ticker, markPrice: null }), null)
})
