import { describe, expect, test } from 'vitest'
import { triggersBetween } from '../../../src/processes/status-watch.ts'
import type { ServerStatus } from '../../../src/subject/server.ts'

const status = (role: ServerStatus['role'], currentTerm: number, commitIndex?: number): ServerStatus => ({
  role,
  currentTerm,
  ...(commitIndex !== undefined && { commitIndex }),
})

describe('what happened between two looks at a server', () => {
  test('it was elected, or leads at the first look', () => {
    expect(triggersBetween(status('follower', 1), status('leader', 2))).toEqual(['leader'])
    expect(triggersBetween(undefined, status('leader', 2))).toEqual(['leader'])
    expect(triggersBetween(undefined, status('follower', 2))).toEqual([])
  })

  test('it leads no more', () => {
    expect(triggersBetween(status('leader', 2), status('follower', 3))).toEqual(['stepped-down'])
    expect(triggersBetween(status('leader', 2), status('candidate', 3))).toEqual([
      'stepped-down',
      'candidate',
    ])
  })

  test('it was elected again in between', () => {
    expect(triggersBetween(status('leader', 2), status('leader', 4))).toEqual(['stepped-down', 'leader'])
  })

  test('it stands again', () => {
    expect(triggersBetween(status('candidate', 2), status('candidate', 2))).toEqual([])
    expect(triggersBetween(status('candidate', 2), status('candidate', 3))).toEqual(['candidate'])
  })

  test('nothing', () => {
    expect(triggersBetween(status('leader', 2), status('leader', 2))).toEqual([])
    expect(triggersBetween(status('follower', 2), status('follower', 3))).toEqual([])
  })

  test('its commit index moved', () => {
    expect(triggersBetween(status('follower', 2, 4), status('follower', 2, 5))).toEqual(['committed'])
    expect(triggersBetween(status('follower', 2, 5), status('follower', 2, 5))).toEqual([])
    expect(triggersBetween(undefined, status('follower', 2, 5))).toEqual([])
  })
})
