import { describe, expect, test } from 'vitest'
import { failureBlock, wantsColor } from '../../../reports/index.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { hostileFailure } from './fixtures/hostile.ts'
import { longFailure } from './fixtures/long-run.ts'
import { staleRead } from './fixtures/stale-read.ts'

describe('failure block', () => {
  test('tells the double vote', () => {
    expect(failureBlock(doubleVote)).toBe(`\
FAIL election-safety  crash-voter-3n  target example-raft  seed 0x2a  step 12 (t=312.5 ms)
  Term 1 has two leaders: n1 (votes of n1, n2) and n3 (votes of n2, n3).

  Let      n1 be leader of term 1 by the votes of n1 and n2 (step 10)
  and      n3 be leader of term 1 by the votes of n2 and n3 (step 11)
  Then     n2 voted for n1 in term 1 (step 6)
  However  n2 lost that vote in a crash: it had answered before its disk had it (step 7)
  and      n2 voted for n3 in the same term (step 9)

  minimized trace, 12 steps
     #     ms   n1   n2   n3
     1      0  [F0]  .    .    n1 starts as follower of term 0
     2      0   F0  [F0]  .    n2 starts as follower of term 0
     3      0   F0   F0  [F0]  n3 starts as follower of term 0
     4    151  [C1]  F0   F0   n1 election timeout: candidate of term 1, votes for itself → stands
                               in term 1
     5  154.2   C1   F0  [C1]  n3 election timeout: candidate of term 1, votes for itself → stands
                               in term 1
                               lost (loss): n3 → n1 RequestVote term 1, last log (0, 0)
  !  6    156   C1  [F1]  C1   n2 votes for n1 in term 1 and answers before its disk has the vote →
                               votes for n1
  !  7  156.4   C1  [X]   C1   n2 crashes and loses the unsynced write {term 1, vote n1}
     8  306.4   C1  [F0]  C1   n2 restarts as follower of term 0, voted for no one → is in term 0,
                               has its log to 0
  !  9    308   C1  [F1]  C1   n2 votes for n3 in term 1: its second vote in this term → votes for
                               n3
  ! 10    311  [L1]  F1   C1   n1 has votes of n1, n2: leader of term 1 → leads term 1
  ! 11  312.5   L1   F1  [L1]  n3 has votes of n2, n3: leader of term 1 → leads term 1
  ! 12  312.5   L1   F1  [L1]  election-safety: term 1 has two leaders

  minimized  steps 4,812 -> 12, messages 2,977 -> 6, operations 318 -> 0, crashes 9 -> 1, elections
             14 -> 2, virtual ms 12,400 -> 312.5, 61 replays, 3.2 s
             no single decision can be left out
             faults in it: disk of n2 that syncs late, crash of n2; partition (once): no such
             decision in a script, in which 2 messages never arrive
  without    crash of n2 that loses its unsynced vote: nothing breaks
             restart of n2: nothing breaks
             disk of n2 that syncs late: nothing breaks
             partition that isolates the leader: still breaks the same way
             Each of the 5 other decisions is needed too: without any one of them this breach is
             gone.

  replay  npx whitewater replay w1s:c0ffee
  report  runs/crash-voter-3n/2026-01-02T03-04-05Z-2a/report.html#/trace?e=m12
  signature election-safety/two-leaders  digest 5f1d0c9a77e1b204
`)
  })

  test('marks a paused and a stopped server, and keeps to ASCII on request', () => {
    const text = failureBlock(staleRead, { ascii: true })
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    expect(text).toContain('lost (partition): n2 -> n1 AppendEntries term 2')
    const { minimized } = staleRead
    const [first, ...rest] = minimized?.record.trace?.steps ?? []
    if (minimized === undefined || first === undefined) throw new Error('the fixture has a trace')
    const paused = { ...first, state: { ...first.state, status: 'paused' as const } }
    const trace = { steps: [paused, ...rest], messages: [] }
    const failure = { ...staleRead, minimized: { ...minimized, record: { ...minimized.record, trace } } }
    expect(failureBlock(failure)).toContain('[‖]')
    expect(failureBlock(failure, { ascii: true })).toContain('[=]')
  })

  test('shows the rows that matter when not all fit, and more in report.txt', () => {
    const failure = longFailure(200)
    const short = failureBlock(failure)
    const rows = short.split('\n').filter((line) => /^ {2}[ !] +\d/.test(line))
    expect(rows).toHaveLength(25)
    expect(rows.filter((line) => line.startsWith('  !'))).toHaveLength(2)
    expect(rows.some((line) => line.includes('n1 leads term 100'))).toBe(true)
    expect(short).toContain('… 175 more in report.txt')
    const all = failureBlock(failure, { rows: Infinity })
    expect(all).toContain('n2 appends 42')
    expect(all).not.toContain('more in report.txt')
    expect(failureBlock(failure, { rows: 100, restIn: 'trace.jsonl.gz' })).toContain(
      '… 100 more in trace.jsonl.gz',
    )
  })

  test('has no more steps than fit into one call', () => {
    const text = failureBlock(longFailure(200_000), { rows: 150_000 })
    expect(text).toContain('… 50000 more in report.txt')
  }, 60_000)

  test('keeps within the width whatever the subject writes, and lets no control through', () => {
    for (const width of [60, 80, 100]) {
      const lines = failureBlock(hostileFailure(), { width }).split('\n')
      const prose = lines.filter((line) => !/^ {2}(replay|report|signature) /.test(line))
      expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(width)
    }
    const text = failureBlock(hostileFailure())
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    expect(text.length).toBeLessThan(20_000)
  })

  test('colours only on request, and says the same words', () => {
    const plain = failureBlock(doubleVote)
    const painted = failureBlock(doubleVote, { color: true })
    expect(plain).not.toContain('\u001b')
    expect(painted).toContain('\u001b[1;31mFAIL')
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(painted.replace(/\u001b\[[\d;]+m/g, '')).toBe(plain)
  })

  test('wants colour where somebody looks', () => {
    expect(wantsColor({ isTTY: true, env: {} })).toBe(true)
    expect(wantsColor({ isTTY: true, env: { NO_COLOR: '1' } })).toBe(false)
    expect(wantsColor({ isTTY: true, env: { TERM: 'dumb' } })).toBe(false)
    expect(wantsColor({ isTTY: false, env: {} })).toBe(false)
    expect(wantsColor({ env: { FORCE_COLOR: '1' } })).toBe(true)
    expect(wantsColor({ env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).toBe(false)
  })
})
