import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { InputError } from '../../../src/base/input-error.ts'
import { parseMatrix, readMatrixFile } from '../../../src/matrix/matrix-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-matrix-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const one = { name: 'a', target: 'own-raft' }

function refusal(act: () => unknown): { readonly message: string; readonly field: string | undefined } {
  try {
    act()
  } catch (error) {
    if (error instanceof InputError) return { message: error.message, field: error.place.field }
    throw error
  }
  throw new Error('it was taken')
}

test('a file with all there is', () => {
  const matrix = {
    implementations: [
      { ...one, version: 'v1', about: 'b', build: 'make' },
      { ...one, version: 'v2' },
    ],
    schedules: ['figure-8', 'figure-7'],
    campaign: { runs: 10, scenarios: ['steady-cluster'], seed: 's.1' },
  }
  expect(parseMatrix(matrix, 'm.json')).toEqual(matrix)
})

describe('each field is refused by its name:', () => {
  test.each<[string, unknown, string | undefined, RegExp]>([
    ['no object', [], undefined, /^m\.json: /],
    ['no implementations', {}, 'implementations', /field implementations: /],
    ['none of them', { implementations: [] }, 'implementations', /implementations: must hold at least 1$/],
    ['no name', { implementations: [{ target: 'x' }] }, 'implementations[0].name', /\[0\]\.name: /],
    [
      'a number',
      { implementations: [one, { ...one, target: 3 }] },
      'implementations[1].target',
      /\[1\]\.target: must be a text$/,
    ],
    [
      'an empty target',
      { implementations: [{ ...one, target: '' }] },
      'implementations[0].target',
      /target: must not be empty$/,
    ],
    ['an unknown field', { implementations: [one], runs: 3 }, 'runs', /field runs: there is no such field/],
    [
      'an unknown field inside',
      { implementations: [{ ...one, builds: 'x' }] },
      'implementations[0].builds',
      /no such field/,
    ],
    ['twice the same', { implementations: [one, one] }, 'implementations[1].name', /"a" stands there twice/],
    [
      'a schedule that is none',
      { implementations: [one], schedules: ['figure-7', 'figure8'] },
      'schedules[1]',
      /no schedule "figure8"; did you mean figure-8\?/,
    ],
    [
      'a schedule twice',
      { implementations: [one], schedules: ['figure-7', 'figure-7'] },
      'schedules[1]',
      /twice/,
    ],
    ['no runs', { implementations: [one], campaign: {} }, 'campaign.runs', /field campaign\.runs: /],
    ['runs of 0', { implementations: [one], campaign: { runs: 0 } }, 'campaign.runs', /runs/],
    ['half a run', { implementations: [one], campaign: { runs: 1.5 } }, 'campaign.runs', /runs/],
    [
      'a seed with blanks',
      { implementations: [one], campaign: { runs: 1, seed: 'a b' } },
      'campaign.seed',
      /must be 1 to 64 letters/,
    ],
  ])('%s', (_what, matrix, field, says) => {
    const { message, field: told } = refusal(() => parseMatrix(matrix, 'm.json'))
    expect(message).toMatch(says)
    expect(message).toMatch(/^m\.json: /)
    expect(told).toBe(field)
  })
})

test('a file that is none, or no JSON, or too large', () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  expect(refusal(() => readMatrixFile(join(folder, 'gone.json'))).message).toMatch(
    /gone\.json: no such file; check the path$/,
  )
  expect(refusal(() => readMatrixFile(folder)).message).toMatch(/is a directory; give a file in it$/)
  if (process.platform !== 'win32')
    expect(refusal(() => readMatrixFile('/dev/zero')).message).toMatch(/no file; give a matrix file$/)
  expect(refusal(() => readMatrixFile(file('bad.json', '{'))).message).toMatch(/bad\.json: not JSON/)
  expect(refusal(() => readMatrixFile(file('large.json', ' '.repeat(1024 * 1024 + 1)))).message).toMatch(
    /1 MiB/,
  )
  expect(readMatrixFile(file('good.json', JSON.stringify({ implementations: [one] })))).toEqual({
    implementations: [one],
  })
})
