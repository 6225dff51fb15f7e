import { canonicalJson } from '../src/base/json.ts'
import type { RunRecord } from '../src/record/run-record.ts'
import type { KeptWithRun } from './failure-report.ts'

/** Members of `run.json` in the order they are written: what a reader looks for first stands first. */
const members = [
  'version',
  'scenario',
  'target',
  'mode',
  'seed',
  'status',
  'because',
  'signature',
  'violation',
  'known',
  'token',
  'digest',
  'nodes',
  'counts',
  'coverageMarks',
  'faults',
  'environment',
  'replayed',
  'minimizeMillis',
  'targetVersion',
  'checkCommand',
  'traced',
  'plan',
] as const satisfies readonly (keyof RunRecord | keyof KeptWithRun)[]

/**
 * `run.json`: one run without its history and trace, which have files of their own; with what is `kept` to render it again.
 * The same record gives the same bytes: members in a fixed order, everything inside them by key.
 */
export function runJson(record: RunRecord, kept: KeptWithRun = {}): string {
  const lines: string[] = []
  const all = { ...record, ...kept }
  for (const member of members) {
    const value = all[member]
    if (value === undefined) continue
    lines.push(`  ${JSON.stringify(member)}: ${indented(JSON.parse(canonicalJson(value)))}`)
  }
  return `{\n${lines.join(',\n')}\n}\n`
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')
}
