import { describe, expect, test } from 'vitest'
import type { Body } from '../../../src/maelstrom/message.ts'
import { WireWatch } from '../../../src/maelstrom/wire-watch.ts'

const append = (leader: string, term: number, more: Body = {}): Body => ({
  type: 'append_entries',
  term,
  leader_id: leader,
  prev_log_index: 0,
  prev_log_term: 0,
  entries: [],
  leader_commit: 0,
  ...more,
})
const vote = (term: number): Body => ({ type: 'request_vote_res', term, vote_granted: true })

/** A message, `[from, to, body]`, the name of a node whose process began, or milliseconds that pass. */
type Step = readonly [string, string, Body] | string | number

function seen(...steps: readonly Step[]): string[] {
  const watch = new WireWatch()
  let now = 0
  for (const step of steps) {
    if (typeof step === 'string') watch.began(step)
    else if (typeof step === 'number') now += step
    else watch.see({ src: step[0], dest: step[1], body: step[2] }, step[0], now)
  }
  return watch.violations.map(({ property }) => property)
}

describe('what nodes send each other', () => {
  test.each<readonly [string, readonly Step[], readonly string[]]>([
    [
      'two leaders of a term',
      [
        ['a', 'b', append('a', 1)],
        ['b', 'c', append('b', 1)],
      ],
      ['election-safety'],
    ],
    [
      'leaders of two terms',
      [
        ['a', 'b', append('a', 1)],
        ['b', 'c', append('b', 2)],
      ],
      [],
    ],
    [
      'two votes of a term',
      [
        ['c', 'a', vote(1)],
        ['c', 'b', vote(1)],
      ],
      ['one-vote-per-term'],
    ],
    [
      'two votes of a term, over a crash',
      [['c', 'a', vote(1)], 'c', ['c', 'b', vote(1)]],
      ['one-vote-per-term'],
    ],
    [
      'a vote that is said again',
      [
        ['c', 'a', vote(1)],
        ['c', 'a', vote(1)],
      ],
      [],
    ],
    [
      'a term that falls',
      [['a', 'b', append('a', 3)], ['a', 'b', append('a', 2)], 1000, ['a', 'b', append('a', 2)]],
      ['monotone-terms'],
    ],
    [
      'a term that falls because two threads print at once',
      [
        ['a', 'b', append('a', 3)],
        ['a', 'b', append('a', 2)],
        ['a', 'b', append('a', 3)],
        1000,
        ['a', 'b', append('a', 2)],
      ],
      [],
    ],
    ['a term that falls over a crash', [['a', 'b', append('a', 3)], 'a', ['a', 'b', append('a', 2)]], []],
    [
      'a commit index that falls',
      [
        ['a', 'b', append('a', 1, { leader_commit: 4 })],
        ['a', 'b', append('a', 1, { leader_commit: 3 })],
        1000,
        ['a', 'b', append('a', 1, { leader_commit: 3 })],
      ],
      ['monotone-commit'],
    ],
    [
      'two entries of an index and a term',
      [
        ['a', 'b', append('a', 1, { entries: [{ term: 1, op: 'x' }] })],
        ['a', 'c', append('a', 1, { entries: [{ term: 1, op: 'y' }] })],
      ],
      ['log-matching'],
    ],
    [
      "messages with a field of their own are somebody else's",
      [
        ['a', 'b', append('a', 1, { group: 7 })],
        ['b', 'c', append('b', 1, { group: 8 })],
      ],
      [],
    ],
    [
      'what is passed on in the name of another',
      [
        ['a', 'b', append('c', 1)],
        ['b', 'c', append('b', 1)],
      ],
      [],
    ],
  ])('%s', (_, steps, properties) => {
    expect(seen(...steps)).toEqual(properties)
  })

  test('tells who leads', () => {
    const watch = new WireWatch()
    expect(watch.leader).toBeUndefined()
    watch.see({ src: 'a', dest: 'b', body: append('a', 2) }, 'a', 0)
    watch.see({ src: 'b', dest: 'c', body: append('b', 1) }, 'b', 0)
    expect(watch.leader).toBe('a')
    // words of its own: enough to aim at it
    watch.see({ src: 'c', dest: 'b', body: { type: 'heartbeat', term: 3, leader_id: 'c' } }, 'c', 0)
    expect(watch.leader).toBe('c')
    expect(watch.violations).toEqual([])
  })
})
