import type { FailureReport } from '../../reports/index.ts'
import type { Json } from '../base/json.ts'
import { nodeIds } from '../base/node-id.ts'
import type { RunFailure } from '../campaign/tally.ts'
import type { RunCounts } from '../history/run-record.ts'
import type { Plan } from '../run/plan.ts'
import { environment } from '../harness/environment.ts'
import { replayCommand } from '../harness/minimize-failure.ts'

/** Digest of a run that did not end. */
export const NO_DIGEST = '0'.repeat(16)
const NO_COUNTS: RunCounts = {
  steps: 0,
  messages: 0,
  operations: 0,
  ok: 0,
  failed: 0,
  unknown: 0,
  crashes: 0,
  elections: 0,
  virtualMs: 0,
}

/** The report of a run that never ended: its plan is all there is. */
export function unendedReport(
  { headline, seed, signature }: RunFailure,
  plan: Plan,
  target: string,
  token: string,
): FailureReport {
  const [property = signature, shape = ''] = signature.split('/')
  const violation = {
    property,
    shape,
    step: 1,
    time: 0,
    headline: `${headline[0]?.toUpperCase() ?? ''}${headline.slice(1)}.`,
    proof: [
      { kind: 'let' as const, text: `The run of seed ${seed} begin.` },
      { kind: 'however' as const, text: `${headline}; its thread was ended.` },
    ],
    facts: [],
  }
  return {
    record: {
      version: 1,
      scenario: plan.scenario,
      target,
      seed,
      plan: plan as unknown as Json,
      token,
      digest: NO_DIGEST,
      nodes: nodeIds(plan.nodes),
      status: 'invalid',
      violation,
      signature,
      history: [],
      faults: [],
      landmarks: {},
      counts: NO_COUNTS,
    },
    replayCommand: replayCommand(token),
    environment: environment(),
  }
}
