import { expect, test } from 'vitest'
import { run } from '../../../src/testcase/run-target.ts'
import type { Json } from '../../../src/base/json.ts'
import { inProcess } from '../../../src/subject/in-process.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'

// Servers that are not deterministic, each in one of the usual ways; each also breaks a property in every run.

type Node = RaftNode<unknown, unknown>
type Make = (environment: Environment) => Partial<Node>

/** Sends what `draw` gives to everybody at its first call. */
const sending =
  (draw: (environment: Environment) => Json): Make =>
  (environment) => ({
    submit: (_, done) => {
      for (const to of environment.members) environment.transport.send(to, { id: draw(environment) })
      done({ type: 'ok', value: 1 })
    },
  })

async function divergedOn(make: Make) {
  const target = inProcess({
    name: 'flaky',
    create: (environment) => ({
      receive() {},
      submit: (_, done) => done({ type: 'ok', value: 1 }),
      ...make(environment),
    }),
  })
  const { divergences, failures, diverged, runs } = await run({
    target,
    scenarios: ['steady-cluster'],
    runs: 3,
    seed: '1',
  })
  expect(diverged).toEqual(['1'])
  // nothing of another property is reported, and nothing is run after it
  expect(failures).toEqual([])
  expect(runs).toBe(1)
  const [found] = divergences
  return { ...found!.divergence, text: found!.text }
}

test('Math.random in a message: which one, where in it, and both values', async () => {
  const { difference, causes, text } = await divergedOn((environment) => {
    const fraction = (): Json => Math.random()
    const node = sending(fraction)(environment)
    // sends what makes the next steps differ
    return {
      ...node,
      receive: (_, message) => void environment.clock.after((message as { id: number }).id, () => {}),
    }
  })
  expect(difference).toMatchObject({ kind: 'message', path: '.id' })
  expect(difference?.what).toMatch(/^the message from n\d to n1$/)
  expect(difference?.values[0]).not.toBe(difference?.values[1])
  expect(causes[0]).toMatch(/^Math\.random/)
  expect(text).toMatch(/^NOT DETERMINISTIC {2}steady-cluster {2}target flaky {2}seed 1: made 3 times/)
  expect(text).toMatch(/one run +0\.\d+\n +another run +0\.\d+/)
  expect(text).toContain('is not reported')
})

test('Date in a message', async () => {
  let now = 1_800_000_000_000
  const { difference, causes } = await divergedOn((environment) => ({
    ...sending(() => (now += 7))(environment),
    receive: (_, message) => void environment.clock.after((message as { id: number }).id % 1000, () => {}),
  }))
  expect(difference).toMatchObject({ kind: 'message', path: '.id' })
  expect(causes[0]).toMatch(/^Date/)
})

test('state of the module: the first run differs, the later ones agree', async () => {
  let warm = false
  const { difference, causes, digests } = await divergedOn(({ clock }) => {
    clock.after(warm ? 5 : 6, () => {
      warm = true
    })
    return {}
  })
  expect(new Set(digests).size).toBe(2)
  expect(new Set(digests.slice(1)).size).toBe(1)
  expect(difference).toMatchObject({ kind: 'event' })
  expect(causes[0]).toMatch(/^state that the module keeps between runs/)
})

test('a counter of the module: each run goes on where the last one ended', async () => {
  let next = 0
  const { difference, causes } = await divergedOn((environment) => ({
    ...sending(() => next++)(environment),
    receive: (_, message) => void environment.clock.after((message as { id: number }).id, () => {}),
  }))
  expect(difference).toMatchObject({ kind: 'message', path: '.id' })
  expect(causes[0]).toMatch(/^state that the module keeps/)
})

test('an order that is not the same each time', async () => {
  // turned at squares, so that no run goes on as another began
  let sent = 0
  const { causes, difference } = await divergedOn((environment) => ({
    ...sending(() => (Number.isInteger(Math.sqrt(sent++)) ? ['a', 'b', 'c'] : ['c', 'a', 'b']))(environment),
    receive: (_, message) =>
      void environment.clock.after((message as { id: string[] }).id[0] === 'a' ? 1 : 2, () => {}),
  }))
  expect(difference?.values.toSorted()).toEqual(['["a","b","c"]', '["c","a","b"]'])
  expect(causes[0]).toMatch(/^an order/)
})

test('a drawn timeout: the timer that fires first', async () => {
  const { difference, causes } = await divergedOn(({ clock }) => {
    // before anything else can happen
    clock.after(1 + Math.random(), () => {}, 'election')
    return {}
  })
  expect(
    difference?.values.every((text) => /election timer fires at [\d.]+ ms, set off in step \d/.test(text)),
  ).toBe(true)
  expect(causes[0]).toMatch(/^Math\.random/)
})

test('what a server shows', async () => {
  const { difference } = await divergedOn(() => {
    const term = Math.floor(Math.random() * 1e9)
    const view = {
      role: 'follower',
      currentTerm: term,
      votedFor: null,
      log: [],
      firstIndex: 1,
      commitIndex: 0,
      lastApplied: 0,
    } as const
    return { view: () => view }
  })
  expect(difference).toMatchObject({ kind: 'state', step: 1, node: 'n1', what: 'currentTerm of n1' })
})
