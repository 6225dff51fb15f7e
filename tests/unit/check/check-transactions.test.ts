import { describe, expect, it } from 'vitest'
import { levelsOf } from '../../../src/check/consistency.ts'
import { checkText, jsonLines } from './check-run.ts'

const staleRead = jsonLines(
  [0, 'invoke', 'txn', [['append', 'x', 1]]],
  [0, 'ok', 'txn', [['append', 'x', 1]]],
  [1, 'invoke', 'txn', [['r', 'x', null]]],
  [1, 'ok', 'txn', [['r', 'x', []]]],
)

const fork = jsonLines(
  [0, 'invoke', 'write', [['w', 0, 1]]],
  [1, 'invoke', 'write', [['w', 1, 1]]],
  [
    2,
    'invoke',
    'read',
    [
      ['r', 0, null],
      ['r', 1, null],
    ],
  ],
  [
    3,
    'invoke',
    'read',
    [
      ['r', 0, null],
      ['r', 1, null],
    ],
  ],
  [0, 'ok', 'write', [['w', 0, 1]]],
  [1, 'ok', 'write', [['w', 1, 1]]],
  [
    2,
    'ok',
    'read',
    [
      ['r', 0, 1],
      ['r', 1, null],
    ],
  ],
  [
    3,
    'ok',
    'read',
    [
      ['r', 0, null],
      ['r', 1, 1],
    ],
  ],
)

describe('check of transactions', () => {
  it('names lines of the file as numbers, and in the text', async () => {
    const { code, stdout } = await checkText(staleRead, { model: 'list-append', json: true })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      model: 'list-append',
      consistency: 'strict-serializable',
      promise: expect.stringMatching(/^strict serializability: /),
      failure: {
        lines: [3, 1],
        anomaly: 'G-single-item-realtime',
        anomalies: ['G-single-item-realtime'],
        core: [{ line: 3, text: '[["r","x",[]]]' }, { line: 1 }],
      },
    })
    const text = await checkText(staleRead, { model: 'list-append' })
    expect(text.stdout).toContain('T1 = [r "x" []] (line 3, process 1).')
  })

  it.each([
    ['strict-serializable', 1, 'NOT strictly serializable (list-append)'],
    ['serializable', 0, 'serializable (list-append)'],
    ['snapshot-isolation', 0, 'snapshot isolated (list-append)'],
  ])('--consistency %s: exit %i', async (consistency, exit, text) => {
    const { code, stdout } = await checkText(staleRead, { model: 'list-append', consistency })
    expect(code).toBe(exit)
    expect(stdout).toContain(`stdin: ${text}`)
    if (exit === 0) expect(stdout).toMatch(/\n {2}What holds is .*; not checked is /)
  })

  it('finds a long fork, and reads transactions that are named by what they do', async () => {
    const { code, stdout } = await checkText(fork, { model: 'long-fork' })
    expect(code).toBe(1)
    expect(stdout).toContain('stdin: NOT free of long forks (long-fork); 4 transactions, 2 keys')
    expect((await checkText(fork, { model: 'rw-register' })).stdout).toContain('G-nonadjacent-item')
  })

  it('knows an aborted transaction by whatever name', async () => {
    const aborted = jsonLines(
      [0, 'invoke', 'append', [['append', 'x', 1]]],
      [0, 'fail', 'append', [['append', 'x', 1]]],
      [1, 'invoke', 'read', [['r', 'x', null]]],
      [1, 'ok', 'read', [['r', 'x', [1]]]],
    )
    expect((await checkText(aborted, { model: 'list-append' })).stdout).toContain(
      'an aborted append was read',
    )
  })

  it.each([
    [
      'list-append',
      'linearizable',
      /list-append; it can be checked for strict-serializable, serializable, snapshot-isolation/,
    ],
    [
      'register',
      'serializable',
      /--consistency serializable cannot be told of model register; it can be checked for linearizable/,
    ],
    ['list-append', 'strong', /--consistency must be one of strict-serializable, .*; got "strong"/],
  ])('254: %s for %s', async (model, consistency, message) => {
    const { code, stdout, stderr } = await checkText(staleRead, { model, consistency })
    expect([code, stdout]).toEqual([254, ''])
    expect(stderr).toMatch(message)
  })

  it('254, with the line of the completion, where that contradicts its invocation', async () => {
    const text = jsonLines([0, 'invoke', 'txn', [['append', 1, 1]]], [0, 'ok', 'txn', [['append', 1, 2]]])
    const { code, stderr } = await checkText(text, { model: 'list-append' })
    expect(code).toBe(254)
    expect(stderr).toMatch(
      /^stdin:2: field "value": the transaction of process 0 completes with \["append",1,2\] as its micro-operation 1, but was invoked with \["append",1,1\]; only what was read may be filled in/,
    )
  })

  it('tells the levels of each model, its default first', () => {
    expect(levelsOf('rw-register')).toEqual(['strict-serializable', 'serializable', 'snapshot-isolation'])
    expect(levelsOf('long-fork')[0]).toBe('snapshot-isolation')
    expect(levelsOf('kv')).toEqual(['linearizable', 'sequential'])
  })
})
