import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { FullRun } from '../../../../../reports/html/full-run.ts'
import { lanesOf } from '../../../../../reports/html/report-data.ts'
import { fullColumns } from '../../../../../reports/html/run/full-columns.ts'
import { ColumnReader, ColumnWriter, deltas, sums } from '../../../../../reports/html/run/number-columns.ts'
import { knownSteps, wholeSteps } from '../../../../../reports/html/run/optional-numbers.ts'
import { packedRun, unpackedRun } from '../../../../../reports/html/run/packed-run.ts'
import { readTexts, writeTexts } from '../../../../../reports/html/run/text-patterns.ts'
import { ATTACK, hostileFailure } from '../../fixtures/hostile.ts'
import { longFailure } from '../../fixtures/long-run.ts'
import { realFailure } from '../../fixtures/real-failure.ts'

function runOf({ record }: Pick<ReturnType<typeof realFailure>, 'record'>): FullRun {
  const { trace } = record
  if (trace === undefined) throw new Error('it is traced')
  return fullColumns(trace, lanesOf(record, trace.steps), 0, trace.steps.length)
}

const written = (...columns: readonly number[][]): Uint8Array => {
  const writer = new ColumnWriter()
  for (const column of columns) writer.column(column)
  return writer.bytes
}

describe('columns of numbers', () => {
  const numbers = fc.array(fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 51), max: 2 ** 51 })))

  test('come back as they were, one after the other', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const reader = new ColumnReader(written(one, other))
        expect([reader.column(), reader.column()]).toEqual([one, other])
        expect(sums(deltas(one))).toEqual(one)
      }),
    )
  })

  test('take a byte for a small number', () => {
    expect(written([0, 1, -1, 63, -64])).toHaveLength(6)
    expect(written([64])).toHaveLength(3)
  })

  test('refuse what they cannot hold, and bytes that are cut off', () => {
    expect(() => written([0.5])).toThrow(RangeError)
    expect(() => written([2 ** 52])).toThrow(RangeError)
    const bytes = written([1, 2, 300])
    for (let length = 0; length < bytes.length; length++)
      expect(() => new ColumnReader(bytes.subarray(0, length)).column(), `${length} bytes`).toThrow(
        RangeError,
      )
  })

  test('of which some are absent come back in their groups', () => {
    const values = fc.array(fc.tuple(fc.option(fc.nat(), { nil: undefined }), fc.nat({ max: 2 })))
    fc.assert(
      fc.property(values, (list) => {
        const groupAt = (at: number): number => list[at]![1]
        const column = knownSteps(
          list.map(([number]) => number),
          groupAt,
        )
        expect(wholeSteps(column, groupAt)).toEqual(list.map(([number]) => number))
      }),
    )
  })
})

describe('texts by pattern', () => {
  const back = (texts: readonly string[]): string[] => {
    const writer = new ColumnWriter()
    writeTexts(writer, texts)
    return readTexts(new ColumnReader(writer.bytes))
  }

  test('come back letter for letter, whatever numbers they have', () => {
    const word = fc.oneof(
      fc.constantFrom('n', ' gets ', '-', '.', ATTACK, 'é😀'),
      fc.nat().map(String),
      fc.bigInt({ min: 0n, max: 2n ** 80n }).map(String),
      fc.constantFrom('0', '00', '007', '1e5'),
    )
    const texts = fc.array(fc.array(word, { maxLength: 6 }).map((words) => words.join('')))
    fc.assert(
      fc.property(texts, (list) => {
        expect(back(list)).toEqual(list)
      }),
    )
  })
})

describe('a packed run', () => {
  test.each([
    ['real', realFailure('local-leader-reads')],
    ['hostile', hostileFailure()],
    ['long', longFailure(3000)],
  ])('is the run again: %s', (_, failure) => {
    const run = runOf(failure)
    expect(unpackedRun(packedRun(run))).toEqual(run)
  })

  test('is two thirds of what it is as JSON at most, both compressed', () => {
    const run = runOf(realFailure('local-leader-reads'))
    const size = (data: Uint8Array | string): number => gzipSync(data, { level: 9 }).length
    expect(size(packedRun(run))).toBeLessThan((2 / 3) * size(JSON.stringify(run)))
  })
})
