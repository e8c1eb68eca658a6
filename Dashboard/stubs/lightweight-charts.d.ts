/** What the dashboard uses of TradingView's lightweight-charts 4.1, described in our own words.
 * The library is a script that hangs itself on `window`; numbers in it are for drawing only. */
declare module 'lightweight-charts' {}

interface ChartCandle {
    /** Seconds since 1970. */
    time: number
    open: number
    high: number
    low: number
    close: number
}
interface ChartBar { time: number; value: number; color?: string }
interface ChartPriceLine { applyOptions(options: object): void }
interface ChartSeries<T> {
    setData(data: T[]): void
    update(item: T): void
    applyOptions(options: object): void
    createPriceLine(options: object): ChartPriceLine
    removePriceLine(line: ChartPriceLine): void
    priceScale(): { applyOptions(options: object): void }
}
interface ChartPointer { time?: number }
interface Chart {
    addCandlestickSeries(options?: object): ChartSeries<ChartCandle>
    addHistogramSeries(options?: object): ChartSeries<ChartBar>
    applyOptions(options: object): void
    subscribeCrosshairMove(then: (pointer: ChartPointer) => void): void
    timeScale(): { fitContent(): void; scrollToRealTime(): void; applyOptions(o: object): void }
    remove(): void
}
interface Window {
    LightweightCharts: { createChart(container: HTMLElement, options?: object): Chart }
}
