import { defineComponent, h, ref, shallowRef } from 'vue'
import { cancelAll, setMode } from '../commands'
import type { Mode } from '../contract'
import { desk } from '../desk'
import { follow } from '../frames'
import { tell } from '../notices'
import { capital, openOrders } from '../words'

const word = 'HALT'
const dialog = shallowRef<HTMLDialogElement | null>(null)
const typed = ref('')
const withCancels = ref(true)
const trouble = ref<string | null>(null)
const isBusy = ref(false)

/** Opens the dialog that halts or resumes trading. It needs no connection to be opened. */
export function openKillSwitch(): void {
    typed.value = ''
    trouble.value = null
    if (dialog.value?.open === false) dialog.value.showModal()
}

async function change(mode: Mode, words: string): Promise<void> {
    isBusy.value = true
    trouble.value = await setMode(mode)
    isBusy.value = false
    if (trouble.value !== null) return
    dialog.value?.close()
    tell(words, 'urgent')
    if (mode === 'halted' && withCancels.value) await cancelAll()
}

/** The kill switch: halting asks for a typed word, so that it is never pressed by accident. */
export const KillSwitch = defineComponent(() => () => {
    follow('health', 'orders')
    const mode = desk.health?.mode
    const halt = (event: Event): void => {
        event.preventDefault()
        if (typed.value.trim().toUpperCase() === word) void change('halted', 'Trading is halted.')
    }
    return <dialog ref={dialog} class="dialog" data-testid="kill-switch" aria-labelledby="kill-h">
        <h2 id="kill-h">Trading mode: {mode ?? 'not known'}</h2>
        <p>Halted, the server refuses every new order; cancels always go through. Positions stay
            as they are.</p>
        {mode === 'halted' ? null : <form onSubmit={halt} class="kill">
            <label class="field">{`Type ${word} to halt`}
                <input type="text" value={typed.value} data-testid="halt-word" autocomplete="off"
                    spellcheck={false} onInput={event => { typed.value = event.target.value }} />
            </label>
            <label class="check"><input type="checkbox" checked={withCancels.value}
                data-testid="halt-cancels"
                onChange={event => { withCancels.value = event.target.checked }} />
                {` and cancel ${openOrders(desk.openOrders().length)}`}</label>
            <button type="submit" class="danger" data-testid="halt-confirm"
                disabled={isBusy.value || typed.value.trim().toUpperCase() !== word}>
                Halt trading</button>
        </form>}
        <div class="buttons">
            {mode === 'active' || mode === undefined
                ? <button type="button" disabled={isBusy.value} data-testid="reduce"
                    onClick={() => void change('reducing', 'Only reducing orders are taken.')}>
                    Reduce only</button>
                : <button type="button" class="primary" disabled={isBusy.value}
                    data-testid="resume"
                    onClick={() => void change('active', 'Trading has been resumed.')}>
                    Resume trading</button>}
            <button type="button" onClick={() => dialog.value?.close()}
                data-testid="kill-close">Close</button>
        </div>
        {trouble.value === null ? null
            : <p class="trouble" role="alert" data-testid="kill-trouble">
                {capital(trouble.value)}</p>}
    </dialog>
})
