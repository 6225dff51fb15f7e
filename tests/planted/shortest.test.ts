import { describe, expect, test } from 'vitest'
import { Guide } from '../../src/explore/guide.ts'
import type { ServerInput } from '../../src/explore/server-input.ts'
import type { Script } from '../../src/record/decision.ts'
import { housekeeping } from '../../src/record/judged-history.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import type { Target } from '../../src/subject/target.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { searchShorter } from '../../src/testcase/shortest.ts'
import { attempt, plantedBugs, type PlantedBug } from './planted-runs.ts'

const bugOf = (id: string): PlantedBug => plantedBugs.find((bug) => bug.id === id)!

/** Events of a script: that a server starts again is a part of its crash. */
const eventsIn = (script: Script): number => script.filter((one) => one.do !== 'restart').length

const limits = { effort: 600_000, isSymmetric: true, stops: () => false }

/** A script of a bug on the cluster of its example, and what it breaks. */
function failing(bug: PlantedBug, script: Script) {
  const { nodes, settings = {} } = bug.example
  const plan = { ...attempt(bug, 0).plan, nodes, settings: { ...settings } as never }
  const make = (): Target => plantedTarget(bug)(plan)
  const { violation } = runScript(plan, make(), script, { traced: true })
  return { plan, make, script, violation: violation! }
}

describe('of a script that is longer than it has to be', () => {
  test.each(['vote-twice', 'truncate-on-any-append', 'acknowledge-before-fsync'])(
    'a shorter one is found that fails the same way: %s',
    async (id) => {
      const bug = bugOf(id)
      const { script } = bug.example
      const [first] = script
      // the first timer fires twice more
      const longer = [first!, first!, ...script]
      const { plan, make, violation } = failing(bug, script)
      const search = await searchShorter(plan, make, longer, violation, limits)
      expect(search?.found).toBeDefined()
      const { result, script: shorter, events } = search!.found!
      expect(events).toBeLessThanOrEqual(eventsIn(script))
      expect(events).toBe(eventsIn(shorter))
      expect(result.violation?.property).toBe(violation.property)
      expect(result.violation?.cause).toBe(violation.cause)
    },
  )
})

// the catalogue as the oracle of the search: whatever rule is broken, a search that is as wide as a script sees what the script shows
describe('of each planted bug whose script is short', () => {
  const MOST_EVENTS = 7
  const calls = ({ example }: PlantedBug) => example.script.filter((one) => one.do === 'submit')
  const isOfAnOperator = (bug: PlantedBug): boolean =>
    calls(bug).some(({ call }) => housekeeping.has((call as { readonly f: string }).f))
  const short = plantedBugs.filter(
    (bug) => eventsIn(bug.example.script) <= MOST_EVENTS && !isOfAnOperator(bug),
  )

  test('there are many', () => expect(short.length).toBeGreaterThan(25))

  test.each(short)('a search sees the breach of $id in as few events', async (bug) => {
    const { script } = bug.example
    const { plan, make, violation } = failing(bug, script)
    const [first] = script
    const search = await searchShorter(plan, make, [first!, first!, ...script], violation, limits)
    expect(search?.found?.events).toBeLessThanOrEqual(eventsIn(script))
  })
})

test('where none is shorter, that is proved', async () => {
  const { plan, make, script, violation } = failing(bugOf('vote-twice'), bugOf('vote-twice').example.script)
  const first = await searchShorter(plan, make, script, violation, limits)
  const shortest = first?.found?.script ?? script
  const again = await searchShorter(plan, make, shortest, violation, limits)
  expect(again).toMatchObject({ isProved: true })
  expect(again?.found).toBeUndefined()
})

test('what is short of states says so, and claims nothing', async () => {
  const bug = bugOf('commit-old-term')
  const { plan, make, script, violation } = failing(bug, bug.example.script)
  const search = await searchShorter(plan, make, script, violation, { ...limits, effort: 4000 })
  expect(search?.isProved).toBe(false)
  expect(search!.states).toBeLessThan(20_000)
})

test('requests with numbers of their own are left to the minimizer', async () => {
  const submit = {
    do: 'submit',
    client: 0,
    node: 'n1',
    call: { f: 'read', key: 'x', value: null },
    sequence: 3,
  } as const
  const { plan, make, violation } = failing(bugOf('vote-twice'), bugOf('vote-twice').example.script)
  expect(await searchShorter(plan, make, [submit], violation, limits)).toBeUndefined()
})

describe('a guide', () => {
  const fire = (timer: string): ServerInput => ({ type: 'fire', timer, hold: false })
  const script: Script = [
    { do: 'fire', node: 'n1', timer: 'election' },
    { do: 'fire', node: 'n1', timer: 'election' },
    { do: 'submit', client: 0, node: 'n2', call: null },
  ]

  test('lets happen what a script is made of, as often', () => {
    const guide = Guide.of(script)!
    const once = guide.after(guide.begin, 'n1', fire('election'))
    const twice = guide.after(once, 'n1', fire('election'))
    expect(twice).toBeGreaterThanOrEqual(0)
    expect(guide.after(twice, 'n1', fire('election'))).toBe(-1)
    expect(guide.after(guide.begin, 'n2', fire('election'))).toBe(-1)
    expect(guide.after(guide.begin, 'n1', fire('heartbeat'))).toBe(-1)
    const call: ServerInput = { type: 'submit', operation: 0, again: false, hold: false }
    expect(guide.after(guide.begin, 'n2', call)).toBeGreaterThanOrEqual(0)
    expect(guide.after(guide.begin, 'n1', call)).toBe(-1)
  })

  test('is none for a script of more parts than fit', () => {
    const many = Array.from({ length: 8 }, (_, at) => ({ do: 'fire', node: `n${at}`, timer: 't' }) as const)
    expect(Guide.of(many)).toBeUndefined()
  })
})
