import { describe, expect, test } from 'vitest'
import { occasionsBetween } from '../../../src/processes/status-watch.ts'
import type { ServerStatus } from '../../../src/subject/server.ts'

const status = (role: ServerStatus['role'], currentTerm: number, commitIndex?: number): ServerStatus => ({
  role,
  currentTerm,
  ...(commitIndex !== undefined && { commitIndex }),
})

describe('what happened between two looks at a server', () => {
  test('it was elected, or leads at the first look', () => {
    expect(occasionsBetween(status('follower', 1), status('leader', 2))).toEqual(['leader'])
    expect(occasionsBetween(undefined, status('leader', 2))).toEqual(['leader'])
    expect(occasionsBetween(undefined, status('follower', 2))).toEqual([])
  })

  test('it leads no more', () => {
    expect(occasionsBetween(status('leader', 2), status('follower', 3))).toEqual(['stepped-down'])
    expect(occasionsBetween(status('leader', 2), status('candidate', 3))).toEqual([
      'stepped-down',
      'candidate',
    ])
  })

  test('it was elected again in between', () => {
    expect(occasionsBetween(status('leader', 2), status('leader', 4))).toEqual(['stepped-down', 'leader'])
  })

  test('it stands again', () => {
    expect(occasionsBetween(status('candidate', 2), status('candidate', 2))).toEqual([])
    expect(occasionsBetween(status('candidate', 2), status('candidate', 3))).toEqual(['candidate'])
  })

  test('nothing', () => {
    expect(occasionsBetween(status('leader', 2), status('leader', 2))).toEqual([])
    expect(occasionsBetween(status('follower', 2), status('follower', 3))).toEqual([])
  })

  test('its commit index moved', () => {
    expect(occasionsBetween(status('follower', 2, 4), status('follower', 2, 5))).toEqual(['committed'])
    expect(occasionsBetween(status('follower', 2, 5), status('follower', 2, 5))).toEqual([])
    expect(occasionsBetween(undefined, status('follower', 2, 5))).toEqual([])
  })
})
