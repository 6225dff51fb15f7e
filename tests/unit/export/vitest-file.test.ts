import { expect, test } from 'vitest'
import type { ExportedRun } from '../../../src/export/exported-run.ts'
import { vitestFile } from '../../../src/export/vitest-file.ts'
import { ATTACK } from '../reports/fixtures/hostile.ts'
import { doubleVote } from '../reports/fixtures/double-vote.ts'
import { doubleVoteTrace } from '../reports/fixtures/double-vote-trace.ts'

const run = (target: string): ExportedRun => ({
  target,
  plan: { version: 1, scenario: 'x', seed: ATTACK } as unknown as ExportedRun['plan'],
  script: doubleVote.minimized?.script ?? [],
  report: doubleVote,
  signature: 'election-safety/two-leaders',
  trace: {
    ...doubleVoteTrace,
    steps: doubleVoteTrace.steps.map((step) => ({ ...step, text: `${step.text}\u2028*/${ATTACK}` })),
  },
})

const importsOf = (target: string, file: string): readonly string[] =>
  (vitestFile(run(target), file).match(/^import .*$/gm) ?? []).slice(1)

test.each([
  ['./my-raft.ts', 'raft.test.ts', `import target from './my-raft.ts'`],
  ['src/my-raft.ts', 'test/deep/raft.test.ts', `import target from '../../src/my-raft.ts'`],
  ['./my-raft.ts#broken', 'raft.test.ts', `import { broken as target } from './my-raft.ts'`],
  ['./my-raft.ts#target', 'raft.test.ts', `import { target } from './my-raft.ts'`],
  ['./a/raft.ts#odd-name', 'a/raft.test.ts', `import { 'odd-name' as target } from './raft.ts'`],
  [`./it's.ts`, 'raft.test.ts', `import target from './it\\'s.ts'`],
])('imports %s into %s', (target, file, line) => {
  expect(importsOf(target, file)).toEqual([line])
})

test('names what ships and programs, and refuses what no file can name', () => {
  for (const target of ['own-raft+vote-twice', 'lockstep:./my-raft --fast'])
    expect(vitestFile(run(target), 'raft.test.ts')).toContain(`  target: '${target}',\n`)
  expect(() => vitestFile(run('my-raft'), 'raft.test.ts')).toThrow('--target ./my-raft.ts')
})

test('a text of the subject stays inside its comment or its literal', () => {
  const lines = vitestFile(run('own-raft'), 'raft.test.ts').split(/[\n\r\u2028\u2029]/)
  const attacked = lines.filter((line) => line.includes('onerror'))
  expect(attacked.length).toBeGreaterThan(3)
  for (const line of attacked) expect(line).toMatch(/^\s*(?:\/\/ |seed: '.*',$|plan: \{.*\},$)/)
})
