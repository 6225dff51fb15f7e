import { present } from '../../base/assert.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
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
/** Who does not stand within so small a part of the time it has is kept from it by a leader: a hurried one takes half of that. */
const UNHEARD = 60

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
  const silence = new Silence(step, position, stage)
  const came = yield* hurried(step, position, stage, step.within, silence)
  silence.end()
  return came
}

/** One of them stands again and again, until it leads. */
export function* lead(step: Standing, position: number, stage: Stage): Performance {
  const { surface, cast, happenings } = stage
  const silence = new Silence(step, position, stage)
  const deadline = surface.now() + step.within * 1000
  const leads = (): boolean => cast.all(step.who).some((node) => happenings.does(node, 'leads'))
  while (surface.now() < deadline && !leads()) {
    const left = (deadline - surface.now()) / 1000
    yield* hurried(step, position, stage, Math.min(left, step.within / TRIES), silence)
    yield { until: leads, within: step.within / ANSWERS }
  }
  silence.end()
  return leads()
}

function* hurried(
  step: Standing,
  position: number,
  { surface, cast, happenings, interference }: Stage,
  within: Millis,
  silence: Silence,
): Performance {
  const nodes = cast.all(step.who)
  const terms = new Map(nodes.map((node) => [node, surface.peek(node)?.currentTerm ?? 0]))
  happenings.forgetVotes()
  interference.hurry(step, position, nodes, HURRY)
  const waiting = new Set(nodes)
  const came = yield {
    within,
    until: () => {
      for (const node of waiting) {
        const seen = surface.peek(node)
        if (seen === undefined || seen.role === 'follower') continue
        if (seen.currentTerm <= present(terms.get(node), 'its term')) continue
        waiting.delete(node)
        interference.undo('clock', [node])
      }
      if (waiting.size === 0) return true
      silence.begin(nodes)
      return false
    },
  }
  interference.undo('clock', nodes)
  return came
}

/**
 * Servers that hear a leader may refuse whoever stands beside it (pre-votes, a watched quorum): where one that is hurried does not
 * come to stand, nobody hears the leaders until it does.
 */
class Silence {
  readonly #step: Standing
  readonly #position: number
  readonly #stage: Stage
  readonly #from: number
  readonly #silenced = new Set<NodeId>()

  constructor(step: Standing, position: number, stage: Stage) {
    this.#step = step
    this.#position = position
    this.#stage = stage
    this.#from = stage.surface.now() + (step.within * 1000) / UNHEARD
  }

  begin(nodes: readonly NodeId[]): void {
    const { surface, interference } = this.#stage
    if (surface.now() < this.#from) return
    for (const node of this.#silenced) {
      // its vote may be needed
      if (surface.peek(node)?.role === 'leader') continue
      this.#silenced.delete(node)
      interference.undo('silence', [node])
    }
    const heard = surface.members.filter((node) => !nodes.includes(node) && !this.#silenced.has(node))
    const leading = heard.filter((node) => surface.peek(node)?.role === 'leader')
    if (leading.length === 0) return
    for (const node of leading) this.#silenced.add(node)
    interference.silence(this.#step, this.#position, leading)
  }

  end(): void {
    if (this.#silenced.size > 0) this.#stage.interference.undo('silence')
  }
}
