import { expect, test } from 'vitest'
import { inProcess, type InProcessOptions } from '../../../src/subject/in-process.ts'

const made = (more: object) => () =>
  inProcess({
    name: 'mine',
    create: () => ({ receive: () => {}, submit: () => {} }),
    ...more,
  } as InProcessOptions<unknown, unknown>)

test.each([
  [{ electionTimeOut: 300 }, /"mine" }\).electionTimeOut: there is no option.*mean electionTimeout\?/],
  [{ offer: {} }, /\.offer: there is no option.*mean offers\?/],
  [{ lens: { messages: () => undefined } }, /\.lens: must be an object with stored/],
  [{ lens: { stored: 'term' } }, /\.lens\.stored: must be a function/],
  [{ lens: null }, /\.lens: must be an object/],
])('what is misspelled is told, and not left out: %j', (more, message) => {
  expect(made(more)).toThrow(message)
})

test("what is like no option is the writer's own", () => {
  expect(made({ version: '1.2', description: 'a Raft', author: 'me' })).not.toThrow()
})

test('an empty lens, and one of a class with state of its own, are taken', () => {
  class Decoder {
    readonly seen = 0
    message(): undefined {}
  }
  expect(made({ lens: {} })).not.toThrow()
  expect(made({ lens: new Decoder() })).not.toThrow()
})
