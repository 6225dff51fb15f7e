import fc, { type Arbitrary } from 'fast-check'
import type { FaultContext } from '../../../nemesis/index.ts'
import type { Offered } from '../../subject/offers.ts'
import type { Step } from '../schedule/step.ts'
import { served } from '../servable.ts'
import type { Scenario } from '../scenario.ts'

/** So many schedules more follow the first one of a run. */
const FOLLOWERS = 7
/** Quiet time between two schedules, in longest election timeouts: servers start again, and one leads. */
const PAUSE = 2

/** What cannot be taken back within a run: members are others, or a server stays lost. */
const isLast = (steps: readonly Step[]): boolean =>
  steps.some((one) => one.do === 'change' || one.do === 'lose')

/** What is told step by step, if anything is, and how many schedules that is: each may take as long. */
interface Told {
  readonly steps?: readonly Step[]
  readonly schedules: number
}

/**
 * The steps of a scenario. Where it was chosen as one of several, others for as many servers follow in the same run: each is met more
 * often in as many runs, and by servers with a longer past. What cannot be taken back ends them.
 */
export function stepsOf(
  named: Scenario,
  chosen: Scenario,
  offered: Offered,
  context: FaultContext,
): Arbitrary<Told> {
  const first = chosen.steps?.(context)
  if (first === undefined) return fc.constant({ schedules: 1 })
  const { oneOf = [] } = named
  const others = served(oneOf, offered, { nodes: context.members.length }).scenarios.filter(
    (one) => one.name !== chosen.name && one.servers === chosen.servers,
  )
  if (isLast(first) || others.length === 0) return fc.constant({ steps: first, schedules: 1 })
  const { electionTimeout } = context
  const quiet: Step = { do: 'wait', least: PAUSE * electionTimeout, most: (PAUSE + 1) * electionTimeout }
  return fc
    .shuffledSubarray([...others], {
      minLength: Math.min(FOLLOWERS, others.length),
      maxLength: Math.min(FOLLOWERS, others.length),
    })
    .map((more) => {
      const steps = [...first]
      let schedules = 1
      for (const { name, steps: told } of more) {
        if (isLast(steps)) break
        steps.push({ do: 'schedule', name }, quiet, ...(told?.(context) ?? []))
        schedules++
      }
      return { steps, schedules }
    })
}
