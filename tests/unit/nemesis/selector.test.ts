import { expect, test } from 'vitest'
import { resolve } from '../../../nemesis/index.ts'
import { FakeSurface } from './fake-surface.ts'

const five = () => new FakeSurface()

test('the leader is the one of the highest term', () => {
  const surface = five()
  surface.sees('n4', { role: 'leader', currentTerm: 3 })
  expect(resolve('leader', surface, undefined)).toEqual(['n4'])
  surface.statuses.set('n4', 'down')
  expect(resolve('leader', surface, undefined)).toEqual(['n1'])
  surface.statuses.set('n1', 'down')
  expect(resolve('leader', surface, undefined)).toEqual([])
})

test('followers are up, and told apart by their logs: first the term, then the index', () => {
  const surface = five()
  surface.sees('n2', { lastIndex: 9, lastTerm: 1 })
  surface.sees('n3', { lastIndex: 2, lastTerm: 2 })
  surface.sees('n4', { lastIndex: 0, lastTerm: 0 })
  expect(resolve('up-to-date-follower', surface, undefined)).toEqual(['n3'])
  expect(resolve('lagging-follower', surface, undefined)).toEqual(['n4'])
  for (let i = 0; i < 50; i++)
    expect(['n2', 'n3', 'n4', 'n5']).toContain(resolve('follower', surface, undefined)[0])
})

test('candidate, subject, named and all', () => {
  const surface = five()
  expect(resolve('candidate', surface, undefined)).toEqual([])
  surface.sees('n3', { role: 'candidate', currentTerm: 2 })
  expect(resolve('candidate', surface, undefined)).toEqual(['n3'])
  expect(resolve('subject', surface, 'n5')).toEqual(['n5'])
  expect(resolve('subject', surface, undefined)).toEqual([])
  expect(resolve(['n2', 'n9'], surface, undefined)).toEqual(['n2'])
  expect(resolve('all', surface, undefined)).toEqual(surface.members)
})

test('any is up; a minority spares the leader, or begins with it; a majority is a bare one', () => {
  const surface = five()
  surface.statuses.set('n2', 'down')
  for (let i = 0; i < 50; i++) {
    expect(resolve('any', surface, undefined)).not.toContain('n2')
    const minority = resolve('minority', surface, undefined)
    expect(minority).toHaveLength(2)
    expect(minority).not.toContain('n1')
    expect(minority).not.toContain('n2')
    expect(resolve('leader-minority', surface, undefined)[0]).toBe('n1')
    expect(new Set(resolve('majority', surface, undefined)).size).toBe(3)
  }
})

test('the leader with who is no member, as it says; alone where it does not', () => {
  const surface = five()
  expect(resolve('leader-newcomers', surface, undefined)).toEqual(['n1'])
  surface.sees('n1', { role: 'leader', currentTerm: 3, members: ['n2', 'n3', 'n4'] })
  expect(resolve('leader-newcomers', surface, undefined)).toEqual(['n1', 'n5'])
  surface.peeks.clear()
  expect(resolve('leader-newcomers', surface, undefined)).toEqual([])
})

test('the same seed chooses the same servers', () => {
  const draws = (seed: string): string =>
    Array.from({ length: 20 }, () => resolve('any', new FakeSurface(undefined, seed), undefined)).join()
  expect(draws('a')).toBe(draws('a'))
})

test('where nobody shows what it is, one that is up is struck in the place of who was meant', () => {
  const surface = five()
  surface.peeks.clear()
  surface.statuses.set('n1', 'down')
  for (const aim of ['leader', 'follower', 'candidate', 'up-to-date-follower', 'lagging-follower'] as const) {
    const struck = Array.from({ length: 40 }, () => resolve(aim, surface, undefined).join())
    expect(new Set(struck)).toEqual(new Set(['n2', 'n3', 'n4', 'n5']))
  }
  surface.sees('n5', { role: 'follower', currentTerm: 1, lastIndex: 1, lastTerm: 1 })
  expect(resolve('leader', surface, undefined)).toEqual([])
})
