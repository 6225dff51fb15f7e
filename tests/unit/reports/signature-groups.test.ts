import { describe, expect, test } from 'vitest'
import {
  agentEndLine,
  agentFailureLine,
  findingsOf,
  githubErrors,
  githubRunSummary,
  sarifText,
  signatureGroups,
  signatureLines,
  type FailureReport,
} from '../../../reports/index.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { hostileFailure } from './fixtures/hostile.ts'
import { staleRead } from './fixtures/stale-read.ts'

const { signature } = doubleVote.record

/** As `run` has a later failure of a signature: only that there was one. */
const alike = (seed: string): FailureReport => ({ record: { ...doubleVote.record, seed }, replayCommand: '' })

const many = [
  { ...doubleVote, reportPath: 'runs/a/report.html' },
  ...Array.from({ length: 394 }, (_, number) => alike(`0x2a.${number}`)),
  staleRead,
]

const context = { version: '1.2.3', about: (property: string) => `about ${property}` }

test('groups by signature, with the one that was reported', () => {
  const groups = signatureGroups([alike('7'), ...many])
  expect(groups.map(({ failures }) => failures.length)).toEqual([396, 1])
  expect(groups[0]?.reported.reportPath).toBe('runs/a/report.html')
})

describe('lines at the end of a run', () => {
  test('say a signature once, however often it broke', () => {
    const lines = signatureLines(many)
    expect(lines[0]).toBe(`FAIL ${String(signature)}  crash-voter-3n seed 0x2a  runs/a/report.html`)
    expect(lines[1]).toBe('     394 more runs: seeds 0x2a.0, 0x2a.1, 0x2a.2, 0x2a.3, 0x2a.4, and 389 others')
    expect(lines).toHaveLength(3)
  })

  test('say where the one run that was minimized could have been made smaller, and there are others to try', () => {
    const cut = { ...staleRead, minimized: { ...staleRead.minimized!, limit: { steps: 3_000_000 } } }
    expect(signatureLines([cut])).toHaveLength(1)
    expect(
      signatureLines([cut, { record: staleRead.record, replayCommand: '' }], { width: 200 }).at(-1),
    ).toBe(
      '     only the first was minimized, and the search ended at its limit of 3,000,000 steps, a shorter run may exist: try another',
    )
  })

  test('fold in a narrow terminal, but for paths', () => {
    const lines = signatureLines(many, { width: 60 })
    expect(lines.filter((line) => line.length > 60)).toEqual([])
    expect(lines).toContain('     runs/a/report.html')
  })
})

test('GitHub gets one error a signature, and a table that no text of a subject breaks', () => {
  expect(githubErrors(findingsOf(many)).trim().split('\n')).toHaveLength(2)
  expect(githubErrors(findingsOf(many))).toContain('395 runs of this signature')
  const batch = {
    seeds: '1',
    runs: 400,
    seconds: 1,
    unknown: [],
    scenario: 'a|b',
    failures: [hostileFailure()],
  }
  const text = githubRunSummary('./raft.ts|`', [batch, { ...batch, failures: many }])
  expect(text).toContain('800 runs of ./raft.ts&#124;&#96;: **397 failed** with 2 signatures')
  const markdown = text.replace(/^(`{3,})[a-z]*\n[^]*?\n\1$/gm, '')
  expect(markdown).not.toMatch(/<[a-z/!]/i)
  for (const row of markdown.split('\n').filter((line) => line.startsWith('| a'))) {
    expect(row.match(/\|/g)).toHaveLength(5)
  }
})

describe('SARIF', () => {
  interface Log {
    readonly version: string
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
        readonly results: readonly {
          readonly ruleId: string
          readonly ruleIndex: number
          readonly locations: readonly object[]
          readonly partialFingerprints: object
          readonly occurrenceCount: number
        }[]
      },
    ]
  }
  const read = (failures: readonly FailureReport[], module?: string): Log['runs'][0] => {
    const log = JSON.parse(
      sarifText(findingsOf(failures), { ...context, ...(module === undefined ? {} : { module }) }),
    ) as Log
    expect(log.version).toBe('2.1.0')
    return log.runs[0]
  }

  test('has a rule for each property and a result for each signature', () => {
    const other = {
      ...doubleVote,
      record: { ...doubleVote.record, signature: 'election-safety/another' },
    }
    const { tool, results } = read([...many, other])
    const rules = tool.driver.rules.map(({ id }) => id)
    expect(new Set(rules).size).toBe(rules.length)
    expect(rules).toHaveLength(2)
    expect(results).toHaveLength(3)
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]).toBe(ruleId)
    expect(results[0]).toMatchObject({
      occurrenceCount: 395,
      partialFingerprints: { 'signature/v1': signature },
    })
  })

  test('is at the module of the target, by a reference that is one', () => {
    expect(read(many, './src/my raft#1.ts').results[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/my%20raft%231.ts' },
          region: { startLine: 1 },
        },
      },
    ])
    expect(read(many).results[0]?.locations).toEqual([
      { logicalLocations: [{ name: doubleVote.record.target, kind: 'module' }] },
    ])
  })
})

test('a program that reads along gets lines of JSON, whatever the subject says', () => {
  const text = agentFailureLine(hostileFailure())
  expect(text.match(/\n/g)).toHaveLength(1)
  // eslint-disable-next-line no-control-regex -- controls are what is looked for
  expect(text).toMatch(/^[^\u001b\u202e]*$/)
  expect(JSON.parse(text)).toMatchObject({ type: 'failure', step: 'm12', minimizedSteps: 12 })
  const end = { result: 'violation', exit: 1, runs: 2, failed: 1, undecided: 0, signatures: { 'a/b': 1 } }
  expect(JSON.parse(agentEndLine(end))).toEqual({ type: 'end', ...end })
})
