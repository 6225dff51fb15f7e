import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pagePath, plantedPage } from '../../../scripts/planted.ts'
import { allPlanted } from '../../../src/testcase/targets.ts'

const figures = JSON.parse(
  readFileSync(new URL('../../../docs/planted.json', import.meta.url), 'utf8'),
) as object

test('the page of the planted bugs says what was measured of each', async () => {
  expect(Object.keys(figures).toSorted()).toEqual(allPlanted.map(({ id }) => id).toSorted())
  expect(readFileSync(pagePath, 'utf8')).toBe(await plantedPage())
})
