import { describe, expect, test } from 'vitest'
import { futuresOf } from '../../src/minimize/futures.ts'
import { preventingMessages } from '../../src/minimize/preventing.ts'
import type { Runner } from '../../src/minimize/candidate-runs.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { minimizingRunner } from '../../src/testcase/minimizing-runner.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { present } from '../../src/base/assert.ts'
import { attempt, chosenBugs, correct, plantedBugs, type PlantedBug } from './planted-runs.ts'

function example(id: string) {
  const bug = present(
    plantedBugs.find((one) => one.id === id),
    id,
  )
  const { scenario, plan: drawn } = attempt(bug, 0)
  const { nodes, settings, script } = bug.example
  const plan = { ...drawn, nodes, settings: { ...settings } }
  const traced = runScript(plan, plantedTarget(bug)(plan), script, { traced: true })
  const violation = present(traced.violation, 'a breach')
  const runner = minimizingRunner(plantedTarget(bug), violation.property, scenario, plan.seed)
  return { bug, script, plan, violation, runner, trace: present(traced.trace, 'the trace') }
}

const failedOf = (id: string, runner?: Runner): readonly number[] => {
  const { script, plan, violation, runner: own } = example(id)
  return present(futuresOf(script, plan, violation, runner ?? own), 'futures').map(({ failed }) => failed)
}

describe('random futures', () => {
  test('of Figure 8 hardly break before the entry of the old term is committed, and always at the end', () => {
    const failed = failedOf('commit-old-term')
    expect(failed).toHaveLength(example('commit-old-term').script.length + 1)
    expect(Math.max(...failed.slice(0, 12))).toBeLessThan(4)
    expect(failed.at(-1)).toBe(40)
    expect(failed.at(-3)).toBeGreaterThan(failed[12]! + 20)
  })

  test('of a vote that is not on disk jump where the voter has voted and can forget it', () => {
    const failed = failedOf('vote-not-persisted')
    expect(failed[0]).toBeLessThan(8)
    expect(failed.at(-2)! - failed[0]!).toBeGreaterThan(15)
  })

  test('are the same each time', () => {
    expect(failedOf('joint-left-before-commit')).toEqual(failedOf('joint-left-before-commit'))
  })

  test.each(chosenBugs.filter(({ id }) => /^(vote|commit|read|no-truncate)/.test(id)))(
    'of a Raft without the bug of $id never break',
    (bug: PlantedBug) => {
      const { runner } = example(bug.id)
      const whole: Runner = {
        ...runner,
        scripted: (plan, script, traced, continued) =>
          runScript(plan, correct(bug)(plan), script, { traced }, continued),
      }
      expect(new Set(failedOf(bug.id, whole))).toEqual(new Set([0]))
    },
  )

  test('of a script that is too long are not drawn', () => {
    const { script, plan, violation, runner } = example('vote-twice')
    const long = Array.from({ length: 4000 }, () => script).flat()
    expect(futuresOf(long, plan, violation, runner)).toEqual([])
  })
})

describe('messages that would have prevented it', () => {
  test.each([
    ['vote-twice', [['n1', 'n2', 'RequestVote']]],
    ['commit-old-term', []],
  ] as const)('%s: %j', (id, expected) => {
    const { script, plan, trace, runner } = example(id)
    const numbers = present(preventingMessages(script, plan, trace, runner), 'messages')
    const found = numbers.map((number) => trace.messages[number])
    expect(found.map((one) => [one?.from, one?.to, one?.text.split(' ')[0]])).toEqual(expected)
    for (const one of found) expect(one?.arrivals).toEqual([])
  })
})
