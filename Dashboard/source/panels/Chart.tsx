import 'lightweight-charts'
import { defineComponent, h, onMounted, onUnmounted, shallowRef, watch } from 'vue'
import type { Candle } from '../contract'
import { amount, decimalsOf, fixed, forDrawing, grouped, toText, trimmed } from '../decimal'
import { desk, intervals, shown } from '../desk'
import { follow, onPaint, touch } from '../frames'
import { panel } from './shared'

/** Looked at for something newer than what is drawn; more than that is drawn as a whole. */
const candlesBetweenPaintsMax = 50

/** The candles on the canvas. Numbers are binary here, and only here: they end up as pixels. */
class Drawing {
    private readonly chart: Chart
    private readonly candles: ChartSeries<ChartCandle>
    private readonly volume: ChartSeries<ChartBar>
    private lines: ChartPriceLine[] = []
    private linesDrawn = ''
    private version = -1
    private newestDrawn = 0
    private key = ''
    private readonly scheme = matchMedia('(prefers-color-scheme: light)')
    private readonly recolour = (): void => this.colour()

    constructor(place: HTMLElement, pointed: (time: number | null) => void) {
        this.chart = window.LightweightCharts.createChart(place, {
            autoSize: true,
            rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.24 } },
            timeScale: { borderVisible: false, timeVisible: true, rightOffset: 4 },
            crosshair: { mode: 0 },
        })
        this.candles = this.chart.addCandlestickSeries({ borderVisible: false })
        this.volume = this.chart.addHistogramSeries({
            priceScaleId: '', priceFormat: { type: 'volume' }, lastValueVisible: false,
            priceLineVisible: false })
        this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
        this.chart.subscribeCrosshairMove(pointer => pointed(pointer.time ?? null))
        this.scheme.addEventListener('change', this.recolour)
        this.colour()
    }

    end(): void {
        this.scheme.removeEventListener('change', this.recolour)
        this.chart.remove()
    }

    /** Draws what has changed: the newest candles, or everything where more has. */
    draw(): void {
        const key = `${desk.symbol.value}/${desk.interval.value}`
        const all = desk.candles.all()
        if (key !== this.key || desk.candles.version !== this.version) {
            this.drawAll(all, key)
        } else {
            for (const candle of all.slice(-candlesBetweenPaintsMax)) {
                // The library refuses what is older than the newest that it has.
                if (candle.start < this.newestDrawn) continue
                this.newestDrawn = candle.start
                this.candles.update(body(candle))
                this.volume.update(this.bar(candle))
            }
        }
        this.drawOrders()
    }

    private drawAll(all: Candle[], key: string): void {
        const isOther = key !== this.key
        this.key = key
        this.version = desk.candles.version
        this.newestDrawn = all.at(-1)?.start ?? 0
        if (isOther) this.measure()
        this.candles.setData(all.map(body))
        this.volume.setData(all.map(candle => this.bar(candle)))
        if (isOther) this.chart.timeScale().scrollToRealTime()
    }

    private measure(): void {
        const tick = desk.instrument?.tick ?? '0.01'
        this.candles.applyOptions({
            priceFormat: {
                type: 'price', precision: decimalsOf(tick), minMove: forDrawing(tick) } })
        this.chart.timeScale().applyOptions({ secondsVisible: desk.interval.value === '1s' })
    }

    /** One line for each of our open orders. */
    private drawOrders(): void {
        const open = desk.openOrders().filter(order =>
            order.symbol === desk.symbol.value && order.price !== null && order.type === 'limit')
        const wanted = open.map(order => `${order.clientOrderId}${order.filledQuantity}`).join()
        if (wanted === this.linesDrawn) return
        this.linesDrawn = wanted
        for (const line of this.lines) this.candles.removePriceLine(line)
        this.lines = open.map(order => this.candles.createPriceLine({
            price: forDrawing(order.price ?? '0'), lineWidth: 1, lineStyle: 2,
            color: colourOf(order.side === 'buy' ? '--up' : '--down'), axisLabelVisible: true,
            title: `${order.side} ${toText(trimmed(amount(order.quantity)))}` }))
    }

    private bar(candle: Candle): ChartBar {
        const isUp = forDrawing(candle.close) >= forDrawing(candle.open)
        return { time: seconds(candle), value: forDrawing(candle.volume),
            color: colourOf(isUp ? '--up-faint' : '--down-faint') }
    }

    private colour(): void {
        const grid = { color: colourOf('--line-faint') }
        this.chart.applyOptions({
            layout: { background: { color: colourOf('--panel') }, textColor: colourOf('--dim'),
                fontSize: 11, fontFamily: getComputedStyle(document.body).fontFamily },
            grid: { vertLines: grid, horzLines: grid },
        })
        const up = colourOf('--up')
        const down = colourOf('--down')
        this.candles.applyOptions(
            { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down })
        this.version = -1
        this.linesDrawn = ''
        touch('candles')
    }
}

const seconds = (candle: Candle): number => Math.floor(candle.start / 1_000_000)

function body(candle: Candle): ChartCandle {
    return { time: seconds(candle), open: forDrawing(candle.open), high: forDrawing(candle.high),
        low: forDrawing(candle.low), close: forDrawing(candle.close) }
}

function colourOf(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Candles with volume of the chosen instrument; our open orders are lines in it. */
export const CandleChart = defineComponent(() => {
    const place = shallowRef<HTMLElement | null>(null)
    const pointed = shallowRef<number | null>(null)
    let drawing: Drawing | null = null
    const stop = onPaint(topics => {
        if (topics.has('candles') || topics.has('orders')) drawing?.draw()
    })
    onMounted(() => {
        if (place.value === null) return
        drawing = new Drawing(place.value, time => { pointed.value = time })
        drawing.draw()
    })
    onUnmounted(() => { stop(); drawing?.end() })
    watch(() => [desk.symbol.value, desk.interval.value].join(), () => touch('candles'))
    return () => {
        follow('candles', 'markets', 'link')
        return panel('chart', desk.symbol.value === '' ? 'Chart' : desk.symbol.value, 'market',
            [<div class={['chart-place', desk.isStale ? 'stale' : '']} ref={place}
                data-testid="chart-place" data-candles={String(desk.candles.all().length)} />,
            legend(pointed.value)],
            [headline(), intervalButtons()])
    }
})

function headline() {
    const quote = desk.quote
    const tick = desk.instrument?.tick
    const last = quote === null ? null : shown(quote.ticker)
    return <b class={`headline ${quote?.direction ?? ''}`} data-testid="headline-price">
        {last === null || tick === undefined ? ''
            : grouped(fixed(amount(last), decimalsOf(tick)))}</b>
}

/** The candle under the pointer in digits, or the newest one. */
function legend(time: number | null) {
    const all = desk.candles.all()
    const candle = (time === null ? undefined : all.find(one => seconds(one) === time))
        ?? all.at(-1)
    const decimals = decimalsOf(desk.instrument?.tick ?? '0.01')
    if (candle === undefined) return <span class="legend" />
    const digits = (text: string): string => fixed(amount(text), decimals)
    return <span class="legend" aria-hidden="true">
        <small>O</small>{digits(candle.open)}<small>H</small>{digits(candle.high)}
        <small>L</small>{digits(candle.low)}<small>C</small>{digits(candle.close)}
        <small>V</small>{toText(trimmed(amount(candle.volume)))}</span>
}

function intervalButtons() {
    return <span class="intervals" role="group" aria-label="Interval">{intervals.map(name =>
        <button type="button" key={name} class="small" data-testid={`interval-${name}`}
            aria-pressed={desk.interval.value === name ? 'true' : 'false'}
            onClick={() => desk.chooseInterval(name)}>{name}</button>)}</span>
}
