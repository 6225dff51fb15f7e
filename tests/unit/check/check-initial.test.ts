import { describe, expect, it } from 'vitest'
import { parseInitial } from '../../../src/check/initial.ts'
import { checkText, jsonLines } from './check-run.ts'

const fromZero = jsonLines([0, 'invoke', 'read', null], [0, 'ok', 'read', 0])

describe('check --initial', () => {
  it('reads JSON and EDN', () => {
    const read = (text: string): unknown => parseInitial(text).value
    expect(['0', 'null', '"a"', '{"x": 0}', '[1, 2]'].map(read)).toEqual([0, null, 'a', { x: 0 }, [1, 2]])
    expect(['nil', ':a', '{:x 0}', '[1 2]', '#{1}'].map(read)).toEqual([null, 'a', { x: 0 }, [1, 2], [1]])
    for (const text of ['', '{x:', '1 2'])
      expect(() => parseInitial(text)).toThrow('initial must be one value')
  })

  it('starts the objects with it', async () => {
    expect((await checkText(fromZero, { model: 'register', initial: '0' })).code).toBe(0)
    expect((await checkText(fromZero, { model: 'register', initial: '1' })).code).toBe(1)
    expect((await checkText(fromZero, { model: 'register', initial: 'nil' })).code).toBe(1)
  })

  it('is hinted at where it would explain the history, in words and as a field', async () => {
    const text = await checkText(fromZero, { model: 'register' })
    expect(text).toMatchObject({ code: 1 })
    expect(text.stdout).toContain('Hint: with an initial value of 0 it would hold: --initial 0\n')
    const json = await checkText(fromZero, { model: 'register', json: true })
    expect(JSON.parse(json.stdout)).toMatchObject({ valid: false, failure: { hint: { initial: 0 } } })
  })

  it('is bad input where the model does not take it', async () => {
    const refused = async (model: string, initial: string) => checkText(fromZero, { model, initial })
    expect(await refused('counter', '"a"')).toMatchObject({
      code: 254,
      stderr: '--initial does not fit: the model counter starts at a whole number\n',
    })
    expect((await refused('directory', '0')).stderr).toContain('the model directory takes no initial value')
    expect((await refused('kv', '{"x": 0}')).stderr).toContain('--initial does not fit: it is a map of keys')
  })
})

describe('check, where a value came from', () => {
  it('names the line of the only write, which is recorded as failed, and why that failed', async () => {
    const events = [
      { process: 1, type: 'invoke', f: 'write', value: 637 },
      { process: 1, type: 'ok', f: 'write', value: 637 },
      { process: 1, type: 'invoke', f: 'write', value: 638 },
      { process: 1, type: 'fail', f: 'write', value: 638, error: 'timeout' },
      { process: 2, type: 'invoke', f: 'read', value: null },
      { process: 2, type: 'ok', f: 'read', value: 638 },
    ]
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
    const json = JSON.parse((await checkText(lines, { model: 'register', json: true })).stdout) as object
    expect(json).toMatchObject({
      operations: 2,
      failure: {
        because:
          'read of the register returned 638, but the only write of 638, line 3, is recorded as fail (timeout): if that is not certain it must be info.',
        origin: { kind: 'failed', value: 638, operations: [{ f: 'write', line: 3, text: 'write(638)' }] },
      },
    })
  })

  it('also of independent tuples', async () => {
    const lines = jsonLines(
      [1, 'invoke', 'write', ['x', 1]],
      [1, 'fail', 'write', ['x', 1]],
      [2, 'invoke', 'read', ['x', null]],
      [2, 'ok', 'read', ['x', 1]],
    )
    const { stdout } = await checkText(lines, { model: 'cas-register', independent: true })
    expect(stdout).toContain('the only write of 1, line 1, is recorded as fail')
  })

  it('puts the operations in conflict before the longest order', async () => {
    const { stdout } = await checkText(fromZero, { model: 'register' })
    expect(stdout.indexOf('The fewest operations that contradict')).toBeLessThan(
      stdout.indexOf('What could come next'),
    )
  })
})
