import { expect, test } from 'vitest'
import type { Script } from '../../../../src/record/decision.ts'
import type { TraceStep } from '../../../../src/record/trace.ts'
import { carriedOut } from '../../../../src/run/scripted/carried-out.ts'

const script: Script = [
  { do: 'fire', node: 'n1', timer: 'election' },
  { do: 'deliver', from: 'n1', to: 'n2', message: 'never sent' },
  { do: 'deliver', from: 'n1', to: 'n3', message: 'sent' },
  { do: 'submit', client: 0, node: 'n1', call: null },
  { do: 'crash', node: 'n3' },
]

const steps = [
  { kind: 'start', node: 'n1' },
  { kind: 'timer', node: 'n1' },
  { kind: 'synced', node: 'n1' },
  { kind: 'deliver', node: 'n3', message: 7 },
  { kind: 'invoke', client: 0 },
  { kind: 'submit', client: 0, node: 'n1' },
  { kind: 'crash', node: 'n3' },
].map((step, index) => ({ step: index + 1, time: 0, text: '', ...step }) as TraceStep)

const messages = [{ id: 7, from: 'n1', to: 'n3', text: '', body: null, sentIn: 2, arrivals: [4] }]

test('finds the step of each decision, past those that none of them is', () => {
  expect(carriedOut(script, { steps, messages }).map((step) => step?.step)).toEqual([2, undefined, 4, 6, 7])
})

test('a decision that was skipped takes no step of another', () => {
  const without = steps.filter(({ kind }) => kind !== 'timer' && kind !== 'crash')
  expect(carriedOut(script, { steps: without, messages }).map((step) => step?.step)).toEqual([
    undefined,
    undefined,
    4,
    6,
    undefined,
  ])
})
