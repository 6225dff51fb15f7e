import type { ExportedRun } from './exported-run.ts'
import { headOf, storyOf } from './story.ts'

/**
 * A failure as a file that `replay` makes again, on a target in any language: decisions one a line, and in words what
 * each came to. Without a digest: a run of the mended target is another, and no divergence.
 */
export function scriptFile(run: ExportedRun): string {
  const { target, plan, script, signature } = run
  const members: string[] = [
    `"version": 1`,
    `"about": ${indented(headOf(run).filter((line) => line !== ''))}`,
    `"signature": ${JSON.stringify(signature)}`,
    `"target": ${JSON.stringify(target)}`,
    `"plan": ${indented(plan)}`,
    ...(script === undefined ? [] : [`"script": ${oneALine(script)}`, `"story": ${oneALine(storyOf(run))}`]),
  ]
  return `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`
}

const indented = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')

const oneALine = (values: readonly unknown[]): string =>
  `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(',\n')}\n  ]`
