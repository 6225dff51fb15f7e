import type { RunResult } from '../run/run-result.ts'
import type { Gathering } from '../subject/target.ts'
import { RunsInTurn } from './runs-in-turn.ts'
import type { TargetMaker } from './target-maker.ts'
import type { TestCase } from './test-case.ts'

/** So many runs are made again, alone, before the word of those made in turn is taken. */
const COMPARED = 2
/** Making runs in turn does not pay where more than one of so many is made again, alone. */
const MAX_SHARE = 4
const ENOUGH = 16

/** What is known of the servers of a gathering. */
class Trust {
  compared = 0
  made = 0
  alone = 0
  /** They were seen to come out otherwise than alone. */
  isMixed = false

  get isThere(): boolean {
    return !this.isMixed && (this.alone < ENOUGH || this.alone * MAX_SHARE <= this.made)
  }
}

const known = new WeakMap<Gathering, Trust>()

/**
 * Runs that were made in turn. A program may say that it plays the servers of several clusters and mix them up: nothing
 * is reported on the word of such a run. Of those in which nothing went wrong the first are compared; all others are
 * made again, alone, and that is the run that counts.
 */
class MadeInTurn {
  readonly #results: readonly (RunResult | undefined)[]
  readonly #trust: Trust

  constructor(results: readonly (RunResult | undefined)[], trust: Trust) {
    this.#results = results
    this.#trust = trust
    trust.made += results.length
  }

  /** What came of a run, where it is sure to be what comes of it alone. */
  taken(position: number): RunResult | undefined {
    const result = this.#results[position]
    if (result === undefined || this.#trust.isMixed || this.#trust.compared < COMPARED) return undefined
    return result.status === 'valid' && result.known === undefined ? result : undefined
  }

  /** What came of the same run, alone. */
  compare(position: number, alone: RunResult): void {
    const result = this.#results[position]
    if (result === undefined) return
    const trust = this.#trust
    if (trust.compared++ >= COMPARED) trust.alone++
    // a program that ended took the servers of other runs with it
    if (result.violation?.property === 'lockstep') return
    if (result.digest !== alone.digest) trust.isMixed = true
  }
}

/**
 * Makes runs of one target in turn, where its servers can be asked at once; undefined where they cannot. `rest`: see
 * {@link RunsInTurn.make}.
 */
export async function madeInTurn(
  cases: readonly TestCase[],
  make: TargetMaker,
  rest: () => boolean | Promise<boolean>,
): Promise<MadeInTurn | undefined> {
  const [first] = cases
  if (first === undefined || cases.length === 1) return undefined
  const { gathering } = make(first.plan())
  if (gathering === undefined) return undefined
  const trust = known.get(gathering) ?? new Trust()
  known.set(gathering, trust)
  return trust.isThere ? new MadeInTurn(await new RunsInTurn(cases, gathering).make(rest), trust) : undefined
}
