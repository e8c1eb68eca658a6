import { defineComponent, h, nextTick, shallowRef } from 'vue'

/** One question to the person. `word`, where given, has to be typed before it can be answered. */
export interface Question {
    title: string
    body: string
    action: string
    isDangerous?: boolean
    word?: string
    then: () => void
}

const question = shallowRef<Question | null>(null)
const typed = shallowRef('')
const dialog = shallowRef<HTMLDialogElement | null>(null)

/** Asks before it acts; Escape and Cancel mean no. */
export function confirm(asked: Question): void {
    typed.value = ''
    question.value = asked
    void nextTick().then(() => {
        if (dialog.value?.open === false) dialog.value.showModal()
    })
}

function close(): void {
    dialog.value?.close()
    question.value = null
}

/** The place where questions are shown. */
export const Confirm = defineComponent(() => () => {
    const asked = question.value
    const isReady = asked !== null && (asked.word === undefined
        || typed.value.trim().toUpperCase() === asked.word)
    const answer = (event: Event): void => {
        event.preventDefault()
        if (asked === null || !isReady) return
        close()
        asked.then()
    }
    return <dialog ref={dialog} class="dialog" data-testid="question" aria-labelledby="question-h"
        onClose={() => { question.value = null }}>
        {asked === null ? null : <form onSubmit={answer}>
            <h2 id="question-h">{asked.title}</h2>
            <p>{asked.body}</p>
            {asked.word === undefined ? null : <label class="field">
                {`Type ${asked.word} to go on`}
                <input type="text" data-testid="question-word" autocomplete="off"
                    spellcheck={false} value={typed.value}
                    onInput={event => { typed.value = event.target.value }} /></label>}
            <div class="buttons">
                <button type="button" onClick={close} data-testid="question-no">Back</button>
                <button type="submit" class={asked.isDangerous === true ? 'danger' : 'primary'}
                    disabled={!isReady} data-testid="question-yes">{asked.action}</button>
            </div>
        </form>}
    </dialog>
})
