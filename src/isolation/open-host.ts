import { InProcessHost, loadSubject } from '../testcase/in-process-host.ts'
import { isPath } from '../testcase/user-module.ts'
import type { SubjectChoice, SubjectDescription, SubjectHost } from '../testcase/subject-host.ts'
import { isLeftOver } from '../sim/globals/promise-watch.ts'
import { failedOutside } from '../sim/run-under-way.ts'
import { thrownParts } from '../sim/subject-failure.ts'
import { isProgramSpec } from '../lockstep/program-spec.ts'
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
  hearStrays()
  return new InProcessHost(() => loadSubject(choice), choice.target)
}

let hearing = false

/** Errors that nobody catches count against the run under way, in this process too. */
function hearStrays(): void {
  if (hearing) return
  hearing = true
  const stray = (error: unknown): void => {
    if (!isLeftOver() && !failedOutside(error)) throw error
  }
  process.on('unhandledRejection', stray)
  process.on('uncaughtException', (error) => {
    try {
      stray(error)
    } catch {
      process.stderr.write(`an error that nobody caught: ${thrownParts(error).message}\n`)
      process.exit(255)
    }
  })
}

/** Loads what is chosen, to see that it can be had; what is built in needs no process for that. */
export async function describeChoice(
  isolation: Isolation,
  choice: SubjectChoice,
  bounds: Partial<SubjectBounds> = {},
): Promise<SubjectDescription> {
  const strange = isProgramSpec(choice.target) || [choice.target, ...choice.scenarios].some(isPath)
  const host = openHost(strange ? isolation : 'none', choice, bounds)
  try {
    return await host.describe()
  } finally {
    await host.close()
  }
}
