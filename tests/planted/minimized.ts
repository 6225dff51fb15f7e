import { beforeAll, describe, expect, test } from 'vitest'
import { diagnose } from '../../checkers/index.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { minimizingRunner } from '../../src/testcase/minimizing-runner.ts'
import type { Script } from '../../src/record/decision.ts'
import { isSameBug, type Violation } from '../../src/record/verdict.ts'
import type { MinimizedFailure } from '../../src/record/run-record.ts'
import { parsePlan, type Plan } from '../../src/run/plan.ts'
import { minimizeFailure } from '../../src/testcase/minimize-failure.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { toldOf } from './expected-causes.ts'
import { chosenBugs, correct, find, runExample, type Found, type PlantedBug } from './planted-runs.ts'

/** No clock: the same runs on any machine, however slow. */
const RUNS = 30_000

/**
 * Cut short (by `.ci/run`), a search shows all that the whole one does but how near it comes to the shortest trace.
 */
const isShort = process.env['WHITEWATER_SHORT_SEARCH'] === '1'

/** Whether it breaks what clients see, and not what servers hold. */
export const isSeenByClients = ({ breaks }: PlantedBug): boolean =>
  breaks.every((property) => property === 'linearizability' || property === 'exactly-once')

/** Whether it is a session that gives another answer than the one it should, which takes the longest to minimize. */
export const isWrongAnswerOfSession = ({ breaks, deviation }: PlantedBug): boolean =>
  deviation.sessions !== undefined && breaks.includes('linearizability')

/** The tests of some of the planted bugs: in files of their own they run side by side. `short`: the runs of a search cut short. */
export function testMinimized(
  of: (bug: PlantedBug) => boolean,
  { whole = RUNS, short = 6000 }: { readonly whole?: number; readonly short?: number } = {},
): void {
  const [runs, times] = isShort ? [short, 4] : [whole, 3]
  describe.each(chosenBugs.filter(of))('$id, minimized', (bug) => {
    let found: Found
    let minimized: MinimizedFailure
    let plan: Plan
    let script: Script
    let breach: Violation

    beforeAll(async () => {
      found = find(bug)!
      const { property } = found.result.violation!
      const runner = minimizingRunner(plantedTarget(bug), property, found.scenario, found.plan.seed)
      const result = await runner.timed(found.plan, true)
      breach = result.violation!
      const failure = { plan: found.plan, result, target: 'raft', token: 'w1:none' }
      const limits = { replays: runs, millis: Infinity }
      minimized = (await minimizeFailure(failure, runner, limits, plantedTarget(bug))).minimized!
      plan = minimized.record.plan as unknown as Plan
      script = minimized.script ?? []
    }, 240_000)

    const replay = (decisions: Script, traced = false) =>
      runScript(plan, plantedTarget(bug)(plan), decisions, { traced })

    test('is a script without a clock, which breaks by the same rule', () => {
      expect(minimized.script).toBeDefined()
      expect(sameAs(breach, minimized.record.violation ?? undefined)).toBe(true)
      expect(sameAs(breach, replay(script, true).violation)).toBe(true)
    })

    test('is a run that can be made again from what is kept of it', () => {
      expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'plan')).toEqual(plan)
    })

    test('gives the same digest each time, dark and lit', () => {
      expect(replay(script).digest).toBe(minimized.record.digest)
      expect(replay(script, true).digest).toBe(minimized.record.digest)
      expect(replay(JSON.parse(JSON.stringify(script)) as Script).digest).toBe(minimized.record.digest)
    })

    test('is not much longer than the shortest trace known', () => {
      // an example that breaks another property is no measure, but for members: all they break is one and the same
      const { violation } = runExample(bug, true)
      const ofMembers = bug.scenarios !== undefined
      const same = violation?.property === minimized.record.violation!.property || ofMembers
      const known = Math.min(bug.shortest ?? Infinity, same ? bug.example.script.length : Infinity)
      expect(known).toBeLessThan(Infinity)
      // what members there were before is much of a trace, and no decision less would have brought them there
      expect(script.length).toBeLessThanOrEqual((ofMembers ? times + 1 : times) * known)
    })

    test('is one-minimal: without any one decision it does not break so', () => {
      const needless = script.filter((_, position) => {
        const { violation } = replay(
          script.filter((_, at) => at !== position),
          true,
        )
        return sameAs(breach, violation)
      })
      expect(minimized.oneMinimal).toBe(true)
      expect(needless).toEqual([])
    })

    test('says of each fault that is left what happens without it', () => {
      const faults = script.filter(
        (one) => one.do === 'crash' || ('hold' in one && one.hold) || ('again' in one && one.again),
      )
      expect(minimized.necessity).toHaveLength(faults.length)
      for (const { text, without } of minimized.necessity) {
        expect(text).not.toBe('')
        expect(without).not.toBe('same')
      }
    })

    test('is diagnosed as the rule that the bug replaces', () => {
      const { trace, violation, history } = replay(script, true)
      const result = diagnose(trace!, violation!, nodeIds(plan.nodes), history)
      expect('diagnosis' in result && result.diagnosis.cause).toBe(toldOf(bug.id)?.cause)
    })

    test('breaks nothing on the correct Raft', () => {
      const { violation } = runScript(plan, correct(bug)(plan), script)
      expect(violation?.headline).toBeUndefined()
    })
  })
}

const sameAs = (one: Violation, other: Violation | undefined): boolean =>
  other !== undefined && isSameBug(one, other)
