import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { matrixPagePath, matrixPageText, matrixResult } from '../../../scripts/matrix-page.ts'
import { schedules } from '../../../scenarios/index.ts'
import { readMatrixFile } from '../../../src/matrix/matrix-file.ts'

const example = join(import.meta.dirname, '../../../examples/matrix.json')

test('the page stands as its result has it', async () => {
  expect(readFileSync(matrixPagePath, 'utf8')).toBe(await matrixPageText())
})

test('the result is of the example, and of all schedules', () => {
  const title = ({ name, version = '' }: { name: string; version?: string }) => `${name} ${version}`
  const { implementations, schedules: shown } = matrixResult()
  expect(implementations.map(title)).toEqual(readMatrixFile(example).implementations.map(title))
  expect(shown).toEqual(schedules.map(({ name, about }) => ({ name, about })))
  expect(implementations.filter(({ ran }) => ran === undefined)).toEqual([])
})

test('it shows the pair: the late acknowledgement is taken by the old release alone', () => {
  const failed = matrixResult().implementations.flatMap((row) =>
    (row.ran?.schedules ?? [])
      .filter(({ result }) => result === 'failed')
      .map((one) => [row.version, one.name]),
  )
  expect(failed).toEqual([['v3.6.0', 'late-acknowledgement-confirms-a-read']])
})
