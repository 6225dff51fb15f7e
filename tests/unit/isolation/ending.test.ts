import { describe, expect, test } from 'vitest'
import { endingOf, endingText, isDeath, printedText, standsStill } from '../../../src/isolation/ending.ts'
import type { LastStand } from '../../../src/isolation/protocol.ts'

const nothing = { stand: undefined, mute: false, hungUp: false, position: 3, printed: [] as string[] }
const stand = (more: Partial<LastStand> = {}): LastStand => ({
  ended: 'silent',
  amount: 30_000,
  phase: 'running',
  step: 7,
  node: 'n2',
  call: 'submit()',
  stack: ['submit (my-raft.ts:12)', 'apply (my-raft.ts:4)'],
  ...more,
})

describe('how a process ended', () => {
  test.each([
    ['an exit code', 3, null, nothing, 'exit code 3', true],
    ['exit code 0 as well', 0, null, nothing, 'exit code 0', true],
    ['a crash', null, 'SIGSEGV', nothing, 'SIGSEGV', true],
    ['a crash as a shell tells it', 139, null, nothing, 'SIGSEGV', true],
    ['a kill', null, 'SIGKILL', nothing, 'SIGKILL', false],
    ['a polite kill', null, 'SIGTERM', nothing, 'SIGTERM', false],
    ['a channel closed', null, 'SIGKILL', { ...nothing, hungUp: true }, 'hanging up on the harness', true],
    ['no sign of life', null, 'SIGKILL', { ...nothing, mute: true }, 'no sign of life', false],
    ['the watchdog', null, 'SIGKILL', { ...nothing, stand: stand() }, 'silent', false],
    [
      'a full heap',
      null,
      'SIGABRT',
      {
        ...nothing,
        printed: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
      },
      'its heap is full',
      false,
    ],
  ] as const)('%s', (_, code, signal, more, by, death) => {
    const ending = endingOf(code, signal, more)
    expect([ending.by, isDeath(ending), ending.position]).toEqual([by, death, 3])
  })

  test('where it stood is said in full', () => {
    const ending = endingOf(null, 'SIGKILL', { ...nothing, stand: stand() })
    expect(endingText(ending)).toBe(
      'ended by the watchdog: too slow, or does not return; no step in 30 s, it stood at step 7, n2, submit(): submit (my-raft.ts:12) < apply (my-raft.ts:4)',
    )
    expect(standsStill(ending)).toBe(true)
    const loading = endingOf(null, 'SIGKILL', { ...nothing, stand: stand({ phase: 'loading', stack: [] }) })
    expect(endingText(loading)).toMatch(/it stood at the loading of its module$/)
  })

  test('memory is no standing still: the run is made once more, alone', () => {
    const ending = endingOf(null, 'SIGKILL', { ...nothing, stand: stand({ ended: 'memory', amount: 2048 }) })
    expect(endingText(ending)).toContain('more than 2048 MiB')
    expect([standsStill(ending), isDeath(ending)]).toEqual([false, false])
  })

  test('its last words are bounded', () => {
    const printed = ['a', 'b', 'c', 'x'.repeat(10_000)]
    const text = printedText(endingOf(1, null, { ...nothing, printed }))
    expect(text).toMatch(/^; it printed last: b \| c \| x+$/)
    expect(text.length).toBeLessThan(600)
  })
})
