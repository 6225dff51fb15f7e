import { scenarioNamed } from '../../scenarios/index.ts'
import { canonicalJson } from '../base/json.ts'
import { defined } from '../base/defined.ts'
import { assertJudging, judgingWith, type Judging } from '../run/judging.ts'
import type { Replayable } from '../run/replay-token.ts'
import type { Scenario } from '../run/scenario.ts'
import { assertJudgedProperties } from './judged-properties.ts'

/**
 * The run, going on past what is given as well. Where that is more than before it may end elsewhere, and there is no digest
 * to compare with.
 * @param atHand scenarios that are no built-in ones.
 * @throws InputError when something is no signature, or a property that does not exist.
 */
export function judgedOtherwise(
  run: Replayable,
  { known, ignore }: Judging,
  atHand: readonly Scenario[] = [],
): Replayable {
  const more: Judging = defined({ known, ignore })
  assertJudging(more)
  const name = run.by === 'seed' ? run.scenario : run.plan.scenario
  const scenario = atHand.find((one) => one.name === name) ?? scenarioNamed(name)
  // of a scenario in a module of the user's nothing is known before it is loaded
  if (scenario !== undefined) assertJudgedProperties(more, [scenario])
  const before = (run.by === 'seed' ? run.shape : run.plan.judging) ?? {}
  const judging = judgingWith(before, more)
  if (canonicalJson(judging) === canonicalJson(judgingWith(before, {}))) return run
  const shape = { ...run.shape, ...judging }
  return run.by === 'seed'
    ? { ...run, shape, digest: '' }
    : { ...run, shape, plan: { ...run.plan, judging }, digest: '' }
}
