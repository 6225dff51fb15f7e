import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { helpOpen, keys } from './keys.ts'

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
      <button type="button" onClick={() => (helpOpen.value = false)}>
        Close
      </button>
    </dialog>
  )
}
