import { least } from '../src/base/extremes.ts'
import type { Trace, TraceStep } from '../src/record/trace.ts'
import { causalPast } from './causal-past.ts'

/** Whether it only says that a property broke in the step before it: a row of its own, but no step of the run. */
export const isRemark = ({ kind, step }: Pick<TraceStep, 'kind' | 'step'>, breach: number): boolean =>
  kind === 'violation' && step > breach

/** How many of these are steps of the run. */
export const countSteps = (steps: readonly Pick<TraceStep, 'kind' | 'step'>[], breach: number): number =>
  steps.filter((step) => !isRemark(step, breach)).length

const disruptions = new Set(['crash', 'restart', 'pause', 'resume', 'fault', 'heal'])

/**
 * The steps that a report shows, in order: all up to the breach where they fit, and nothing after it but what the proof
 * names (the answer to a call that was under way then). Else the ones
 * that the verdict and its diagnosis name (`marked`); faults and elections between them; what led to them, the nearest first; and what happened
 * around each. A run of an hour is so shown at the place that matters, wherever that lies.
 */
export function shownSteps(trace: Trace, marked: ReadonlySet<number>, most: number): readonly TraceStep[] {
  const last = trace.steps.at(-1)
  const named = [...marked].sort((a, b) => b - a)
  const until = trace.steps.slice(0, Math.max(1, named[0] ?? 1))
  // a breach that was found at the end of the run is said at the end of the trace: too far from where it happened
  const breach = last?.kind === 'violation' && last.step === until.length + 1 ? [last] : []
  if (until.length + breach.length <= most) return [...until, ...breach]
  const choice = new Choice(until, most - breach.length)
  choice.add(named, most)
  const first = least(named)
  const share = Math.floor(choice.left / 4)
  choice.add(recent(until, first, isDisruption), share)
  choice.add(recent(until, first, isElection), share)
  choice.add(causalPast(trace, named, most).keys(), share)
  choice.add(around(named, until.length), most)
  return [...until.filter(({ step }) => choice.has(step)), ...breach]
}

/** Steps chosen so far, by number. */
class Choice {
  readonly #chosen = new Set<number>()
  readonly #last: number
  readonly #most: number

  constructor(steps: readonly TraceStep[], most: number) {
    this.#last = steps.length
    this.#most = most
  }

  get left(): number {
    return this.#most - this.#chosen.size
  }

  has(step: number): boolean {
    return this.#chosen.has(step)
  }

  /** The first of these that are not chosen yet, at most `share`. */
  add(steps: Iterable<number>, share: number): void {
    const full = Math.min(this.#most, this.#chosen.size + share)
    for (const step of steps) {
      if (this.#chosen.size >= full) return
      if (step >= 1 && step <= this.#last) this.#chosen.add(step)
    }
  }
}

/** Steps of a kind from `first` on, the newest first, and the last one before it: it still held then. */
function* recent(
  steps: readonly TraceStep[],
  first: number,
  isOfKind: (step: TraceStep) => boolean,
): Generator<number> {
  for (let position = steps.length - 1; position >= 0; position--) {
    const step = steps[position]
    if (step === undefined || !isOfKind(step)) continue
    yield step.step
    if (step.step < first) return
  }
}

const isDisruption = ({ kind }: TraceStep): boolean => disruptions.has(kind)

const isElection = ({ state }: TraceStep): boolean => state?.role === 'leader'

/** The neighbours of each step, the nearest first. */
function* around(named: readonly number[], farthest: number): Generator<number> {
  for (let distance = 1; distance <= farthest; distance++) {
    for (const step of named) {
      yield step - distance
      yield step + distance
    }
  }
}
