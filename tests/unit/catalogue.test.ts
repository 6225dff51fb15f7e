import { expect, test } from 'vitest'
import { nemeses } from '../../nemesis/index.ts'
import { list, scenarios } from '../../src/index.ts'

test('list answers with what the registries hold', () => {
  const all = list()
  expect(all.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name))
  expect(all.nemeses.map(({ name }) => name)).toEqual([...nemeses.keys()])
  expect(all.planted.map(({ name }) => name)).toContain('vote-twice')
  expect(all.scenarios.find(({ name }) => name === 'leader-isolated')?.needs).toEqual(['2 servers'])
  for (const listed of Object.values(all)) for (const { about } of listed) expect(about).not.toBe('')
})
