import { describe, expect, it } from 'vitest'
import { historyLines } from '../../../src/record/formats/writers/json-lines.ts'
import { planOf, run, scenarios } from '../../simulation/runs.ts'
import { checkText, jsonLines } from './check-run.ts'

/** The histories that runs leave, as `history.jsonl` has them. */
const recorded = (scenario: string, seed: string): string =>
  historyLines(
    run(
      planOf(
        scenarios.find(({ name }) => name === scenario)!,
        seed,
      ),
    ).history,
  )

describe('histories that runs recorded', () => {
  it.each([
    ['payments', 'ledger'],
    ['directories', 'directory'],
    ['everything-at-once', 'kv'],
  ])('%s is checked with model %s, named or inferred', async (scenario, model) => {
    const text = recorded(scenario, 'check1')
    for (const options of [{ model }, {}]) {
      const { code, stdout, stderr } = await checkText(text, { ...options, json: true })
      expect(stderr).not.toContain('field')
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, model })
      expect(code).toBe(0)
    }
  })

  it('payments: what a status query answered counts', async () => {
    const texts = Array.from({ length: 12 }, (_, seed) => recorded('payments', `check${seed}`))
    expect(texts.join('')).toContain('"type":"ok","f":"status","value":{"executed"')
    expect(texts.join('')).toContain('"f":"status","value":')
    for (const text of texts) expect((await checkText(text, { model: 'ledger' })).code).toBe(0)
  })
})

const paid = (answer: readonly [number, string, string, unknown, string?][], error?: string): string =>
  jsonLines(
    [0, 'invoke', 'open', { account: 'a', amount: 9 }],
    [0, 'ok', 'open', null],
    [0, 'invoke', 'debit', { account: 'a', amount: 5 }],
    [0, 'info', 'debit', { account: 'a', amount: 5 }],
    [1, 'invoke', 'status', 2],
  ) +
  answer
    .map(([process, type, f, value]) => `${JSON.stringify({ process, type, f, value, error })}\n`)
    .join('')

describe('status queries of a ledger', () => {
  const balance = (value: number): [number, string, string, unknown][] => [
    [1, 'invoke', 'balance', 'a'],
    [1, 'ok', 'balance', value],
  ]

  it('"no", though the money is gone, is found', async () => {
    const gone = paid([[1, 'fail', 'status', 2], ...balance(4)], 'not executed')
    expect((await checkText(gone, { model: 'ledger' })).code).toBe(1)
    const kept = paid([[1, 'fail', 'status', 2], ...balance(9)], 'not executed')
    expect((await checkText(kept, { model: 'ledger' })).code).toBe(0)
  })

  it('the result, though the money is there, is found', async () => {
    const executed = { executed: { type: 'ok', value: null } }
    expect((await checkText(paid([[1, 'ok', 'status', executed], ...balance(9)]))).code).toBe(1)
    expect((await checkText(paid([[1, 'ok', 'status', executed], ...balance(4)]))).code).toBe(0)
  })

  it('alone they prove nothing', async () => {
    const { code, stdout } = await checkText(jsonLines([0, 'invoke', 'status', 1], [0, 'ok', 'status', 7]))
    expect(code).toBe(2)
    expect(stdout).toContain('no operations')
  })
})
