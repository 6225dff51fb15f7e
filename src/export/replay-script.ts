import { failureBlock } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import type { Json } from '../base/json.ts'
import type { Script } from '../record/decision.ts'
import { signatureOf } from '../record/verdict.ts'
import { hostOf } from '../isolation/host-options.ts'
import { parsePlan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import type { RunResult } from '../run/run-result.ts'
import { carriedOut } from '../run/scripted/carried-out.ts'
import { parseScript } from '../run/scripted/parse-script.ts'
import type { Target } from '../subject/target.ts'

/** A failure as an exported test holds it. */
export interface RecordedFailure {
  /** The target at hand, or its name: `own-raft`, `lockstep:./my-raft`, from the folder of the tests. */
  readonly target: Target | string
  /** Signature of what it broke when it was exported. */
  readonly breaks: string
  /** Cluster, settings and seed; without `script` all that decides the run. As `run.json` has it. */
  readonly plan: Json
  /** What happens, one decision after the other. Default: the run follows its plan, in virtual time. */
  readonly script?: Script
}

/** Rows of the trace of a run without script, which may have thousands. */
const TIMED_ROWS = 60

/**
 * Makes the run again, in this process.
 * @returns what it breaks, in words, or why it proves nothing; undefined: it breaks nothing.
 * @throws InputError for a plan or a script that is none, and a target that cannot be had.
 */
export async function replayFailure(failure: RecordedFailure): Promise<string | undefined> {
  const { target, breaks } = failure
  const plan = parsePlan(failure.plan, 'plan')
  const script = failure.script === undefined ? undefined : parseScript(failure.script, 'script')
  const name = typeof target === 'string' ? target : target.name
  const run = { by: 'plan', target: name, plan, digest: '', ...defined({ script }) } as const
  const host = hostOf(run, { isolation: 'none', ...(typeof target === 'string' ? {} : { target }) })
  try {
    const { result } = await host.replay(run)
    if (result.violation === undefined) return whyNoProof(result, script)
    const report = { record: recordOf(plan, result, name, ''), replayCommand: '' }
    const rows = script === undefined ? TIMED_ROWS : Infinity
    const text = failureBlock(report, { rows, restIn: 'whitewater replay --trace' })
    const signature = signatureOf(result.violation)
    return signature === breaks ? text : `${text}\nIt was exported for another failure: ${breaks}.\n`
  } finally {
    await host.close()
  }
}

/** A script of which nothing arrives breaks nothing on any target. */
function whyNoProof({ trace }: RunResult, script: Script | undefined): string | undefined {
  if (script === undefined || trace === undefined) return undefined
  const steps = carriedOut(script, trace)
  const deliveries = steps.filter((_, position) => script[position]?.do === 'deliver')
  if (deliveries.length === 0 || deliveries.some((step) => step !== undefined)) return undefined
  return `This test proves nothing any more: none of the ${deliveries.length} messages of its script was ever sent, as this target sends others. Find the failure again with whitewater run, and export it again.\n`
}
