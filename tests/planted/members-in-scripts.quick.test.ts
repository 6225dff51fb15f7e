import { describe, expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { exploredPlan } from '../../src/explore/explored-plan.ts'
import { shorterStretches } from '../../src/explore/shorter-stretches.ts'
import type { Decision, Script } from '../../src/record/decision.ts'
import { isSameBug, type Violation } from '../../src/record/verdict.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { searchShallow } from '../../src/testcase/shallow.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import type { OperatorCall } from '../../src/workload/index.ts'
import { attempt, correct, plantedBugs } from './planted-runs.ts'

const bug = plantedBugs.find(({ id }) => id === 'members-not-taken-from-snapshot')!
const settings = { pipeline: false, membershipChange: 'single', snapshotEvery: 1 }
const plan = { ...attempt(bug, 0).plan, nodes: 2, settings: settings as never }
const planted = plantedTarget(bug)(plan)

const deliver = (from: string, to: string, message: string): Decision => ({
  do: 'deliver',
  from,
  to,
  message,
})

/** A server that leaves gets a snapshot of the log in which it does. */
const script: Script = [
  { do: 'fire', node: 'n1', timer: 'election' },
  deliver('n1', 'n2', 'request-vote'),
  deliver('n2', 'n1', 'vote granted'),
  deliver('n1', 'n2', 'append entries+'),
  deliver('n2', 'n1', 'append-reply success'),
  { do: 'submit', client: 0, node: 'n1', call: { f: 'reconfigure', value: { remove: ['n2'] } } },
  { do: 'fire', node: 'n1', timer: 'heartbeat' },
  deliver('n1', 'n2', 'install-snapshot  done'),
]

describe('two servers of one log that take others for members, at the end of a script', () => {
  const { violation } = runScript(plan, planted, script, { traced: true })

  test('break state machine safety', () => {
    expect(violation).toMatchObject({ property: 'state-machine-safety', shape: 'members' })
    expect(violation?.headline).toMatch(/n1 counts n1 as members, n2 n1, n2$/)
  })

  test('are not there a step before, nor on the correct Raft', () => {
    expect(runScript(plan, planted, script.slice(0, -1)).violation).toBeUndefined()
    expect(runScript(plan, correct(bug)(plan), script).violation).toBeUndefined()
  })

  test('come after what clients saw, whether the run looks at that or not', () => {
    const share = plantedBugs.find(({ id }) => id === 'clients-share-a-session')!
    const both = plantedTarget({ ...bug, deviation: { ...bug.deviation, ...share.deviation } })(plan)
    const write: Decision = { do: 'submit', client: 1, node: 'n1', call: { f: 'write', key: 'x', value: 1 } }
    const read: Decision = { do: 'submit', client: 2, node: 'n1', call: { f: 'read', key: 'x', value: null } }
    const longer = [
      ...script.slice(0, 3),
      write,
      ...script.slice(3, 5),
      ...script.slice(3, 5),
      read,
      ...script.slice(5),
    ]
    expect(runScript(plan, both, longer).violation?.property).toBe('linearizability')
    expect(runScript(plan, both, longer, { skipHistory: true }).violation?.property).toBe('linearizability')
    expect(runScript(plan, planted, longer).violation?.shape).toBe('members')
    expect(runScript(plan, planted, longer, { skipHistory: true }).violation?.shape).toBe('members')
  })

  test('are found by a search of states', async () => {
    const longer = [
      ...script.slice(0, 5),
      { do: 'fire', node: 'n1', timer: 'heartbeat' } as const,
      ...script.slice(5),
    ]
    expect(runScript(plan, planted, longer).violation?.shape).toBe('members')
    const found = await shorterStretches(plan, () => plantedTarget(bug)(plan), longer, {
      effort: 20_000,
      stops: () => false,
      isWanted: (other) => isSameBug(violation!, other),
    })
    expect(found?.script?.length).toBeLessThanOrEqual(script.length)
  })
})

/** The shortest run in which a server forgets in a restart who left, on a cluster whose operator makes these calls. */
async function shortestOf(operator: readonly OperatorCall[]) {
  const forgetful = plantedBugs.find(({ id }) => id === 'members-forgotten-at-restart')!
  const [scenario] = scenarios.filter(({ name }) => name === 'changing-members')
  const { nodes: _, settings: _settings, ...rest } = scenario!
  const drawn = exploredPlan(rest, 'small', plantedTarget(forgetful)({ settings: {} }), {})
  const plan = { ...drawn, nodes: 2, workload: { ...drawn.workload, operator } }
  const violation = { property: 'state-machine-safety', shape: 'members' } as Violation
  const limits = { effort: 100_000, fewestServers: 2, stops: () => false }
  return searchShallow(plan, plantedTarget(forgetful), violation, limits)
}

describe('the shortest runs', () => {
  test('are searched with servers that leave, where an operator changes members', async () => {
    const { shortest } = await shortestOf([{ think: 0, f: 'reconfigure', value: { remove: ['n2'] } }])
    expect(shortest?.found.result.violation).toMatchObject({ shape: 'members' })
    expect(shortest!.found.events).toBeLessThanOrEqual(10)
  })

  test('are searched without, where none does', async () => {
    expect((await shortestOf([])).shortest).toBeUndefined()
  })
})
