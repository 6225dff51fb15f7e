import { describe, expect, test } from 'vitest'
import { parseMessage } from '../../../src/maelstrom/message.ts'
import { answerOf, failure, isInteger } from '../../../src/maelstrom/rpc.ts'

const shape = { type: 'send_ok', fields: { offset: isInteger } }

describe('a reply', () => {
  test.each([
    [undefined, 'timeout'],
    [{ type: 'send_ok', offset: 3, in_reply_to: 1, msg_id: 9 }, 'ok'],
    [{ type: 'send_ok', offset: 'three' }, 'malformed'],
    [{ type: 'send_ok' }, 'malformed'],
    [{ type: 'send_ok', offset: 3, more: 1 }, 'malformed'],
    [{ type: 'sent', offset: 3 }, 'malformed'],
    [{ type: 'error', code: 11, text: 'x', extra: 1 }, 'error'],
    [{ type: 'error' }, 'malformed'],
  ])('%j is %s', (reply, type) => {
    expect(answerOf(reply, shape).type).toBe(type)
  })

  test.each([
    [11, false, 'fail'],
    [30, false, 'fail'],
    [0, false, 'info'],
    [13, false, 'info'],
    [1234, false, 'info'],
    [13, true, 'fail'],
  ])('an error %d, idempotent %j, is %s', (code, idempotent, type) => {
    expect(failure({ type: 'error', code, text: '' }, idempotent).type).toBe(type)
  })
})

describe('a line', () => {
  test.each([
    ['{"src":"n1","dest":"n2","body":{"type":"x"},"id":4}', undefined],
    ['hello', 'is not JSON'],
    ['[1]', 'is not a JSON object'],
    ['{"src":null,"dest":"n2","body":{}}', 'has no field "src" that is a string'],
    ['{"src":"n1","body":{}}', 'has no field "dest" that is a string'],
    ['{"src":"n1","dest":"n2"}', 'has no field "body" that is an object'],
    ['{"src":"n1","dest":"n2","body":{},"at":1}', 'has the field "at": an envelope has src, dest and body'],
  ])('%s', (line, wrong) => {
    const message = parseMessage(line)
    expect(typeof message === 'string' ? message : undefined).toBe(wrong)
  })
})
