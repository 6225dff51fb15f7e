import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision, Script } from '../../../src/record/decision.ts'
import { CandidateRuns } from '../../../src/minimize/candidate-runs.ts'
import { cutScript, settleScript, syncAtOnce } from '../../../src/minimize/shrink-script.ts'
import type { MinimizerPass } from '../../../src/record/run-record.ts'
import { violation } from './made-up-violation.ts'

const node = fc.constantFrom('n1', 'n2', 'n3')
const hold = { hold: true as const }
const decision: fc.Arbitrary<Decision> = fc.oneof(
  fc
    .tuple(node, node, fc.constantFrom('vote#1', 'vote#2', 'append#3'))
    .map(([from, to, message]): Decision => ({ do: 'deliver', from, to, message, ...hold })),
  node.map((one): Decision => ({ do: 'fire', node: one, timer: 'election', ...hold })),
  node.map((one): Decision => ({ do: 'sync', node: one, ...hold })),
  node.map((one): Decision => ({ do: 'crash', node: one, kept: [0] })),
)
const script = fc.array(decision, { minLength: 1, maxLength: 30, size: 'max' })

function shrink(given: Script, fails: (script: Script) => boolean, most = 100_000) {
  const runs = new CandidateRuns(violation, { runs: most })
  const passes: MinimizerPass[] = []
  let tried = 0
  const counted = (one: Script): boolean => (tried++, fails(one))
  const result = settleScript(cutScript(given, counted, runs, passes), counted, runs, passes)
  return { ...result, passes, tried, runs }
}

/** Fails when the numbers of its kinds of decisions are at least these: no element is special. */
const counts = (list: Script): { [kind: string]: number } => {
  const of: { [kind: string]: number } = {}
  for (const one of list) of[one.do] = (of[one.do] ?? 0) + 1
  return of
}

describe('cutScript and settleScript', () => {
  const need = fc.record({ deliver: fc.nat(2), fire: fc.nat(2), sync: fc.nat(1), crash: fc.nat(1) })

  test('what is left fails, and says rightly that no single decision can go', () => {
    fc.assert(
      fc.property(script, need, (given, least) => {
        const fails = (list: Script): boolean =>
          Object.entries(least).every(([kind, number]) => (counts(list)[kind] ?? 0) >= number)
        fc.pre(fails(given))
        const { script: left, oneMinimal } = shrink(given, fails)
        expect(fails(left)).toBe(true)
        expect(oneMinimal).toBe(true)
        expect(left).toHaveLength(Object.values(least).reduce((a, b) => a + b, 0))
      }),
    )
  })

  test('late syncs and kept writes that are not needed are gone; those that are needed stay', () => {
    const given: Script = [
      { do: 'fire', node: 'n1', timer: 'election', ...hold },
      { do: 'crash', node: 'n1', kept: [0] },
    ]
    const both = (list: Script): boolean => list.length === 2
    expect(shrink(given, both).script).toEqual([
      { do: 'fire', node: 'n1', timer: 'election' },
      { do: 'crash', node: 'n1' },
    ])
    const held = (list: Script): boolean => both(list) && 'hold' in list[0]! && 'kept' in list[1]!
    expect(shrink(given, held).script).toEqual(given)
  })

  test('a sync that is needed only for the hold before it goes with it: the claim of one-minimality stands', () => {
    // fails with a held fire and its sync, or with a fire that is not held
    const fire: Decision = { do: 'fire', node: 'n1', timer: 'election' }
    const fails = (list: Script): boolean => {
      const at = list.findIndex((one) => one.do === 'fire')
      if (at < 0) return false
      return !('hold' in list[at]!) || list.slice(at).some((one) => one.do === 'sync')
    }
    const given: Script = [
      { ...fire, ...hold },
      ...Array.from({ length: 3 }, (): Decision => ({ do: 'sync', node: 'n1' })),
    ]
    const { script: left, oneMinimal } = shrink(given, fails)
    for (let position = 0; position < left.length; position++) {
      const rest = left.filter((_, at) => at !== position)
      if (oneMinimal) expect(fails(rest)).toBe(false)
    }
    expect(left).toEqual([fire])
  })

  test('the claim of one-minimality is true of long scripts, too, whose pairs are not searched', () => {
    const fires = Array.from({ length: 70 }, (): Decision => ({
      do: 'fire',
      node: 'n1',
      timer: 'election',
      ...hold,
    }))
    const given: Script = [...fires, { do: 'sync', node: 'n1', ...hold }]
    const fails = (list: Script): boolean => {
      const { fire = 0, sync = 0 } = counts(list)
      return fire >= 70 && (sync > 0 || list.every((one) => !('hold' in one)))
    }
    const { script: left, oneMinimal } = shrink(given, fails)
    const removable = left.some((_, position) => fails(left.filter((_, at) => at !== position)))
    expect(oneMinimal).toBe(!removable)
  })

  test('keeps to its budget, says that it is not one-minimal then, and what it returns still fails', () => {
    fc.assert(
      fc.property(script, fc.nat(20), (given, most) => {
        const fails = (list: Script): boolean =>
          list.filter(({ do: kind }) => kind === 'deliver').length % 2 === 0
        fc.pre(fails(given))
        const { script: left, oneMinimal, tried, runs } = shrink(given, fails, most)
        expect(tried).toBeLessThanOrEqual(most)
        expect(fails(left)).toBe(true)
        if (runs.spent) expect(oneMinimal).toBe(false)
      }),
    )
  })

  test('each pass tells how many it tried and what it left; the last one left what there is', () => {
    fc.assert(
      fc.property(script, (given) => {
        const {
          script: left,
          passes,
          runs,
        } = shrink(given, (list) => list.length >= Math.min(3, given.length))
        expect(passes.at(-1)?.left).toBe(left.length)
        expect(passes.reduce((sum, { tried }) => sum + tried, 0)).toBe(runs.runs)
        expect(passes.reduce((sum, { kept }) => sum + kept, 0)).toBe(given.length - left.length)
      }),
    )
  })
})

test('syncAtOnce: no sync and no hold is left, and nothing else changes', () => {
  fc.assert(
    fc.property(script, (given) => {
      const result = syncAtOnce(given)
      expect(result.some((one) => one.do === 'sync' || 'hold' in one)).toBe(false)
      const plain = (list: Script): unknown[] => list.map((one) => ({ ...one, hold: undefined }))
      expect(plain(result)).toEqual(plain(given.filter((one) => one.do !== 'sync')))
    }),
  )
})

test('words on a shared session go where they are not needed', () => {
  const call = { f: 'read', value: null }
  const given: Script = [
    { do: 'submit', client: 0, node: 'n1', call, session: 0, sequence: 3, acknowledged: 2 },
    { do: 'submit', client: 1, node: 'n1', call, session: 0, sequence: 4, acknowledged: 2 },
    { do: 'retry', client: 1, node: 'n1', acknowledged: 4 },
  ]
  const needsOne = (list: Script): boolean =>
    list.length === 3 && list.some((one) => one.do === 'submit' && one.client === 0 && one.session === 0)
  expect(shrink(given, needsOne).script).toEqual([
    given[0],
    { do: 'submit', client: 1, node: 'n1', call },
    { do: 'retry', client: 1, node: 'n1' },
  ])
})
