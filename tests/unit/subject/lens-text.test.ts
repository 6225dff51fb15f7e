import { expect, test } from 'vitest'
import type { LensMessage } from '../../../src/subject/contract.ts'
import { lensText } from '../../../src/subject/lens-text.ts'

const textOf = (decoded: LensMessage | undefined) => lensText({ message: () => decoded }, {})

test.each<[LensMessage | undefined, string | undefined]>([
  [{ kind: 'vote', term: 3, granted: true }, 'vote, term 3'],
  [{ kind: 'vote', term: 3, granted: false, candidate: 'n2' }, 'no vote for n2, term 3'],
  [{ kind: 'request-vote', term: 3 }, 'request-vote, term 3'],
  [
    { kind: 'request-vote', term: 3, lastIndex: 7, lastTerm: 2 },
    'request-vote, term 3, log ends at 7 of term 2',
  ],
  [{ kind: 'append', term: 3 }, 'append, term 3'],
  [{ kind: 'append', term: 3, text: 'two entries after 4' }, 'two entries after 4'],
  [{ kind: 'other', term: 3 }, undefined],
  [{ kind: 'other', term: 3, text: 'knock' }, 'knock'],
  [undefined, undefined],
])('%j is told as %s', (decoded, text) => {
  expect(textOf(decoded)).toBe(text)
})

test('without a lens, or with one that throws, there are no words', () => {
  expect(lensText(undefined, {})).toBeUndefined()
  const broken = {
    message: () => {
      throw new TypeError('no')
    },
  }
  expect(lensText(broken, {})).toBeUndefined()
})
