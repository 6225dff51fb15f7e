import { describe, expect, test } from 'vitest'
import { RaftLog, type AppendEntries, type Message } from '../../../../../src/raft/core/index.ts'
import {
  FREE_TERM,
  HeardTerms,
  LARGEST_COUNT,
  TERM_STEP,
} from '../../../../../src/raft/server/messages/bounds.ts'
import { IncomingImage } from '../../../../../src/raft/server/messages/incoming-image.ts'
import { positionFault, type Position } from '../../../../../src/raft/server/messages/position-fault.ts'

const entry = (index: number, term: number) => ({ index, term, command: null, digest: 0 })

/** Term 4; entries 3 to 6 of terms 2, 2, 3, 4 behind a snapshot of term 1; committed up to 5. */
const position = (role: Position['role'] = 'follower', currentTerm = 4): Position => ({
  ...{ currentTerm, role, commitIndex: 5, reads: { round: 9 } },
  log: new RaftLog([entry(3, 2), entry(4, 2), entry(5, 3), entry(6, 4)], { index: 2, term: 1 }),
})

const append = (prevIndex: number, prevTerm: number, terms: number[], term = 4): AppendEntries => ({
  ...{ type: 'append', term, prevIndex, prevTerm, commitIndex: 5, round: 0 },
  entries: terms.map((one, at) => entry(prevIndex + 1 + at, one)),
})

const reply = (index: number, round = 0, term = 4): Message => ({
  ...{ type: 'append-reply', term, success: true, index, hint: 0, round },
})

describe('a term', () => {
  test.each([
    [0, FREE_TERM, undefined],
    [0, FREE_TERM + 1, /more than 4294967296 above/],
    [4, LARGEST_COUNT, /more than/],
    [FREE_TERM, FREE_TERM + 1, undefined],
    [FREE_TERM, FREE_TERM + TERM_STEP, undefined],
    [FREE_TERM, FREE_TERM + TERM_STEP + 1, /more than/],
  ])('own %d, heard %d', (own, heard, fault) => {
    const found = new HeardTerms().fault('n2', heard, own)
    if (fault === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(fault)
  })

  test('far above is taken when two others say so, and not from one, however often', () => {
    const terms = new HeardTerms()
    for (let time = 0; time < 3; time++) expect(terms.fault('n2', FREE_TERM + 7, 1)).toMatch(/more than/)
    expect(terms.fault('n3', FREE_TERM + 8 + TERM_STEP, 1)).toMatch(/more than/)
    expect(terms.fault('n3', FREE_TERM + 8, 1)).toBeUndefined()
    expect(terms.fault('n2', FREE_TERM + 7, 1)).toBeUndefined()
  })
})

test.each<[string, Message, Position, RegExp | undefined]>([
  ['entries behind the log', append(6, 4, [4, 4]), position(), undefined],
  ['other entries that are not committed', append(5, 3, [5], 5), position(), undefined],
  ['entries that are there', append(2, 1, [2, 2, 3, 4]), position(), undefined],
  ['entries from before the log begins', append(1, 1, [1, 2]), position(), undefined],
  [
    'entries behind a committed one that is another',
    append(4, 3, [3, 3]),
    position(),
    /entry 4 is committed/,
  ],
  [
    'other entries in the place of committed ones',
    append(4, 2, [4]),
    position(),
    /entry 5 is committed, and of term 3, not 4/,
  ],
  ['the same from a leader of before', append(4, 2, [2], 3), position(), undefined],
  ['a leader beside a leader', append(6, 4, []), position('leader'), /another server leads/],
  ['the next leader', append(6, 4, [], 5), position('leader'), undefined],
  ['an answer', reply(6, 9), position('leader'), undefined],
  ['an answer for what the leader does not have', reply(7), position('leader'), /index 7 is behind the end/],
  ['the same of a term before', reply(7, 0, 3), position('leader'), undefined],
  ['the same, to one who does not lead', reply(7), position(), undefined],
  ['an answer to a round to come', reply(6, 10), position('leader'), /round 10 has not begun/],
])('%s', (_, message, where, fault) => {
  const found = positionFault(message, where)
  if (fault === undefined) expect(found).toBeUndefined()
  else expect(found).toMatch(fault)
})

describe('a snapshot that comes in', () => {
  const text = JSON.stringify({ some: 'state' })
  const chunk = (
    offset: number,
    end: number,
    data = text,
    index = 7,
  ): Message & { type: 'install-snapshot' } => ({
    ...{ type: 'install-snapshot', term: 4, index, lastTerm: 3, round: 0, offset },
    membership: { voters: ['n1'], outgoing: [], learners: [] },
    ...{ data: data.slice(offset, end), done: end >= data.length },
  })

  test('is looked at when it is whole, whatever came twice or between', () => {
    const seen: unknown[] = []
    const image = new IncomingImage((one) => seen.push(one))
    for (const one of [chunk(0, 5), chunk(0, 5), chunk(5, 9), chunk(0, 5, text, 8), chunk(0, 5), chunk(5, 9)])
      expect(image.fault(one)).toBeUndefined()
    expect(seen).toEqual([])
    expect(image.fault(chunk(9, 99))).toBeUndefined()
    expect(seen).toEqual([{ some: 'state' }])
  })

  test('that is no JSON, or no image, is refused', () => {
    const image = new IncomingImage(() => {
      throw new TypeError('no state')
    })
    expect(image.fault(chunk(0, 99, '{'))).toMatch(
      /install-snapshot: the image is none: Expected property name/,
    )
    expect(image.fault(chunk(0, 99))).toBe('install-snapshot: the image is none: no state')
  })

  test('whose end came without its beginning is left to the core', () => {
    const image = new IncomingImage(() => {
      throw new TypeError('no state')
    })
    expect(image.fault(chunk(5, 99))).toBeUndefined()
  })
})
