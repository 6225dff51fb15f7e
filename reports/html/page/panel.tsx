import { addressOf } from '../entry-links.ts'
import { stepPanel } from '../step-detail.ts'
import { cursor } from './cursor.ts'
import { FollowedEntry } from './followed-entry.tsx'
import { followed } from './followed.ts'
import { nodeOf } from './markup-node.ts'
import type { Loaded } from './report-element.ts'

/** The panel the generator wrote for the breach, for the step at the cursor. */
export function Panel({ loaded }: { readonly loaded: Loaded }) {
  const life = followed.value
  const address = life === undefined ? undefined : addressOf(life.address)
  return (
    <>
      {life !== undefined && <FollowedEntry loaded={loaded} life={life} />}
      {nodeOf(stepPanel(loaded.report, loaded.trace, loaded.events, cursor.value, address))}
    </>
  )
}
