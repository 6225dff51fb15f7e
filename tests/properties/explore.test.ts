import { describe, expect, test } from 'vitest'
import { scenarioNamed } from '../../scenarios/index.ts'
import { elementAt } from '../../src/base/element-at.ts'
import { canonicalJson, type Json } from '../../src/base/json.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { RandomStream } from '../../src/base/random.ts'
import { BreadthFirst } from '../../src/explore/breadth-first.ts'
import type { Bounds } from '../../src/explore/bounds.ts'
import { clientCalls } from '../../src/explore/client-calls.ts'
import { ClientHistories } from '../../src/explore/client-histories.ts'
import { explore } from '../../src/explore/explore.ts'
import { exploredPlan } from '../../src/explore/explored-plan.ts'
import { LoneServer, type LoneStep } from '../../src/explore/lone-server.ts'
import type { ServerInput } from '../../src/explore/server-input.ts'
import { ServerStates } from '../../src/explore/server-states.ts'
import { Widening } from '../../src/explore/widening.ts'
import type { Decision, Script } from '../../src/record/decision.ts'
import type { Plan } from '../../src/run/plan.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import type { Possible } from '../../src/sim/scripted-world.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../src/subject/target.ts'
import { plantedBug, plantedTarget } from '../../src/testcase/targets.ts'

const bounds: Bounds = {
  timeouts: 2,
  lateMessages: 0,
  operations: 1,
  restarts: 0,
  duplicates: 0,
  retries: 0,
  lateSyncs: 0,
}

const planOf = (settings: BuiltInRaftOptions = {}): Plan => {
  const plan = exploredPlan(scenarioNamed('steady-cluster')!, '1', builtInRaft(), { nodes: 3 })
  return { ...plan, settings: { ...plan.settings, ...(settings as { [name: string]: Json }) } }
}

/** Settings that each bring other state along. */
const configurations: readonly (readonly [string, BuiltInRaftOptions])[] = [
  ['plain', {}],
  ['snapshots', { snapshotEvery: 1, trailing: 0, snapshotChunk: 64 }],
  ['reads by index, forwarded', { reads: 'read-index', forward: true }],
  ['pipelined, with pre-votes', { pipeline: true, batch: 2, noop: true, preVote: true, inflight: 1 }],
  ['stepwise', { replication: 'stepwise' }],
]

describe.each(configurations)('the state key of the built-in Raft, %s', (_, settings) => {
  const WALKS = 400
  const LENGTH = 6

  test('servers with the same key do the same from there on', async () => {
    const plan = planOf(settings)
    const target = builtInRaft(plan.settings as BuiltInRaftOptions) as unknown as Target
    const members = nodeIds(plan.nodes)
    const calls = clientCalls(plan, target, 2)
    const servers = new ServerStates(target, members, plan.seed, calls)
    const wide = { ...bounds, operations: 2, restarts: 1, lateMessages: 1 }
    const search = new BreadthFirst(servers, new ClientHistories(calls), { bounds: wide, isSymmetric: true })
    await search.search(
      { depth: 14, states: 20_000 },
      () => 'holds',
      () => false,
    )
    // what may happen to n1, as it happened to some server in the search
    const pool: ServerInput[] = [{ type: 'restart', hold: false }]
    for (const operation of calls.keys()) pool.push({ type: 'submit', operation, again: false, hold: false })
    for (const timer of ['election', 'heartbeat']) pool.push({ type: 'fire', timer, hold: false })
    for (let message = 0; message < servers.messages.size; message++) {
      const { to, from } = servers.messages.at(message)
      if (to === 0) pool.push({ type: 'deliver', from: elementAt(members, from), message, hold: false })
    }
    expect(pool.length).toBeGreaterThan(20)

    const bodyOf = (message: number): Json => servers.messages.at(message).body
    const led = (path: readonly ServerInput[]): LoneServer => {
      const server = new LoneServer({ target, members, seed: plan.seed, calls, bodyOf }, 0)
      server.begun()
      for (const input of path) server.take(input)
      return server
    }
    const random = new RandomStream('walks')
    const firstOf = new Map<string, readonly ServerInput[]>()
    let compared = 0
    for (let walk = 0; walk < WALKS; walk++) {
      const path = Array.from({ length: random.int(1, LENGTH) }, () => random.pick(pool))
      const server = led(path)
      const key = fullKey(server)
      const first = firstOf.get(key)
      if (first === undefined) {
        firstOf.set(key, path)
        continue
      }
      const other = led(first)
      for (let step = 0; step < 4; step++) {
        const input = random.pick(pool)
        // the next incarnation draws where it begins to count requests that it hands on
        if (settings.forward === true && input.type === 'restart') break
        expect(seen(server.take(input)), JSON.stringify([first, path, input])).toEqual(
          seen(other.take(input)),
        )
        expect(fullKey(server)).toBe(fullKey(other))
        compared++
      }
    }
    expect(compared).toBeGreaterThan(200)
  })

  const fullKey = (server: LoneServer): string =>
    `${server.stateKey} ${server.timers.join(' ')} ${server.open.join(' ')}`

  const seen = ({ sent, replies, executed, violation }: LoneStep): unknown => ({
    sent: sent.map(({ to, message }) => `${to} ${canonicalJson(unnumbered(message))}`),
    replies,
    executed,
    violation: violation?.headline,
  })

  /** The numbers of forwarded requests are drawn. */
  const unnumbered = (message: Json): Json => {
    const { type, ...rest } = message as { readonly type: string; readonly [field: string]: Json }
    return /forward|read-index/.test(type) ? { type, ...rest, id: 0 } : message
  }
})

describe('a search against all scripts, written down one by one', () => {
  const settings = planOf().settings as BuiltInRaftOptions

  /** The fewest events, up to `depth`, of a script that breaks something; made by trying each that there is. */
  function shortestByHand(make: () => Target, depth: number, seen = { runs: 0 }): number | undefined {
    const plan = planOf()
    let level: readonly { readonly script: Script; readonly fired: number; readonly called: number }[] = [
      { script: [], fired: 0, called: 0 },
    ]
    for (let length = 0; length <= depth; length++) {
      const next: { script: Script; fired: number; called: number }[] = []
      for (const { script, fired, called } of level) {
        let possible: Possible | undefined
        const capture = {
          clients: 1,
          next: (world: { possible(): Possible }) => void (possible = world.possible()),
        }
        seen.runs++
        const result = runScript(plan, make(), script, {}, capture as never)
        if (result.violation !== undefined) return length
        if (length === depth || possible === undefined) continue
        const call = { f: 'write', key: 'x', value: 1 }
        const choices: Decision[] = [
          ...possible.deliveries,
          ...(fired < bounds.timeouts ? possible.timers : []),
          ...(called < 1
            ? possible.up.map((node): Decision => ({ do: 'submit', client: 0, node, call }))
            : []),
        ]
        for (const one of choices)
          next.push({
            script: [...script, one],
            fired: fired + (one.do === 'fire' ? 1 : 0),
            called: called + (one.do === 'submit' ? 1 : 0),
          })
      }
      level = next
    }
    return undefined
  }

  const searched = async (make: () => Target, depth: number, lateMessages: number, isSymmetric: boolean) => {
    const widening = new Widening([], { ...bounds, lateMessages })
    const settings = { widening, depth, maxStates: 1e6, isSymmetric, stops: () => false }
    return explore(planOf(), make, settings)
  }

  test.each(['vote-twice', 'apply-past-commit'])('finds %s in as few events', async (id) => {
    const bug = plantedBug(id)
    const make = (): Target => plantedTarget(bug)({ settings: settings as { [name: string]: Json } })
    const byHand = shortestByHand(make, 5)
    const { found, unconfirmed } = await searched(make, 64, 0, true)
    expect(unconfirmed).toBe(0)
    expect(found).toBeDefined()
    if (byHand !== undefined) expect(found?.events).toBe(byHand)
    else expect(found?.events).toBeGreaterThan(5)
  })

  test('finds nothing in the correct Raft, as nobody does', async () => {
    const make = (): Target => builtInRaft(settings) as unknown as Target
    const seen = { runs: 0 }
    expect(shortestByHand(make, 5, seen)).toBeUndefined()
    expect(seen.runs).toBeGreaterThan(1000)
    const { found, unconfirmed, rounds } = await searched(make, 64, 1, false)
    expect(found).toBeUndefined()
    expect(unconfirmed).toBe(0)
    expect(rounds[0]?.end).toBe('exhausted')
  })

  test('servers that are alike leave out no shortest run', async () => {
    const bug = plantedBug('vote-no-log-check')
    const make = (): Target => plantedTarget(bug)({ settings: settings as { [name: string]: Json } })
    const [alike, apart] = [await searched(make, 64, 0, true), await searched(make, 64, 0, false)]
    expect(alike.found?.events).toBe(apart.found?.events)
    expect(alike.rounds[0]?.states).toBeLessThan(apart.rounds[0]?.states ?? 0)
  })
})
