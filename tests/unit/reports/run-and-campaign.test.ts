import { describe, expect, test } from 'vitest'
import {
  campaignText,
  findingsOf,
  githubErrors,
  githubSummary,
  runJson,
  runLine,
} from '../../../reports/index.ts'
import type { CampaignSummary } from '../../../reports/index.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { ATTACK, hostileFailure } from './fixtures/hostile.ts'

const { record } = doubleVote

const summary: CampaignSummary = {
  scenarios: [
    {
      name: 'crash-voter-3n',
      runs: 1200,
      failed: 7,
      unknown: 0,
      coverageMarks: { 'leader elected': 4811, 'vote lost': 311 },
    },
    { name: 'snapshot-5n', runs: 800, failed: 0, unknown: 2, coverageMarks: { 'snapshot installed': 0 } },
  ],
  runs: 2000,
  seconds: 52.5,
  seedsPerSecond: 38.1,
  virtualHours: 6.9,
  failures: [
    {
      signature: 'election-safety/two-leaders',
      count: 7,
      scenario: 'crash-voter-3n',
      firstSeed: '0x2a',
      minimizedSteps: 12,
      reportPath: 'runs/a/report.html',
    },
  ],
  selfTests: [
    { id: 'forgotten-vote', found: true },
    { id: 'figure-8', found: false },
  ],
  faults: {
    crash: { planned: 620, idle: 40, activations: 900, effects: { crashes: 900, writesLost: 311 } },
    'clock-skew': { planned: 3, idle: 3, activations: 3, effects: { elections: 0 } },
  },
}

describe('run line', () => {
  test('says how a run ended in one line', () => {
    const held = { ...record, status: 'valid' as const }
    expect(runLine(held)).toBe(
      'ok       crash-voter-3n  seed 0x2a  4,812 steps  12.4 s  291 ok, 8 failed, 19 unknown',
    )
    expect(runLine({ ...record, status: 'unknown', because: 'no operation was ok' })).toContain(
      'no operation was ok',
    )
    expect(runLine(record)).toMatch(/^FAIL .*Term 1 has two/)
    expect(runLine(record, { width: 80 })).toHaveLength(80)
    expect(runLine(hostileFailure().record)).not.toContain('\n')
  })
})

describe('campaign text', () => {
  test('gives totals, scenarios, failures, faults and alarms', () => {
    expect(campaignText(summary)).toBe(`\
2,000 runs in 52.5 s, 38.1 seeds/s, 6.9 virtual hours
pass 1,991  fail 7 (1 signature)  unknown 2  self-tests 1/2 found

  scenario            runs    failed   unknown  coverage
  crash-voter-3n     1,200         7         0       2/2
  snapshot-5n          800         0         2       0/1

FAIL election-safety/two-leaders
  7 runs, first crash-voter-3n seed 0x2a, minimized to 12 steps
  runs/a/report.html

  fault          faults   idle   active  effects
  clock-skew          3      3        3  none: it never changed a run
  crash             620     40      900  crashes 900, writesLost 311

ALARM self-tests not found: figure-8
never happened: snapshot-5n: snapshot installed
`)
  })
})

test('of very many signatures a campaign tells the most frequent ones, and how many more there are', () => {
  const failures = Array.from({ length: 250 }, (_, at) => ({
    ...{ signature: `a/${at}`, count: at + 1, scenario: 'calm', firstSeed: '1' },
  }))
  const text = campaignText({ ...summary, failures })
  expect(text.match(/^FAIL /gm)).toHaveLength(100)
  expect(text).toMatch(/^FAIL a\/249$/m)
  expect(text).toContain('\nand 150 more signatures\n')
})

describe('run.json', () => {
  test('is the same for the same record, whatever the order of its members', () => {
    const text = runJson(record)
    const entries = Object.entries(record).reverse()
    expect(runJson(Object.fromEntries(entries) as unknown as typeof record)).toBe(text)
    const value = JSON.parse(text) as Record<string, unknown>
    expect(Object.keys(value)[0]).toBe('version')
    expect(value).toEqual(JSON.parse(JSON.stringify({ ...record, history: undefined, trace: undefined })))
    expect(text.startsWith('{\n  "version": 1,\n  "scenario": "crash-voter-3n",')).toBe(true)
  })
})

describe('GitHub', () => {
  test('an error is one line, whatever is in it', () => {
    const hostile = hostileFailure()
    const other = { ...hostile, record: { ...hostile.record, signature: `${ATTACK}/other` } }
    const text = githubErrors(findingsOf([doubleVote, other]))
    expect(text.split('\n')).toHaveLength(3)
    expect(text.split('\n')[0]).toBe(
      '::error title=election-safety%3A crash-voter-3n seed 0x2a::Term 1 has two leaders: n1 (votes of n1, n2) and n3 (votes of n2, n3).%0Areplay: npx whitewater replay w1s:c0ffee',
    )
  })

  test('the summary counts as the campaign does and holds no foreign markup', () => {
    const text = githubSummary(summary, findingsOf([hostileFailure()]))
    expect(text).toContain('**7 failed** with 1 signature, 2 unknown, 1,991 passed')
    expect(text).toContain('| crash-voter-3n | 1,200 | 7 | 0 |')
    expect(text).toContain('&#60;img src=x')
    const fence = '```sh\n'
    expect(text.slice(0, text.indexOf(fence))).not.toMatch(/<[a-z/]/i)
    const piped = githubSummary({
      ...summary,
      scenarios: [{ name: `a|b${ATTACK}`, runs: 1, failed: 0, unknown: 0, coverageMarks: {} }],
    })
    const row = piped.split('\n').find((line) => line.includes('a&#124;b'))
    expect(row?.match(/\|/g)).toHaveLength(5)
  })
})

describe('narrow terminals', () => {
  test('a campaign folds at 60 columns and loses no name', () => {
    const name = 'leader-crash-before-majority'
    const scenario = { name, runs: 12_345, failed: 7, unknown: 0, coverageMarks: { 'leader elected': 1 } }
    const text = campaignText({ ...summary, scenarios: [scenario] }, { width: 60 })
    expect(text.split('\n').filter((line) => line.length > 60)).toEqual([])
    expect(text).toMatch(new RegExp(`^  ${name}\n +12,345 +7 +0 +1/1$`, 'm'))
  })
})
