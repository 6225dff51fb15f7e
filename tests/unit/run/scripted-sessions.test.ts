import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { InputError } from '../../../src/base/input-error.ts'
import { scriptOf } from '../../../scenarios/planted/script-text.ts'
import type { Script } from '../../../src/record/decision.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { parseScript } from '../../../src/run/scripted/parse-script.ts'
import { runScript } from '../../../src/run/scripted/scripted-run.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const steady = scenarios.find(({ name }) => name === 'steady-cluster')!

/** What clients see of a script on one server, which decides alone. */
function seen(
  registration: 'implicit' | 'explicit',
  script: Script,
  more: BuiltInRaftOptions = {},
): string[] {
  const drawn = drawPlan({ ...steady, settings: { registration } }, 'script', builtInRaft())
  const settings: BuiltInRaftOptions = { registration, noop: false, ...more }
  const { history, violation } = runScript({ ...drawn, nodes: 1 }, builtInRaft(settings), script)
  expect(violation?.headline).toBeUndefined()
  return history.map(({ process, type, f, value, error, request }) =>
    [
      process,
      type,
      f,
      JSON.stringify(value),
      error ?? '',
      request === undefined ? '' : JSON.stringify(request),
    ]
      .join(' ')
      .trim(),
  )
}

const written = (call: number, more: object = {}): Script[number] => ({
  do: 'submit',
  client: 0,
  node: 'n1',
  call: { f: 'write', key: 'k1', value: call },
  ...more,
})
const elected = scriptOf('n1 election')

describe('clients of a script', () => {
  test('have sessions of their own numbers where none is to be opened', () => {
    const lines = seen('implicit', [...elected, ...scriptOf('c3>n1 write k1 5\nc3>n1 write k1 6')])
    expect(lines).toEqual([
      '3 invoke write 5  {"client":3,"sequence":1}',
      '3 ok write 5',
      '3 invoke write 6  {"client":3,"sequence":2}',
      '3 ok write 6',
    ])
  })

  test('ask for a request by its number, or by how many lie between', () => {
    for (const value of [1, -2])
      expect(
        seen('implicit', [
          ...elected,
          written(5),
          written(6),
          { do: 'submit', client: 0, node: 'n1', call: { f: 'status', value } },
        ]).slice(4),
      ).toMatchObject([
        expect.stringContaining('0 invoke status 1'),
        expect.stringContaining('0 fail status 1 no longer known'),
      ])
  })

  test('are strangers where they did not open one, whatever numbers others were given', () => {
    const lines = seen('explicit', [
      ...elected,
      ...scriptOf('c0>n1 open-session\nc1>n1 write k1 5\nc0>n1 write k1 6'),
    ])
    expect(lines).toEqual([
      '0 invoke open-session null',
      '0 ok open-session 1',
      '1 invoke write 5  {"client":0,"sequence":1}',
      '1 fail write 5 no such session',
      '0 invoke write 6  {"client":1,"sequence":1}',
      '0 ok write 6',
    ])
  })

  test('lose a session that others push out, and open another', () => {
    const script = scriptOf(`
      n1 election
      c0>n1 open-session
      c1>n1 open-session
      c0>n1 write k1 5
      c0>n1 open-session
      c0>n1 write k1 6
    `)
    expect(seen('explicit', script, { maxSessions: 1 }).filter((line) => line.startsWith('0'))).toEqual([
      '0 invoke open-session null',
      '0 ok open-session 1',
      '0 invoke write 5  {"client":1,"sequence":1}',
      '0 fail write 5 no such session',
      '0 invoke open-session null',
      '0 ok open-session 4',
      '0 invoke write 6  {"client":4,"sequence":1}',
      '0 ok write 6',
    ])
  })

  test('go on as another process after a request that may yet take effect in a session that is lost', () => {
    const lines = seen(
      'explicit',
      [
        ...elected,
        ...scriptOf('c0>n1 open-session'),
        written(5, { hold: true }),
        { do: 'crash', node: 'n1' },
        { do: 'restart', node: 'n1' },
        ...elected,
        ...scriptOf('c1>n1 open-session'),
        { do: 'retry', client: 0, node: 'n1' },
        ...scriptOf('c0>n1 open-session\nc0>n1 write k1 6'),
      ],
      { maxSessions: 1 },
    )
    expect(lines.filter((line) => !line.startsWith('1'))).toEqual([
      '0 invoke open-session null',
      '0 ok open-session 1',
      '0 invoke write 5  {"client":1,"sequence":1}',
      '0 info write 5 no such session',
      '2 invoke open-session null',
      expect.stringMatching(/^2 ok open-session \d+$/),
      expect.stringMatching(/^2 invoke write 6 {2}/),
      '2 ok write 6',
    ])
  })

  test('ask in the session, and under the number, that a decision says', () => {
    const script: Script = [
      ...elected,
      written(5, { client: 1, session: 0, sequence: 4, acknowledged: 2 }),
      written(6, { client: 2, session: 0, sequence: 3, acknowledged: 2 }),
      written(7, { session: 0 }),
    ]
    expect(seen('implicit', script).filter((line) => line.includes('invoke'))).toEqual([
      '1 invoke write 5  {"client":0,"sequence":4}',
      '2 invoke write 6  {"client":0,"sequence":3}',
      '0 invoke write 7  {"client":0,"sequence":5}',
    ])
  })
})

describe('a script from a file', () => {
  test('may say of sessions what a recorded one says', () => {
    const script = [
      { do: 'submit', client: 1, node: 'n1', call: null, session: 0, sequence: 4, acknowledged: 2 },
      { do: 'retry', client: 1, node: 'n1', acknowledged: 3 },
    ]
    expect(parseScript(script, 'script')).toEqual(script)
  })

  test.each(['session', 'sequence', 'acknowledged'])('and %s is a count', (field) => {
    const script = [{ do: 'submit', client: 1, node: 'n1', call: null, [field]: -1 }]
    expect(() => parseScript(script, 'script')).toThrow(InputError)
    expect(() => parseScript(script, 'script')).toThrow(`script.0.${field}`)
  })
})
