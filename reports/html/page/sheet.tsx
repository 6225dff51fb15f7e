import { effect } from '@preact/signals'
import { cursor } from './cursor.ts'
import type { Loaded } from './report-element.ts'
import { sheetOpen } from './sheet-open.ts'

/** The row that is looked at stays in sight above the sheet. */
effect(() => {
  document.documentElement.classList.toggle('sheet-open', sheetOpen.value)
  if (sheetOpen.value)
    document.querySelector('.body > .row[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
})

/** Opens and closes the state panel on a phone. */
export function SheetButton({ loaded }: { readonly loaded: Loaded }) {
  const step = loaded.events[cursor.value]?.step ?? 0
  return (
    <button
      type="button"
      class="sheet-button"
      aria-expanded={sheetOpen.value}
      aria-controls="panel"
      onClick={() => (sheetOpen.value = !sheetOpen.value)}
    >
      {sheetOpen.value ? 'Close' : `State after step ${step}`}
    </button>
  )
}
