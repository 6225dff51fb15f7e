import { describe, expect, test } from 'vitest'
import { scenarioNamed } from '../../scenarios/index.ts'
import type { Json } from '../../src/base/json.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { BreadthFirst } from '../../src/explore/breadth-first.ts'
import { left, nothing, spend, type Bounds } from '../../src/explore/bounds.ts'
import { clientCalls } from '../../src/explore/client-calls.ts'
import { ClientHistories } from '../../src/explore/client-histories.ts'
import { ClusterInputs } from '../../src/explore/cluster-inputs.ts'
import { exploredPlan } from '../../src/explore/explored-plan.ts'
import { GrowingNumbers } from '../../src/explore/growing.ts'
import { ServerStates } from '../../src/explore/server-states.ts'
import { BUDGET, OTHERS, Successors } from '../../src/explore/successors.ts'
import { isLate } from '../../src/explore/under-way.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../src/subject/target.ts'
import { plantedBug, plantedTarget } from '../../src/testcase/targets.ts'

const plan = exploredPlan(scenarioNamed('steady-cluster')!, '1', builtInRaft(), { nodes: 3 })

const targetOf = (bug: string | undefined): Target =>
  bug === undefined
    ? (builtInRaft(plan.settings as BuiltInRaftOptions) as unknown as Target)
    : plantedTarget(plantedBug(bug))({ settings: plan.settings as { [name: string]: Json } })

/**
 * The same search, as plainly as it can be written: each state is put down whole, kept by its text, and looked up in a set. Servers are led to
 * their states by the code of the target, in another process of numbering than that of the search.
 */
function plainly(
  target: Target,
  bounds: Bounds,
): { readonly states: number; readonly shortest: number | undefined } {
  const calls = clientCalls(plan, target, bounds.operations)
  const servers = new ServerStates(target, nodeIds(plan.nodes), plan.seed, calls)
  const histories = new ClientHistories(calls)
  const inputs = new ClusterInputs(servers)
  const successors = new Successors(servers, histories)
  const size = servers.members.length
  const textOf = (): string => successors.scratch.slice(0, successors.length).join(' ')
  successors.begin(bounds)
  const seen = new Set([textOf()])
  let level = [...seen]
  for (let depth = 1; level.length > 0; depth++) {
    const next: string[] = []
    for (const text of level) {
      const words = new GrowingNumbers()
      const list = text.split(' ').map(Number)
      words.pushAll(Int32Array.from(list), list.length)
      const state = { words, from: 0, length: list.length }
      const budget = list[size + BUDGET]!
      const history = successors.historyOf(state)
      const events: (readonly [
        server: number,
        input: number,
        budget: number,
        gone: number,
        fires: boolean,
      ])[] = []
      for (let server = 0; server < size; server++) {
        if (left(budget, 'timeouts') > 0)
          for (const timer of servers.at(list[server]!).timers)
            events.push([server, timer, spend(budget, 'timeouts'), -1, true])
        if (left(budget, 'operations') > 0)
          for (const call of inputs.callsOf(histories.clientsOf(history)))
            events.push([server, call, spend(budget, 'operations'), -1, false])
        if (left(budget, 'retries') > 0)
          for (const one of histories.openIn(history))
            events.push([server, inputs.retryOf(one), spend(budget, 'retries'), -1, false])
        if (left(budget, 'restarts') > 0)
          events.push([server, inputs.restart, spend(budget, 'restarts'), -1, false])
        for (let at = size + OTHERS; at < list.length; at++) {
          if (servers.messages.at(list[at]! >> 1).to !== server) continue
          const after = isLate(list[at]!) ? spend(budget, 'lateMessages') : budget
          const input = inputs.arrivalOf(list[at]! >> 1)
          events.push([server, input, after, at, false])
          if (left(budget, 'duplicates') > 0)
            events.push([server, input, spend(after, 'duplicates'), -1, false])
        }
      }
      for (const [server, input, after, gone, fires] of events) {
        const came = successors.follow(state, server, input, after, gone, fires)
        if (came === 'suspect') return { states: seen.size, shortest: depth }
        if (came !== 'next' || seen.has(textOf())) continue
        seen.add(textOf())
        next.push(textOf())
      }
    }
    level = next
  }
  return { states: seen.size, shortest: undefined }
}

async function searched(target: Target, bounds: Bounds) {
  const calls = clientCalls(plan, target, bounds.operations)
  const servers = new ServerStates(target, nodeIds(plan.nodes), plan.seed, calls)
  const search = new BreadthFirst(servers, new ClientHistories(calls), { bounds })
  const end = await search.search(
    { depth: 100, states: 1e6 },
    () => 'breaks',
    () => false,
  )
  return { states: search.states, shortest: end === 'found' ? search.depth : undefined }
}

describe('a search against one that puts each state down whole', () => {
  const searches: readonly (readonly [string, Partial<Bounds>, string | undefined])[] = [
    ['timers', { timeouts: 2 }, undefined],
    ['calls', { timeouts: 2, operations: 1 }, undefined],
    ['what is late', { timeouts: 2, lateMessages: 1 }, undefined],
    ['much that is late', { timeouts: 1, lateMessages: 2, duplicates: 1 }, undefined],
    [
      'restarts, retries',
      { timeouts: 1, operations: 1, restarts: 1, retries: 1, lateMessages: 1 },
      undefined,
    ],
    ['duplicates', { timeouts: 2, operations: 1, duplicates: 1 }, undefined],
    ['a vote twice', { timeouts: 2 }, 'vote-twice'],
    ['a leader with an old log', { timeouts: 2, operations: 1 }, 'vote-no-log-check'],
    ['what is applied too early', { timeouts: 2, operations: 1 }, 'apply-past-commit'],
    ['what no majority holds', { timeouts: 1, operations: 1, restarts: 1 }, 'vote-not-persisted'],
  ]

  test.each(searches)('the same states, or as short a run: %s', async (_, some, bug) => {
    const bounds = { ...nothing, ...some }
    const [plain, quick] = [plainly(targetOf(bug), bounds), await searched(targetOf(bug), bounds)]
    expect(quick.shortest).toBe(plain.shortest)
    if (plain.shortest === undefined) expect(quick.states).toBe(plain.states)
    expect(plain.states).toBeGreaterThan(10)
  })
})
