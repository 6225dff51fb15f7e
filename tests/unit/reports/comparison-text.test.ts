import { expect, test } from 'vitest'
import type { ComparedTarget, Comparison } from '../../../reports/comparison.ts'
import { comparisonText } from '../../../reports/terminal/comparison-text.ts'

const side = (target: string, more: Partial<ComparedTarget> = {}): ComparedTarget => ({
  ...{ target, runs: 20, failed: 0, undecided: [], diverged: [], notMade: [] },
  ...more,
})

const comparison = (more: Partial<Comparison>): Comparison => ({
  ...{ seed: '1', runs: 10, scenarios: ['calm', 'wild'], alike: 20, signatures: [], leftOut: [] },
  ...{ a: side('./old.ts'), b: side('./new.ts') },
  ...more,
})

test('two that hold', () => {
  expect(comparisonText(comparison({}))).toBe(`A  ./old.ts: 20 runs, 20 held, 0 failed
B  ./new.ts: 20 runs, 20 held, 0 failed
seed 1, 10 runs of each of 2 scenarios on both; 20 went the same way, step by step

no difference: neither breaks anything
`)
})

test('what differs, what is known, and what is to be said beside', () => {
  const shown = { scenario: 'wild', seed: '1.3', token: 'w1:wild:1.3:ab' }
  const text = comparisonText(
    comparison({
      alike: 1200,
      a: side('./old.ts', {
        failed: 4,
        known: [
          { signature: 'x/1', runs: 3 },
          { signature: 'y/1', runs: 0 },
        ],
        undecided: [{ scenario: 'calm', seed: '1', because: 'no operation succeeded' }],
      }),
      b: side('./new.ts', {
        runs: 12,
        failed: 1,
        known: [
          { signature: 'x/1', runs: 0 },
          { signature: 'y/1', runs: 0 },
        ],
        diverged: ['1.4'],
        notMade: ['calm: 8 runs were not made'],
      }),
      signatures: [
        { signature: 'p/1', shownBy: 'a', a: { ...shown, runs: 3, reportPath: 'runs/a/report.html' } },
        {
          signature: 'q/1',
          shownBy: 'both',
          a: { ...shown, runs: 1 },
          b: { ...shown, runs: 1, seed: '1.9' },
        },
      ],
      leftOut: [{ scenario: 'payments', a: ['a ledger'], b: ['a ledger', 'client sessions'] }],
    }),
  )
  expect(text).toBe(`A  ./old.ts: 20 runs, 15 held, 4 failed, 1 undecided
B  ./new.ts: 12 runs, 11 held, 1 failed
seed 1, 10 runs of each of 2 scenarios on both; 1,200 went the same way, step by step
left out: payments (A lacks a ledger; B lacks a ledger, client sessions)

only A shows
  p/1
    A  3 of 20 runs, first wild seed 1.3
       npx whitewater replay 'w1:wild:1.3:ab'
       runs/a/report.html

both show
  q/1
    A  1 of 20 runs, first wild seed 1.3
       npx whitewater replay 'w1:wild:1.3:ab'
    B  1 of 12 runs, first wild seed 1.9
       npx whitewater replay 'w1:wild:1.3:ab'

known: A 3 x, B 0 x x/1
known, and never seen in these runs: y/1

A  UNDECIDED: 1 run, first calm seed 1: no operation succeeded

B  NOT MADE: calm: 8 runs were not made
B  NOT DETERMINISTIC: seed 1.4 gave another digest when it ran again; nothing was run after it

1 signature of A alone, 1 signature of both
`)
})

test('what a target is called, and what it says, commands no terminal', () => {
  const text = comparisonText(
    comparison({
      a: side('./\u001b[31mold.ts'),
      signatures: [
        { signature: 'p/\u001b[2J', shownBy: 'b', b: { runs: 1, scenario: 'wild', seed: '1', token: 'w1' } },
      ],
    }),
  )
  expect(text).not.toContain('\u001b')
})
