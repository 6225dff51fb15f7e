import { defined } from '../base/defined.ts'
import type { Json } from '../base/json.ts'
import { nodeIds } from '../base/node-id.ts'
import type { RunRecord } from '../record/run-record.ts'
import { signatureOf } from '../record/verdict.ts'
import type { Plan } from './plan.ts'
import type { RunResult } from './run-result.ts'

/** A run as it is stored and reported. */
export function recordOf(plan: Plan, result: RunResult, target: string, token: string): RunRecord {
  const { violation, because, trace } = result
  return {
    version: 1,
    scenario: plan.scenario,
    target,
    seed: plan.seed,
    // all members are JSON by the plan's schema; an interface has no index signature, as Json asks for
    plan: plan as unknown as Json,
    token,
    digest: result.digest,
    nodes: nodeIds(plan.nodes),
    status: result.status,
    ...defined({ because }),
    ...(violation === undefined ? {} : { violation, signature: signatureOf(violation) }),
    history: result.history,
    ...defined({ known: result.known }),
    faults: result.faults,
    coverageMarks: result.coverageMarks,
    counts: result.counts,
    ...defined({ trace }),
  }
}
