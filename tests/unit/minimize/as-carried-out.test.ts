import { expect, test } from 'vitest'
import { asCarriedOut } from '../../../src/minimize/as-carried-out.ts'
import type { Script } from '../../../src/record/decision.ts'

const asked: Script = [
  { do: 'fire', node: 'n1', timer: 'election' },
  { do: 'deliver', from: 'n1', to: 'n2', message: 'append#old' },
  { do: 'fire', node: 'n3', timer: 'heartbeat' },
  { do: 'submit', client: 0, node: 'n1', call: { f: 'read', value: null } },
  { do: 'crash', node: 'n2' },
]

test('each message is named as it was when it arrived, and what was skipped is gone', () => {
  const recorded: Script = [
    { do: 'fire', node: 'n1', timer: 'election', hold: true },
    { do: 'sync', node: 'n1', hold: true },
    { do: 'deliver', from: 'n1', to: 'n2', message: 'append#new', hold: true },
    { do: 'submit', client: 0, node: 'n1', call: { f: 'read', value: null }, sequence: 1, hold: true },
    { do: 'crash', node: 'n2' },
  ]
  expect(asCarriedOut(asked, recorded)).toEqual([
    asked[0],
    { do: 'deliver', from: 'n1', to: 'n2', message: 'append#new' },
    asked[3],
    asked[4],
  ])
})

test('a decision is not taken for a later one of its kind', () => {
  const recorded: Script = [
    { do: 'crash', node: 'n2' },
    { do: 'fire', node: 'n1', timer: 'election', hold: true },
  ]
  // the crash comes last in the script: that of the run, which comes first, is another one's
  expect(asCarriedOut(asked, recorded)).toEqual([{ do: 'crash', node: 'n2' }])
})

test('what arrives again is not what arrives for the first time', () => {
  const again: Script = [{ do: 'deliver', from: 'n1', to: 'n2', message: 'vote#1', again: true }]
  expect(asCarriedOut(again, [{ do: 'deliver', from: 'n1', to: 'n2', message: 'vote#2' }])).toEqual([])
})
