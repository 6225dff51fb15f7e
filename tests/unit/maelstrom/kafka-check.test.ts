import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { ClientEvent } from '../../../src/maelstrom/event.ts'
import { checkLogs } from '../../../src/maelstrom/workloads/kafka-check.ts'

type Done = readonly [process: number, f: string, value: Json]
const send = (process: number, offset: number, message: number): Done => [
  process,
  'send',
  ['k', [offset, message]],
]
const poll = (process: number, ...messages: (readonly [number, number])[]): Done => [
  process,
  'poll',
  { k: messages },
]
const assign = (process: number): Done => [process, 'assign', ['k']]

const history = (done: readonly Done[]): ClientEvent[] =>
  done.flatMap(([process, f, value], at) => [
    { index: 2 * at, time: 0, process, type: 'invoke' as const, f, value: null },
    { index: 2 * at + 1, time: 0, process, type: 'ok' as const, f, value },
  ])

describe('logs', () => {
  test.each<[string, Done[], string[]]>([
    ['read in order', [send(0, 0, 10), send(0, 1, 11), poll(1, [0, 10]), poll(1, [1, 11])], []],
    ['read again after an assignment', [send(0, 0, 10), poll(1, [0, 10]), assign(1), poll(1, [0, 10])], []],
    ['a hole that nobody filled', [send(0, 0, 10), send(0, 5, 11), poll(1, [0, 10], [5, 11])], []],
    ['not read yet', [send(0, 0, 10), send(0, 1, 11), poll(1, [0, 10])], []],
    ['lost', [send(0, 0, 10), send(0, 1, 11), poll(1, [1, 11])], ['lost-write']],
    [
      'skipped',
      [send(0, 0, 10), send(0, 1, 11), send(0, 2, 12), poll(2, [1, 11]), poll(1, [0, 10]), poll(1, [2, 12])],
      ['poll-skip'],
    ],
    [
      'skipped in one poll',
      [send(0, 0, 10), send(0, 1, 11), send(0, 2, 12), poll(2, [1, 11]), poll(1, [0, 10], [2, 12])],
      ['int-poll-skip'],
    ],
    [
      'read backwards',
      [send(0, 0, 10), send(0, 1, 11), poll(1, [0, 10], [1, 11]), poll(1, [0, 10])],
      ['nonmonotonic-poll'],
    ],
    ['backwards in one poll', [poll(1, [1, 11], [0, 10])], ['int-nonmonotonic-poll']],
    ['two messages at an offset', [send(0, 0, 10), poll(1, [0, 11])], ['inconsistent-offsets']],
    ['a message at two offsets', [send(0, 0, 10), poll(1, [0, 10], [1, 10])], ['duplicate']],
    ['sent backwards', [send(0, 4, 10), send(0, 3, 11), poll(1, [3, 11], [4, 10])], ['nonmonotonic-send']],
  ])('%s', (_, done, kinds) => {
    const { valid, details } = checkLogs(history(done))
    expect(details['error-types']).toEqual(kinds)
    expect(valid).toBe(kinds.length === 0)
  })

  test('that were read to their end show all that was acknowledged', () => {
    const events = history([send(0, 0, 10), poll(1), poll(2)])
    const atTheEnd = events.map((event) => (event.process === 2 ? { ...event, final: true } : event))
    expect(checkLogs(events).valid).toBe(true)
    expect(checkLogs(atTheEnd).details['error-types']).toEqual(['lost-write'])
  })

  test('of many messages are read', () => {
    const messages = Array.from({ length: 200_000 }, (_, offset) => [offset, offset] as const)
    expect(checkLogs([...history([[0, 'poll', { k: messages as unknown as Json }]])]).valid).toBe(true)
  })

  test('without a poll prove nothing', () => {
    expect(checkLogs(history([send(0, 0, 10)])).valid).toBe('unknown')
  })
})
