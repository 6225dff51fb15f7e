import { describe, expect, it } from 'vitest'
import { millisOfDuration } from '../../../src/cli/duration.ts'
import { inferModel } from '../../../src/cli/check-model.ts'

const infer = (functions: string, keyed: boolean): string =>
  inferModel(new Map(functions.split(' ').map((f, i) => [f, i + 1])), keyed, 'f')

describe('inferModel', () => {
  it.each([
    ['read write', false, 'cas-register'],
    ['cas', false, 'cas-register'],
    ['read write cas', true, 'kv'],
    ['read', true, 'kv'],
    ['get put append', true, 'kv'],
    ['get', false, 'kv'],
    ['read write delete', false, 'kv'],
    ['append read', true, 'append'],
    ['append', false, 'append'],
    ['acquire release', false, 'mutex'],
    ['enqueue dequeue', false, 'queue'],
    ['dequeue', false, 'queue'],
    ['add remove contains read', false, 'set'],
    ['add read', false, 'set'],
    ['create remove list', false, 'directory'],
    ['open transfer balance', false, 'ledger'],
    ['txn', false, 'list-append'],
  ])('%s, keyed %s: %s', (functions, keyed, model) => {
    expect(infer(functions, keyed)).toBe(model)
  })

  it('names the line of what no model has', () => {
    expect(() => infer('read push write', false)).toThrow(
      'f:2: field "f": no model has a function push; correct it',
    )
    expect(() => infer('read write enqueue', false)).toThrow(
      'f:3: field "f": no model has all of read, write, enqueue',
    )
  })
})

describe('millisOfDuration', () => {
  it.each([
    ['500ms', 500],
    ['60s', 60_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5s', 1500],
  ])('%s', (text, millis) => {
    expect(millisOfDuration(text, '--timeout')).toBe(millis)
  })

  it.each(['60', 's', '', '-1s', '1 s', '0ms', '1d', '1e3s'])('refuses %j', (text) => {
    expect(() => millisOfDuration(text, '--timeout')).toThrow(
      `--timeout must be a duration above zero such as 500ms, 60s or 2m; got "${text}"`,
    )
  })
})
