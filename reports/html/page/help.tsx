import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { helpOpen, keys } from './keys.ts'

/** What its canvas obeys while it has the focus. */
const runKeys = [
  ['← →', 'earlier, later'],
  ['+ −', 'closer, wider'],
  ['0', 'the whole run'],
  ['↑ ↓', 'event before, after, of those that fit the filter'],
  ['Enter', 'its step in the trace, where it is kept'],
] as const

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null)
  useSignalEffect(() => {
    if (helpOpen.value) dialog.current?.showModal()
    else dialog.current?.close()
  })
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={() => (helpOpen.value = false)}>
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {keys.map((key) => (
          <div key={key.label}>
            <dt>
              <kbd>{key.label}</kbd>
            </dt>
            <dd>{key.means}</dd>
          </div>
        ))}
      </dl>
      {document.getElementById('full') !== null && (
        <>
          <h3>In the picture of the whole run</h3>
          <dl class="keys">
            {runKeys.map(([label, means]) => (
              <div key={label}>
                <dt>
                  <kbd>{label}</kbd>
                </dt>
                <dd>{means}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <button type="button" onClick={() => (helpOpen.value = false)}>
        Close
      </button>
    </dialog>
  )
}
