import type { Loaded } from './report-element.ts'
import { toggleWhy, whyOnly } from './view.ts'

/** What is shown of the trace. */
export function TraceTools({ loaded: { report } }: { readonly loaded: Loaded }) {
  return (
    report.why.chain.length > 0 && (
      <button type="button" aria-pressed={whyOnly.value} onClick={toggleWhy}>
        Chain of causes only<kbd>w</kbd>
      </button>
    )
  )
}
