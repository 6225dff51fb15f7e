import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameReader, type Frame } from '../../../../src/processes/nats/frames.ts'

// Lines and messages that nats-server 2.9.10 sent.

const INFO_LINE = 'INFO {"server_id":"NC","server_name":"n1","version":"2.9.10","headers":true}\r\n'
const ACKED = 'MSG _INBOX.a.1 1 35\r\n{"stream":"KV_whitewater", "seq":7}\r\n'
const NOBODY = 'HMSG _INBOX.a.2 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n'
const DIRECT = 'HMSG _INBOX.a.3 1 29 30\r\nNATS/1.0\r\nNats-Sequence:7\r\n\r\n5\r\n'

const frames: readonly Frame[] = [
  { verb: 'INFO' },
  { verb: 'PONG' },
  {
    ...{ verb: 'MSG', subject: '_INBOX.a.1' },
    message: { payload: '{"stream":"KV_whitewater", "seq":7}' },
  },
  { verb: 'MSG', subject: '_INBOX.a.2', message: { payload: '', status: 503 } },
  { verb: 'MSG', subject: '_INBOX.a.3', message: { payload: '5' } },
  { verb: '-ERR', text: "'Unknown Protocol Operation'" },
  { verb: 'PING' },
]
const whole = `${INFO_LINE}PONG\r\n${ACKED}${NOBODY}${DIRECT}-ERR 'Unknown Protocol Operation'\r\nPING\r\n`

describe('what a server sends', () => {
  test('is read, wherever it was cut on its way', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const reader = new FrameReader()
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const read = at.flatMap((from, index) =>
          reader.take(Buffer.from(whole.slice(from, at[index + 1] ?? from))),
        )
        expect(read).toEqual(frames)
      }),
    )
  })

  test('has its length in bytes', () => {
    const reader = new FrameReader()
    expect(reader.take(Buffer.from('MSG a 1 7\r\n"é"€\r\n'))).toEqual([
      { verb: 'MSG', subject: 'a', message: { payload: '"é"€' } },
    ])
  })

  test.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n'],
    ['no length', 'MSG a 1 many\r\n'],
    ['more headers than bytes', 'HMSG a 1 9 8\r\n'],
    ['too long a message', 'MSG a 1 99999999999\r\n'],
    ['a line without an end', 'x'.repeat(300_000)],
  ])('%s is refused', (_, text) => {
    expect(() => new FrameReader().take(Buffer.from(text))).toThrow('this is no NATS')
  })
})
