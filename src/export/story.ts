import { argumentLines, StepEffects, visibleText, type FailureReport } from '../../reports/index.ts'
import { packageVersion } from '../testcase/environment.ts'
import { carriedOut } from '../run/scripted/carried-out.ts'
import type { ExportedRun } from './exported-run.ts'

/** Characters of what is said of a decision. */
const MAX_LINE = 160

/** What each decision of the script came to, in words; empty where it came to nothing. */
export function storyOf({ script = [], trace }: ExportedRun): readonly string[] {
  const effects = new StepEffects(trace.messages)
  const words = new Map(
    trace.steps.map((step) => {
      const effect = effects.of(step)
      return [step.step, effect === undefined ? step.text : `${step.text} → ${effect}`]
    }),
  )
  return carriedOut(script, trace).map((step) =>
    step === undefined ? '' : visibleText(words.get(step.step) ?? '', MAX_LINE),
  )
}

/** What broke and why, and where it was found: what stands at the head of an exported file, a line each. */
export function headOf({ report, signature, target }: ExportedRun): readonly string[] {
  const { scenario, seed } = report.record
  const found = `found by Whitewater ${packageVersion()} in ${scenario} on ${target}, seed ${seed}:`
  return [visibleText(`${signature}, ${found}`), '', ...argumentLines(report), '']
}

/** What broke, in one line. */
export const headlineOf = ({ record }: FailureReport): string =>
  visibleText(record.violation?.headline ?? '', 200)
