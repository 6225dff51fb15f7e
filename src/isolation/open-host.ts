import { InProcessHost, loadSubject } from '../harness/in-process-host.ts'
import type { SubjectChoice, SubjectHost } from '../harness/subject-host.ts'
import { ProcessHost } from './process-host.ts'
import type { SubjectBounds } from './protocol.ts'

/** Where subjects run: `process`, each in one of its own; `none`, in this one, for debugging. */
export type Isolation = 'process' | 'none'

export function openHost(
  isolation: Isolation,
  choice: SubjectChoice,
  bounds: Partial<SubjectBounds> = {},
): SubjectHost {
  if (isolation === 'process') return new ProcessHost(choice, bounds)
  return new InProcessHost(() => loadSubject(choice), choice.target)
}
