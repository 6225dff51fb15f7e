import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagnose } from '../../checkers/index.ts'
import { present } from '../../src/base/assert.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { edgeCauses, notTold } from './expected-causes-edge.ts'
import { expected } from './expected-causes.ts'
import { attempt, plantedBugs, type PlantedBug } from './planted-runs.ts'

function diagnosed(bug: PlantedBug) {
  const { plan: drawn } = attempt(bug, 0)
  const { nodes, settings, script } = bug.example
  const plan = { ...drawn, nodes, settings: { ...settings } }
  const { trace, violation, history } = runScript(plan, plantedTarget(bug)(plan), script, { traced: true })
  const result = diagnose(
    present(trace, 'the trace'),
    present(violation, 'a breach'),
    nodeIds(nodes),
    history,
  )
  return { result, trace: present(trace, 'the trace') }
}

const told = plantedBugs.filter(({ id }) => !(id in notTold))

test('each planted bug is in the table, and those of the core have a cause of their own', () => {
  const ids = [...Object.keys(expected), ...Object.keys(notTold)]
  expect(ids.toSorted()).toEqual(plantedBugs.map(({ id }) => id).toSorted())
  const core = Object.entries(expected).filter(([id]) => !(id in edgeCauses))
  expect(new Set(core.map(([, { cause }]) => cause)).size).toBe(core.length)
})

test.each(plantedBugs.filter(({ id }) => id in notTold))('nothing is said of $id, by hand', (bug) => {
  const { result } = diagnosed(bug)
  expect(result).not.toHaveProperty('diagnosis')
})

describe.each(told)('$id, by hand', (bug) => {
  test('is diagnosed as the very rule that it replaces', () => {
    const { result } = diagnosed(bug)
    expect(result).toHaveProperty('diagnosis')
    if (!('diagnosis' in result)) return
    expect(result.diagnosis.cause).toBe(expected[bug.id]?.cause)
    expect(result.diagnosis.rule).toMatch(present(expected[bug.id], bug.id).rule)
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
    expect(page.replaceAll(/ +/g, ' ')).toContain(`| \`${bug.id}\` | \`${expected[bug.id]?.cause}\` |`)
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
