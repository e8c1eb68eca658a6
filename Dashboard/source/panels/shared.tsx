import { h, type Child, type VNode } from 'vue'

/** A part of the page with a heading; `view` says on which page of a small screen it is. */
export function panel(
    name: string, title: string, view: string, body: Child, tools?: Child
): VNode {
    return <section class={`panel panel-${name}`} data-view={view} aria-labelledby={`h-${name}`}
        data-testid={name}>
        <header class="panel-head">
            <h2 id={`h-${name}`}>{title}</h2>
            {tools ?? null}
        </header>
        <div class="panel-body">{body}</div>
    </section>
}

export function empty(words: string): VNode {
    return <p class="empty">{words}</p>
}

/** A side as a word with a sign, so that nothing hangs on a colour alone. */
export function side(value: 'buy' | 'sell'): VNode {
    return value === 'buy' ? <span class="up">▲ buy</span> : <span class="down">▼ sell</span>
}

/** The class of an amount that may be above or below zero. */
export function toneOf(text: string | null): string {
    if (text === null || /^[-+]?[0.]*$/.test(text)) return ''
    return text.startsWith('-') ? 'down' : 'up'
}

/** A table whose columns are named; numbers stand to the right. */
export function table(
    label: string, columns: { name: string; number?: boolean; hidden?: boolean }[], rows: VNode[],
    words: string
): VNode {
    if (rows.length === 0) return empty(words)
    return <table aria-label={label}>
        <thead><tr>{columns.map(column =>
            <th scope="col" class={column.number === true ? 'number' : ''}>
                {column.hidden === true
                    ? <span class="aside">{column.name}</span> : column.name}
            </th>)}</tr></thead>
        <tbody>{rows}</tbody>
    </table>
}
