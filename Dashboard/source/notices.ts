import { reactive } from 'vue'

/** `polite` is read out when there is time, `urgent` at once. */
export interface Notice { id: number; text: string; level: 'polite' | 'urgent' }

export const Limits = { shownMax: 4, shownMilliseconds: 8_000 } as const

export const notices = reactive<Notice[]>([])
let nextID = 1

/** Tells the person something in the corner of the page; urgent ones stay until dismissed. */
export function tell(text: string, level: Notice['level'] = 'polite'): void {
    const id = nextID++
    notices.push({ id, text, level })
    if (notices.length > Limits.shownMax) notices.shift()
    if (level === 'polite') setTimeout(() => dismiss(id), Limits.shownMilliseconds)
}

export function dismiss(id: number): void {
    const index = notices.findIndex(notice => notice.id === id)
    if (index >= 0) notices.splice(index, 1)
}
