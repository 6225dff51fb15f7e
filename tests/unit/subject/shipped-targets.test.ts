import { describe, expect, test } from 'vitest'
import { parseShippedName, withPlantedBug } from '../../../src/subject/shipped-targets.ts'
import { plantableIn } from '../../../src/testcase/targets.ts'

test('a name of a target that ships is taken apart', () => {
  expect(parseShippedName('own-raft')).toEqual({ target: 'own-raft', bug: undefined })
  expect(parseShippedName('own-raft+a+b')).toEqual({ target: 'own-raft', bug: 'a+b' })
  expect(parseShippedName('own-raft+')).toEqual({ target: 'own-raft', bug: '' })
  expect(parseShippedName(withPlantedBug('own-raft', 'x'))).toEqual({ target: 'own-raft', bug: 'x' })
})

test.each(['', 'own-raft.ts', './own-raft', 'my-own-raft', 'Own-raft', '+own-raft'])(
  '"%s" is none of those that ship',
  (name) => expect(parseShippedName(name)).toBeUndefined(),
)

describe('bugs can be planted', () => {
  test('in a target that ships without one', () => {
    expect(plantableIn('own-raft').map(({ id }) => id)).toContain('vote-no-log-check')
  })

  test.each(['own-raft+vote-no-log-check', './my-raft.ts'])('not in %s', (spec) => {
    expect(plantableIn(spec)).toEqual([])
  })
})
