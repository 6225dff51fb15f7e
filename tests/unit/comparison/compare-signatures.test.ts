import { expect, test } from 'vitest'
import { compareSignatures } from '../../../src/comparison/compare-signatures.ts'
import type { FailureReport } from '../../../reports/index.ts'

const failure = (signature: string, scenario: string, seed: string, reportPath?: string): FailureReport =>
  ({
    record: { signature, scenario, seed, token: `w1:${scenario}:${seed}:00` },
    replayCommand: '',
    ...(reportPath === undefined ? {} : { reportPath }),
  }) as unknown as FailureReport

test('tells what each shows, with the first run of it; what one alone shows comes first', () => {
  const a = [
    { failures: [failure('x/1', 'calm', '1', 'a/1.html'), failure('x/1', 'calm', '1.2')] },
    { failures: [failure('y/1', 'wild', '1'), failure('x/1', 'wild', '1.5')] },
  ]
  const b = [
    { failures: [failure('y/1', 'calm', '1.7')] },
    { failures: [failure('z/1', 'wild', '1'), failure('w/1', 'wild', '1.1'), failure('w/1', 'wild', '1.2')] },
  ]
  const shown = (runs: number, scenario: string, seed: string) => ({
    ...{ runs, scenario, seed, token: `w1:${scenario}:${seed}:00` },
  })
  expect(compareSignatures({ a, b })).toEqual([
    { signature: 'x/1', shownBy: 'a', a: { ...shown(3, 'calm', '1'), reportPath: 'a/1.html' } },
    { signature: 'w/1', shownBy: 'b', b: shown(2, 'wild', '1.1') },
    { signature: 'z/1', shownBy: 'b', b: shown(1, 'wild', '1') },
    { signature: 'y/1', shownBy: 'both', a: shown(1, 'wild', '1'), b: shown(1, 'calm', '1.7') },
  ])
  expect(compareSignatures({ a: [], b: [{ failures: [] }] })).toEqual([])
})
