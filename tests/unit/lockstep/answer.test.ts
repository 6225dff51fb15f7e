import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAnswer, parseAnswers } from '../../../src/lockstep/answer.ts'
import { ContractBreach } from '../../../src/subject/contract-breach.ts'

const line = (more: object): string => JSON.stringify({ step: 3, effects: [], ...more })

test('every effect of the contract is taken as it is', () => {
  const effects = [
    { do: 'send', to: 'n2', body: null },
    { do: 'set-timer', timer: 't', after: 0 },
    { do: 'cancel-timer', timer: 't' },
    { do: 'write', key: '', value: [1] },
    { do: 'sync', token: 0 },
    { do: 'reply', operation: 1, outcome: { type: 'ok', value: null } },
    { do: 'note', event: 'executed' },
  ]
  expect(parseAnswer(line({ effects }), 3)).toEqual({ step: 3, effects })
  expect(parseAnswer(line({ view: null }), 3)).toEqual({ step: 3, effects: [], view: null })
})

test.each([
  ['{', 'json', 'no JSON'],
  ['', 'json', 'no JSON'],
  ['[]', 'the line', 'an object'],
  [line({ step: '3' }), 'step', 'it must be 3'],
  [line({ effects: {} }), 'effects', 'a list'],
  [line({ effects: [null] }), 'effects', 'effects[0]'],
  [line({ effects: [{ do: 'toString' }] }), 'effects.do', 'effects[0].do "toString"'],
  [line({ effects: [{ do: 'send', to: 1, body: 1 }] }), 'send.to', 'effects[0].to 1'],
  [line({ effects: [{ do: 'write', key: 'k' }] }), 'write.value', 'effects[0].value missing'],
  [line({ effects: [{ do: 'set-timer', timer: 't', after: -1 }] }), 'set-timer.after', 'milliseconds'],
  [line({ effects: [{ do: 'reply', operation: 1, outcome: 'ok' }] }), 'reply.outcome', 'an outcome'],
])('%s breaks the contract', (text, shape, says) => {
  try {
    parseAnswer(text, 3)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ContractBreach)
    expect(error).toMatchObject({ property: 'lockstep', shape })
    expect((error as Error).message).toContain(says)
  }
})

test('whatever a program prints, it is an answer or a breach of the contract, in few words', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((effects) => `{"step":3,"effects":${effects}}`),
      ),
      (text) => {
        try {
          expect(Array.isArray(parseAnswer(text, 3).effects)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ContractBreach)
          expect((error as Error).message.length).toBeLessThan(1000)
        }
      },
    ),
  )
})

test('a batch is answered by as many, each by its own step', () => {
  const answers = [
    { step: 3, effects: [] },
    { step: 9, effects: [{ do: 'sync', token: 1 }] },
  ]
  expect(parseAnswers(JSON.stringify(answers), [3, 9])).toEqual(answers)
})

test.each([
  ['{"step":3,"effects":[]}', 'batch', 'an array of 2 answers'],
  ['[]', 'batch', 'an array of 0; it must be an array of 2 answers'],
  ['[{"step":3,"effects":[]}]', 'batch', 'an array of 1; it must be'],
  ['[{"step":9,"effects":[]},{"step":3,"effects":[]}]', 'step', 'it must be 3'],
  ['[{"step":3,"effects":[]},null]', 'the line', 'answered step 9'],
])('%s does not answer a batch of two', (text, shape, says) => {
  expect(() => parseAnswers(text, [3, 9])).toThrow(expect.objectContaining({ property: 'lockstep', shape }))
  expect(() => parseAnswers(text, [3, 9])).toThrow(says)
})
