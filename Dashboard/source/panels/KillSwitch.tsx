import { h, reactive, type VNode } from 'vue'
import { switchKill } from '../commands'
import { desk } from '../desk'
import { tell } from '../notices'
import { capital } from '../words'

const form = reactive({ because: '', typed: '', trouble: null as string | null, isBusy: false })

/** As when the dialog was never open. */
export function clearKillSwitch(): void {
    form.because = ''
    form.typed = ''
    form.trouble = null
}

/** What the kill switch of everything is held by; undefined where it is not thrown. */
export function globalKill(): { because?: string } | undefined {
    return desk.health?.killed.find(one => one.scope === 'global')
}

async function change(isLift: boolean): Promise<void> {
    form.isBusy = true
    const trouble = await switchKill(isLift, form.because.trim())
    form.isBusy = false
    if (trouble === null) clearKillSwitch()
    form.trouble = trouble
    if (trouble !== null) return
    tell(isLift ? 'The kill switch is lifted. Everything stays halted until you resume trading.'
        : 'The kill switch is thrown: all orders are being taken back.', 'urgent')
}

/** The kill switch of everything. Thrown and lifted with a reason and a typed word, so that neither
 * is done by accident. */
export function killSwitch(): VNode {
    const held = globalKill()
    const isLift = held !== undefined
    const word = isLift ? 'LIFT' : 'KILL'
    const isReady = !form.isBusy && form.because.trim() !== ''
        && form.typed.trim().toUpperCase() === word
    const submit = (event: Event): void => {
        event.preventDefault()
        if (isReady) void change(isLift)
    }
    return <form onSubmit={submit} class="kill">
        <h3>Kill switch{isLift ? ': it holds' : ''}</h3>
        <p>{isLift
            ? `Everything is halted${held.because === undefined ? '' : `: ${held.because}`}. `
                + 'Lifted, it stays halted until you resume trading.'
            : 'The server itself takes all orders back, also after a crash or a restart, and sends '
                + 'only cancels and reduce-only orders until somebody lifts the switch.'}</p>
        <label class="field">Why
            <input type="text" value={form.because} data-testid="kill-because" autocomplete="off"
                maxlength={200}
                onInput={event => { form.because = event.target.value }} /></label>
        <label class="field">{`Type ${word} to ${isLift ? 'lift' : 'throw'} it`}
            <input type="text" value={form.typed} data-testid="kill-word" autocomplete="off"
                spellcheck={false} onInput={event => { form.typed = event.target.value }} />
        </label>
        <button type="submit" class="danger" data-testid="kill-confirm" disabled={!isReady}>
            {isLift ? 'Lift the kill switch' : 'Throw the kill switch'}</button>
        {form.trouble === null ? null
            : <p class="trouble" role="alert" data-testid="kill-trouble">
                {capital(form.trouble)}</p>}
    </form>
}
