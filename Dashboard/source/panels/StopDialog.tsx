import { defineComponent, h, ref, shallowRef } from 'vue'
import { cancelAll, setMode } from '../commands'
import type { Mode } from '../contract'
import { desk } from '../desk'
import { follow } from '../frames'
import { tell } from '../notices'
import { capital, openOrders } from '../words'
import { clearKillSwitch, globalKill, killSwitch } from './KillSwitch'

const word = 'HALT'
const dialog = shallowRef<HTMLDialogElement | null>(null)
const typed = ref('')
const withCancels = ref(true)
const trouble = ref<string | null>(null)
const isBusy = ref(false)

/** Opens the dialog that stops or resumes trading. It needs no connection to be opened. */
export function openStopDialog(): void {
    clearKillSwitch()
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

/** Two ways to stop: the trading mode, which this page sets and resumes, and the kill switch, which
 * holds until it is lifted. Both ask for a typed word, so that neither is pressed by accident. */
export const StopDialog = defineComponent(() => () => {
    follow('health', 'orders')
    const mode = desk.health?.mode
    const isKilled = globalKill() !== undefined
    const halt = (event: Event): void => {
        event.preventDefault()
        if (typed.value.trim().toUpperCase() === word) void change('halted', 'Trading is halted.')
    }
    return <dialog ref={dialog} class="dialog" data-testid="stop-dialog" aria-labelledby="stop-h">
        <h2 id="stop-h">Trading mode: {mode ?? 'not known'}</h2>
        <p>Halted, the server takes only cancels and reduce-only orders. Positions stay as they are,
            and resuming is one click.</p>
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
                : <button type="button" class="primary" data-testid="resume"
                    disabled={isBusy.value || isKilled}
                    title={isKilled ? 'Lift the kill switch first' : ''}
                    onClick={() => void change('active', 'Trading has been resumed.')}>
                    Resume trading</button>}
            <button type="button" onClick={() => dialog.value?.close()}
                data-testid="stop-close">Close</button>
        </div>
        {trouble.value === null ? null
            : <p class="trouble" role="alert" data-testid="stop-trouble">
                {capital(trouble.value)}</p>}
        {killSwitch()}
    </dialog>
})
