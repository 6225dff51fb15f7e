import { describe, expect, test } from 'vitest'
import { attemptOf } from '../../../../src/raft/client/attempt.ts'

const answer = (status: number, json?: unknown, location?: string) => attemptOf({ status, json, location })
const fail = { type: 'fail', error: 'no' }

describe('an answer means', () => {
  test('decided: ok, or no by the service', () => {
    expect(answer(200, { type: 'ok', value: 3 })).toEqual({ kind: 'decided', body: { type: 'ok', value: 3 } })
    expect(answer(201, { type: 'ok', session: 3 }).kind).toBe('decided')
    expect(answer(200, fail)).toEqual({ kind: 'decided', body: fail })
  })

  test('not executed: it is wrong, is another’s, or there is no room', () => {
    expect(answer(400, fail)).toEqual({ kind: 'refused', error: 'no' })
    expect(answer(503, fail)).toEqual({ kind: 'untaken', why: 'no' })
    expect(answer(307, fail, 'http://n2:8002/v1/call')).toEqual({
      kind: 'redirected',
      origin: 'http://n2:8002',
    })
  })

  test('a redirect that leads nowhere is not followed', () => {
    expect(answer(307, fail)).toEqual({ kind: 'untaken', why: 'no' })
    expect(answer(307, fail, 'file:///etc/passwd')).toEqual({ kind: 'untaken', why: 'no' })
    expect(answer(307, fail, '/v1/call')).toEqual({ kind: 'untaken', why: 'no' })
  })

  test.each([
    [504, { type: 'info', error: 'leadership lost' }],
    [200, { type: 'info', error: 'leadership lost' }],
    [500, fail],
    [504, fail],
    [503, '<html>'],
    [404, undefined],
    [400, { error: 'no' }],
    [307, undefined],
    [200, undefined],
    [200, null],
    [200, { value: 3 }],
    [200, { type: 'fail' }],
    [301, { type: 'ok' }],
  ])('unknown: whatever else, such as %i %j', (status, json) => {
    expect(answer(status, json, 'http://n2:1/').kind).toBe('unknown')
  })
})
