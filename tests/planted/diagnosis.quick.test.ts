import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagnose } from '../../checkers/index.ts'
import { present } from '../../src/base/assert.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { scriptOf } from '../../scenarios/planted/script-text.ts'
import { expected, toldByScript, toldOf } from './expected-causes.ts'
import { attempt, plantedBugs, type PlantedBug } from './planted-runs.ts'

function diagnosed(bug: PlantedBug, { nodes, settings, script }: PlantedBug['example'] = bug.example) {
  const { plan: drawn } = attempt(bug, 0)
  const plan = { ...drawn, nodes, settings: { ...settings } }
  const { trace, violation, history } = runScript(plan, plantedTarget(bug)(plan), script, { traced: true })
  const result = diagnose(
    present(trace, 'the trace'),
    present(violation, 'a breach'),
    nodeIds(nodes),
    history,
  )
  return { result, violation: present(violation, 'a breach'), trace: present(trace, 'the trace') }
}

test('each planted bug stands in the table, and one cause is one rule', () => {
  expect(Object.keys(expected).toSorted()).toEqual(plantedBugs.map(({ id }) => id).toSorted())
  const rules = new Map<string, Set<string>>()
  for (const { id } of plantedBugs) {
    const { cause, rule } = toldOf(id) ?? {}
    if (cause === undefined || rule === undefined) continue
    rules.set(cause, (rules.get(cause) ?? new Set()).add(rule.source))
  }
  expect([...rules].filter(([, { size }]) => size > 1)).toEqual([])
})

test('of ten planted bugs nine are told by their scripts', () => {
  const told = plantedBugs.filter(({ id }) => toldByScript(id) !== undefined)
  expect(told.length / plantedBugs.length).toBeGreaterThanOrEqual(0.9)
})

test.each(plantedBugs.filter(({ id }) => toldByScript(id) === undefined))('$id is not told', (bug) => {
  const { result } = diagnosed(bug)
  expect('diagnosis' in result ? result.diagnosis.cause : undefined).toBeUndefined()
})

describe.each(plantedBugs.filter(({ id }) => toldByScript(id) !== undefined))('$id, by hand', (bug) => {
  const told = present(toldByScript(bug.id), bug.id)

  test('is diagnosed as the very rule that it replaces', () => {
    const { result } = diagnosed(bug)
    expect(result).toHaveProperty('diagnosis')
    if (!('diagnosis' in result)) return
    expect(result.diagnosis.cause).toBe(told.cause)
    expect(result.diagnosis.rule).toMatch(told.rule)
  })

  test('the argument names steps of the run, and quorums are of members', () => {
    const { result, trace } = diagnosed(bug)
    if (!('diagnosis' in result)) throw new Error('no diagnosis')
    const { because, quorums, headline } = result.diagnosis
    expect(headline).toMatch(/n\d/)
    expect(because.length).toBeGreaterThan(1)
    for (const { text, step } of because) {
      expect(text).not.toMatch(/undefined|NaN|Infinity|\[object/)
      if (step !== undefined) expect(trace.steps[step - 1]?.step).toBe(step)
    }
    for (const { servers, members } of quorums) expect(members).toEqual(expect.arrayContaining([...servers]))
  })

  test('stands in the documentation', () => {
    const page = readFileSync(new URL('../../docs/diagnosis.md', import.meta.url), 'utf8')
    expect(page.replaceAll(/ +/g, ' ')).toContain(`| \`${bug.id}\` | \`${told.cause}\` |`)
  })
})

test('Figure 8: who was counted, who voted, what the shared voter knew, and so the rule', () => {
  const { result } = diagnosed(plantedBugs.find(({ id }) => id === 'commit-old-term')!)
  if (!('diagnosis' in result)) throw new Error('no diagnosis')
  const { headline, because, quorums } = result.diagnosis
  expect(headline).toContain('n1 led term 3 and committed entry 1 of term 1 by counting its copies')
  expect(because.map(({ text, step }) => `${text} (${step})`)).toEqual([
    'n1, in term 3, commits entry 1 of term 1, counting n1 and n2 of n1, n2 and n3 (24)',
    'n3 is elected in term 4 by n2 and n3 of n1, n2 and n3 (28)',
    'the last entry that n1 commits there is of term 1, not of its own term 3 (24)',
    'n2 has the entry and votes for n3 rightly: its log ends at (1, term 1), that of n3 at (1, term 2) (27)',
  ])
  expect(quorums.map(({ servers }) => servers)).toEqual([
    ['n1', 'n2'],
    ['n2', 'n3'],
  ])
})

/** `n3` has sent a snapshot that lacks the sessions to `n1`, which leads then; nobody reads the key. */
const CAS_BEHIND_A_SNAPSHOT = `
  c0>n3 open-session
  c1>n2 open-session
  n3 election
  n3>n1 request-vote
  n1>n3 vote granted
  n3>n1 append entries-
  n3>n2 append entries-
  c0>n3 retry
  n2>n3 append-reply success
  n3>n2 append entries+
  n2>n3 append-reply success
  n1>n3 append-reply success
  n3>n1 install-snapshot  done
  n3 heartbeat
  n3>n1 append entries-
  c1>n3 retry
  c0>n3 cas k2 null->5
  n1>n3 append-reply success
  n3>n1 append entries+
  n1>n3 append-reply success
  n1 election
  n1>n3 request-vote
  n3>n1 vote granted
  n1>n3 append entries-
  n3>n1 append-reply success
  c1>n3 cas k2 4->6
  c1>n1 retry
  n1>n3 append entries+
  n3>n1 append-reply success`

test('a cas that failed tells what it met: a state without what stands before it in the log', () => {
  const { result, violation } = diagnosed(
    present(
      plantedBugs.find(({ id }) => id === 'sessions-not-in-snapshot'),
      'the bug',
    ),
    {
      nodes: 3,
      settings: { registration: 'explicit', noop: false, snapshotEvery: 1, trailing: 0 },
      script: scriptOf(CAS_BEHIND_A_SNAPSHOT),
    },
  )
  expect(violation.headline).toContain('cas(4, 6) on k2 failed, having met null')
  expect(result).toMatchObject({ diagnosis: { cause: 'sessions-not-in-snapshot' } })
})

test('joint consensus that is left within a step: who had to agree, and that nobody can have', () => {
  const { result } = diagnosed(
    present(
      plantedBugs.find(({ id }) => id === 'joint-left-before-commit'),
      'the bug',
    ),
  )
  if (!('diagnosis' in result)) throw new Error('no diagnosis')
  const { headline, because } = result.diagnosis
  expect(headline).toMatch(
    / decide alone before a majority of .* and one of .* had committed the joint membership$/,
  )
  expect(because.at(-1)?.text).toBe('it does so within one step, in which nobody else can have agreed')
})
