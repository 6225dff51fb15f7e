import { stepPanel } from '../step-detail.ts'
import { cursor } from './cursor.ts'
import { nodeOf } from './markup-node.ts'
import type { Loaded } from './report-element.ts'

/** The panel the generator wrote for the breach, for the step at the cursor. */
export function Panel({ loaded }: { readonly loaded: Loaded }) {
  return <>{nodeOf(stepPanel(loaded.report, loaded.trace, loaded.events, cursor.value))}</>
}
