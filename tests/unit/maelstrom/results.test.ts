import { describe, expect, test } from 'vitest'
import type { ClientEvent, Completion } from '../../../src/maelstrom/event.ts'
import { resultsOf } from '../../../src/maelstrom/results.ts'

const none = { send: 0, recv: 0, messages: 0 }

/** The results of operations that completed so, of a workload whose history held. */
function resultsFor(
  operations: readonly (readonly [f: string, type: Completion['type']])[],
  availability?: number,
) {
  const history = operations.flatMap(([f, type], at): ClientEvent[] => [
    { index: 2 * at, time: 0, process: at, type: 'invoke', f, value: null },
    { index: 2 * at + 1, time: 0, process: at, type, f, value: null },
  ])
  return resultsOf({
    workload: { valid: true, details: {} },
    history,
    findings: [],
    wire: [],
    counts: { clients: none, servers: none },
    availability,
    malformed: 'note',
    cpu: {},
  })
}

describe('results', () => {
  test.each<[string, Parameters<typeof resultsFor>[0], boolean | 'unknown', string[]]>([
    [
      'each function succeeded',
      [
        ['read', 'ok'],
        ['write', 'ok'],
      ],
      true,
      [],
    ],
    ['nothing succeeded', [['read', 'fail']], 'unknown', ['no operation succeeded: nothing is proven']],
    ['nothing was done', [], 'unknown', ['no operation succeeded: nothing is proven']],
    [
      'every write was refused',
      [
        ['read', 'ok'],
        ['write', 'fail'],
        ['write', 'info'],
      ],
      'unknown',
      ['no write succeeded: nothing is proven of it'],
    ],
    [
      'every cas found another value',
      [
        ['write', 'ok'],
        ['cas', 'fail'],
      ],
      true,
      [],
    ],
    [
      'no cas was answered',
      [
        ['write', 'ok'],
        ['cas', 'info'],
      ],
      'unknown',
      ['no cas succeeded: nothing is proven of it'],
    ],
  ])('%s', (_, operations, valid, because) => {
    expect(resultsFor(operations)).toMatchObject({ valid, because })
  })

  test('availability is the share of what succeeded', () => {
    const operations = [
      ['read', 'ok'],
      ['read', 'fail'],
    ] as const
    expect(resultsFor(operations, 0.5).valid).toBe(true)
    expect(resultsFor(operations, 0.6)).toMatchObject({
      valid: false,
      because: ['only 0.5 of the operations succeeded'],
    })
  })
})
