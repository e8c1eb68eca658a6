/** What the dashboard uses of Vue 3, described in our own words. */
declare module 'vue' {
    /** What a render function describes. */
    export interface VNode { readonly el: unknown }
    /** No boolean: a lone `false` would be shown as the word. Write `condition ? … : null`. */
    export type Child = VNode | string | number | null | undefined | Child[]
    export interface Ref<T> { value: T }
    export type Key = string | number
    /** A component; in TSX its properties are attributes. */
    export type Component<P> = (properties: P & { key?: Key }) => VNode

    export function ref<T>(value: T): Ref<T>
    export function shallowRef<T>(value: T): Ref<T>
    export function reactive<T extends object>(value: T): T
    export function computed<T>(from: () => T): { readonly value: T }
    export function watch<T>(
        source: () => T, then: (now: T, before: T) => void,
        options?: { immediate?: boolean; flush?: 'pre' | 'post' }
    ): () => void
    export function nextTick(): Promise<void>
    export function onMounted(then: () => void): void
    export function onUnmounted(then: () => void): void
    export function defineComponent<P extends object>(
        setup: (properties: P) => () => Child, options?: { props: (keyof P & string)[] }
    ): Component<P>
    export function h(type: unknown, properties?: unknown, ...children: Child[]): VNode
    export const Fragment: Component<{ children?: Child | Child[] }>
    export function createApp(root: Component<Record<string, never>>): {
        mount(selector: string): void
        config: { errorHandler: ((error: unknown) => void) | null }
    }
}

declare namespace JSX {
    type Element = import('vue').VNode
    interface ElementChildrenAttribute { children: unknown }
    interface IntrinsicAttributes { key?: import('vue').Key }
    /** Attributes that any element may have; those with a hyphen are not checked. */
    interface Common {
        children?: import('vue').Child | import('vue').Child[]
        key?: import('vue').Key
        ref?: unknown
        id?: string
        class?: string | (string | null | undefined | false)[]
        style?: string | Record<string, string>
        title?: string
        role?: string
        tabindex?: number
        hidden?: boolean
        onClick?: (event: MouseEvent) => void
        onKeydown?: (event: KeyboardEvent) => void
        onCancel?: (event: Event) => void
        onClose?: (event: Event) => void
        onInput?: (event: Event & { target: HTMLInputElement }) => void
        onChange?: (event: Event & { target: HTMLInputElement & HTMLSelectElement }) => void
        onSubmit?: (event: Event) => void
    }
    interface Form extends Common {
        type?: string
        name?: string
        value?: string | number
        checked?: boolean
        disabled?: boolean
        selected?: boolean
        required?: boolean
        readonly?: boolean
        inputmode?: string
        autocomplete?: string
        spellcheck?: boolean
        placeholder?: string
        for?: string
        maxlength?: number
        novalidate?: boolean
        href?: string
        target?: string
        rel?: string
        colspan?: number
        scope?: string
        viewBox?: string
        d?: string
        cx?: number
        cy?: number
        r?: number
        width?: number
        height?: number
    }
    interface IntrinsicElements { [name: string]: Form }
}
