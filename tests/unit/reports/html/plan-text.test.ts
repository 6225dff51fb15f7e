import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planText } from '../../../../reports/html/plan-text.ts'
import type { Json } from '../../../../src/base/json.ts'

test('is the same JSON, in lines that are not longer than they must be', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(planText(value as Json))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('a list of small things has a line for each', () => {
  const faults = Array.from({ length: 9 }, (_, at) => ({ kind: 'crash', at, for: 100 + at }))
  const lines = planText({ nodes: 3, faults }).split('\n')
  expect(lines).toHaveLength(1 + 1 + 1 + 9 + 1 + 1)
  expect(lines[3]).toBe('    {"kind":"crash","at":0,"for":100},')
})
