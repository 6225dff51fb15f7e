import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../../src/base/json.ts'
import { messageFault } from '../../../../../src/raft/server/messages/message-fault.ts'
import { messagesOfRaft, placesIn, withAt } from '../messages-of-raft.ts'

const named = messagesOfRaft.map((message, at) => [`${message.type} ${at}`, message] as const)

test.each(named)('%s is right', (_, message) => {
  expect(messageFault(JSON.parse(JSON.stringify(message)))).toBeUndefined()
})

/** What may stand in a place and change nothing about its being right. */
const free = /(^|\.)(command|context)(\.|$)/

describe.each(named)('%s', (_, message) => {
  const places = placesIn(message as Json).map((place) => place.join('.'))

  test('with any field missing is none', () => {
    for (const place of places.filter((one) => !/(transfer|membership|context|command\..*|^)$/.test(one))) {
      // a list of entries without one of the middle has a hole; without the last one it is a shorter list
      if (/\.\d+$/.test(place) || place.includes('context.')) continue
      const wrong = withAt(message as Json, place.split('.'), undefined)
      expect(messageFault(wrong), place).toBeTypeOf('string')
    }
  })

  test.each([
    ['null', null],
    ['a text', 'no name'],
    ['a fraction', 0.5],
    ['a negative number', -2],
    ['1e300', 1e300],
    ['2^53 - 1', Number.MAX_SAFE_INTEGER],
    ['Infinity', Infinity],
    ['a list', [[]]],
    ['an object', {}],
  ])('with %s in any field is none', (what, put) => {
    for (const place of places.filter((one) => one !== '' && !free.test(one))) {
      if (what === 'a text' && place === 'data') continue
      expect(messageFault(withAt(message as Json, place.split('.'), put)), place).toBeTypeOf('string')
    }
  })
})

const append = messagesOfRaft[6] as Json
const at = (place: string, put: unknown): string | undefined =>
  messageFault(withAt(append, place.split('.'), put))

test.each<[string, string | undefined, RegExp]>([
  ['nothing', messageFault(null), /^a message must be an object$/],
  ['a list', messageFault([append]), /^a message must be an object$/],
  ['no type', messageFault({}), /^type is missing$/],
  ['another type', messageFault({ type: 'x'.repeat(100) }), /^there is no message "x{50}"$/],
  ['a name of Object', messageFault({ type: 'constructor' }), /^there is no message "constructor"$/],
  ['an entry with another index', at('entries.1.index', 10), /^append: entries\[1\]\.index must be 9$/],
  ['an entry of a later term', at('entries.2.term', 4), /^append: entries\[2\]\.term must be from 3 to 3$/],
  ['an entry of an earlier term', at('entries.1.term', 1), /entries\[1\]\.term must be from 2 to 3$/],
  ['entries before a later term', at('prevTerm', 4), /^append: prevTerm is above term$/],
  ['a command that is missing', at('entries.0.command', undefined), /entries\[0\]\.command is missing$/],
  [
    'a deep command',
    at('entries.0.command', JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)),
    /entries\[0\]\.command is nested deeper than 80 levels$/,
  ],
  [
    'an infinite number',
    at('entries.0.command', JSON.parse('{"x": 1e999}')),
    /entries\[0\]\.command has a number too large$/,
  ],
  [
    'a name that is none',
    at('entries.2.membership.voters', ['n1', '']),
    /voters must hold names of servers$/,
  ],
  ['nobody who votes', at('entries.2.membership.voters', []), /voters must be a list of 1 to 1000 names$/],
])('%s: says so', (_, fault, text) => {
  expect(fault).toMatch(text)
})
