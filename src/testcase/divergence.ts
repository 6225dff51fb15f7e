import { defined } from '../base/defined.ts'
import type { Divergence } from '../record/divergence.ts'
import { signatureOf } from '../record/verdict.ts'
import { firstDifference } from '../run/divergence/divergence.ts'
import { likelyCauses } from '../run/divergence/divergence-causes.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { RunResult } from '../run/run-result.ts'

/** Traced runs to make at most until two differ: what is random seldom differs in each. */
const MAX_RUNS = 4

/** What is known of the run before it is made again: its digests in the order it was made, the traced ones included. */
type Known = Omit<Divergence, 'difference' | 'causes' | 'broke'> & {
  /** A traced run of it that there is already: the first one of its process. */
  readonly first?: RunResult
}

/** Makes a run that came out otherwise again, traced, until two of them differ, and says where. */
export async function explainDivergence(
  run: Known,
  again: () => Promise<MadeRun>,
  most = MAX_RUNS,
): Promise<Divergence> {
  const { first, scenario, target, seed } = run
  const digests = [...run.digests]
  const traced: RunResult[] = first?.trace === undefined ? [] : [first]
  const pair = (): readonly [RunResult, RunResult] | undefined => {
    const [one] = traced
    const other = traced.find(({ digest }) => digest !== one?.digest)
    return one === undefined || other === undefined ? undefined : [one, other]
  }
  for (let made = 0; made < most && pair() === undefined; made++) {
    const { result, ended } = await again()
    if (ended !== undefined) break
    traced.push(result)
    digests.push(result.digest)
  }
  const found = pair()
  const difference = found === undefined ? undefined : firstDifference(...found)
  const [earliest, ...later] = digests
  const settled = later.length > 1 && new Set(later).size === 1 && later[0] !== earliest
  const broke = traced.flatMap(({ violation }) => (violation === undefined ? [] : [signatureOf(violation)]))
  return {
    scenario,
    target,
    seed,
    digests,
    ...defined({ difference }),
    causes: likelyCauses(difference, settled),
    broke: [...new Set(broke)],
  }
}
