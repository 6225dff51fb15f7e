import { expect, test } from 'vitest'
import { necessityLines, ordinarySummary } from '../../../reports/necessity-summary.ts'
import type { Decision } from '../../../src/record/decision.ts'
import { staleRead } from './fixtures/stale-read.ts'

test('a disk that syncs late is a fault, whatever was carried out on it', () => {
  const script: Decision[] = [
    { do: 'fire', node: 'n1', timer: 'election', hold: true },
    { do: 'deliver', from: 'n1', to: 'n2', message: 'vote#1', hold: true },
    { do: 'deliver', from: 'n1', to: 'n2', message: 'vote#1' },
  ]
  const necessity = script.map((_, of) => ({ of, text: `decision ${of}`, without: 'passes' }))
  const lines = necessityLines({ ...staleRead.minimized!, script, necessity })
  expect(lines.map(({ fault }) => fault)).toEqual([true, true, false])
  expect(ordinarySummary(lines)).toBe('The one other decision is needed too.')
})
