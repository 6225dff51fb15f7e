import { expect, test } from 'vitest'
import { didYouMean, namesThereAre } from '../../../src/base/did-you-mean.ts'

const bugs = ['vote-twice', 'commit-old-term', 'commit-beyond-message', 'truncate-on-any-append']

test.each([
  ['vote-twcie', 'vote-twice'],
  ['Commit-Old-Term', 'commit-old-term'],
  ['commit-entry-of-former-term', 'commit-old-term'],
  ['truncate-the-log-on-any-append-entries', 'truncate-on-any-append'],
])('%s is %s', (word, name) => {
  expect(didYouMean(word, bugs)).toBe(`; did you mean ${name}?`)
})

test.each(['', 'term', 'pause-the-leader', 'x'.repeat(10_000)])('nothing is near %.20s', (word) => {
  expect(didYouMean(word, bugs)).toBe('')
})

test('of many names the others are not listed where one is near', () => {
  const many = Array.from({ length: 30 }, (_, number) => `scenario-of-number-${number}`)
  expect(namesThereAre('vote-twcie', bugs)).toBe(`; did you mean vote-twice?; there are ${bugs.join(', ')}`)
  expect(namesThereAre('scenario-of-numbr-7', many)).toMatch(/mean scenario-of-number-7\?; whitewater list/)
  expect(namesThereAre('nothing', many)).toContain('scenario-of-number-29')
})
