import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { InputError } from '../../../src/base/input-error.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { parseToken, tokenOf, type Replayable } from '../../../src/run/replay-token.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const plan = drawPlan(scenarios[3]!, 'token', builtInRaft())
const DIGEST = '0123456789abcdef'

describe('a token is read as the run it was made of', () => {
  test('the usual: words between colons', () => {
    const run: Replayable = {
      by: 'seed',
      scenario: 'steady-cluster',
      seed: '42',
      target: 'own-raft',
      shape: {},
      digest: DIGEST,
    }
    expect(tokenOf(run)).toBe(`w1:steady-cluster:42:${DIGEST}`)
    expect(parseToken(tokenOf(run))).toEqual(run)
  })

  test('any seed, target and shape', () => {
    const shape = fc.record(
      { nodes: fc.integer({ min: 1, max: 9 }), nemesis: fc.array(fc.string()) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.constantFrom('own-raft', './my.ts#raft'),
        shape,
        (seed, target, one) => {
          const run: Replayable = {
            by: 'seed',
            scenario: 'steady-cluster',
            seed,
            target,
            shape: one,
            digest: DIGEST,
          }
          expect(parseToken(tokenOf(run))).toEqual(run)
        },
      ),
    )
  })

  test('a plan, with a script and without', () => {
    const whole: Replayable = { by: 'plan', target: 'own-raft', plan, digest: DIGEST }
    expect(parseToken(tokenOf(whole))).toEqual(whole)
    const scripted: Replayable = { ...whole, script: [{ do: 'fire', node: 'n1', timer: 'election' }] }
    expect(parseToken(tokenOf(scripted))).toEqual(scripted)
  })

  test('it is one word', () => {
    for (const seed of ['a b', 'a:b', 'ä', 'a/b?c', '$x']) {
      const run: Replayable = {
        by: 'seed',
        scenario: 's',
        seed,
        target: './a b.ts',
        shape: { nodes: 3 },
        digest: DIGEST,
      }
      expect(tokenOf(run)).toMatch(/^[^\s$`"'\\]+$/)
    }
    expect(tokenOf({ by: 'plan', target: 'own-raft', plan, digest: DIGEST })).toMatch(/^w1:=[\w-]+$/)
  })
})

describe('a damaged token is refused in words', () => {
  const whole = tokenOf({ by: 'plan', target: 'own-raft', plan, digest: DIGEST })
  test.each([
    ['', /begins with w1:/],
    ['w2:a:b:c', /begins with w1:/],
    ['w1:steady-cluster', /a scenario, a seed and a digest/],
    ['w1:a:b:c:!!!', /damaged/],
    ['w1:a:%e:c', /damaged/],
    [whole.slice(0, -20), /damaged/],
    [`${whole}A`, /damaged/],
    [`${whole}AAAA`, /damaged/],
    [`${whole}=`, /damaged/],
    [`${whole} `, /damaged/],
    [`${whole}:x`, /more parts/],
    [`w1:a:b:${DIGEST}0`, /digest .* is damaged/],
    [`w1:a:b:${DIGEST.slice(1)}`, /digest .* is damaged/],
    [`w1:a:b:${DIGEST.toUpperCase()}`, /digest .* is damaged/],
    [`w1:a:b:${DIGEST}:${whole.slice(4)}:y`, /more parts/],
    [`w1:=${Buffer.from('no deflate').toString('base64url')}`, /damaged/],
    ['w1:' + 'x'.repeat(1_000_001), /longer/],
  ])('%.20s', (token, message) => {
    expect(() => parseToken(token)).toThrow(InputError)
    expect(() => parseToken(token)).toThrow(message)
  })
})
