import { present } from '../../base/assert.ts'
import type { FaultSurface } from '../../subject/fault-surface.ts'
import type { Cast } from './cast.ts'
import type { Happenings } from './happenings.ts'
import type { Interference } from './interference.ts'
import type { Performance } from './performance.ts'
import type { Step } from './step.ts'

/** How much faster the clock of a server runs that is to stand for leader. */
const HURRY = 8
/** How often a server that is to lead stands, at least, before it is given up. */
const TRIES = 30
/** So many times a candidate may wait for its votes within the time it has; then it stands again, before others do. */
const ANSWERS = 150

type Standing = Extract<Step, { do: 'stand' | 'lead' }>

/** Those who make servers stand for leader, and lead. */
export interface Stage {
  readonly surface: FaultSurface
  readonly cast: Cast
  readonly happenings: Happenings
  readonly interference: Interference
}

/** Each is hurried until it stands; who stands is hurried no more, lest it stand again. */
export function* stand(step: Standing, position: number, stage: Stage): Performance {
  const { surface, cast, happenings, interference } = stage
  const nodes = cast.all(step.who)
  const terms = new Map(nodes.map((node) => [node, surface.peek(node)?.currentTerm ?? 0]))
  happenings.forgetVotes()
  interference.hurry(step, position, nodes, HURRY)
  const waiting = new Set(nodes)
  const came = yield {
    within: step.within,
    until: () => {
      for (const node of waiting) {
        const seen = surface.peek(node)
        if (seen === undefined || seen.role === 'follower') continue
        if (seen.currentTerm <= present(terms.get(node), 'its term')) continue
        waiting.delete(node)
        interference.undo('clock', [node])
      }
      return waiting.size === 0
    },
  }
  interference.undo('clock', nodes)
  return came
}

/** One of them stands again and again, until it leads. */
export function* lead(step: Standing, position: number, stage: Stage): Performance {
  const { surface, cast, happenings } = stage
  const deadline = surface.now() + step.within * 1000
  const leads = (): boolean => cast.all(step.who).some((node) => happenings.does(node, 'leads'))
  while (surface.now() < deadline && !leads()) {
    const left = (deadline - surface.now()) / 1000
    yield* stand({ ...step, within: Math.min(left, step.within / TRIES) }, position, stage)
    yield { until: leads, within: step.within / ANSWERS }
  }
  return leads()
}
