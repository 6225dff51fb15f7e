import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/base/input-error.ts'
import { nothing, readEdn } from '../../src/record/formats/readers/edn-value.ts'
import { FormSplitter } from '../../src/record/formats/readers/form-splitter.ts'
import { readJson } from '../../src/record/formats/readers/json-value.ts'
import { LineSplitter } from '../../src/record/formats/readers/line-splitter.ts'
import { PlainEdn } from '../../src/record/formats/readers/plain-edn.ts'
import { PlainJson } from '../../src/record/formats/readers/plain-json.ts'
import type { Piece, Splitter } from '../../src/record/formats/readers/splitter.ts'

// The scan of plain events against the readers that read everything: the same records, lines and errors, of any bytes in any chunks.

type Read = (piece: Piece, name: string) => unknown

interface Format {
  readonly splitter: (scans: boolean) => Splitter
  readonly read: Read
  readonly write: (event: Event, blank: string) => string
}

interface Event {
  readonly [field: string]: unknown
}

const jsonText = (event: Event, blank: string): string =>
  `{${Object.entries(event)
    .map(([name, value]) => `"${name}":${blank}${JSON.stringify(value)}`)
    .join(`,${blank}`)}}`

function ednText(value: unknown): string {
  if (value === null) return 'nil'
  if (Array.isArray(value)) return `[${value.map(ednText).join(' ')}]`
  return typeof value === 'string' && /^[a-z]+$/.test(value) ? `:${value}` : JSON.stringify(value)
}

const formats: { readonly [name: string]: Format } = {
  'JSON lines': {
    splitter: (scans) => new LineSplitter('h', undefined, scans ? new PlainJson() : undefined),
    read: (piece, name) => (piece.text.trim() === '' ? nothing : readJson(piece, name)),
    write: jsonText,
  },
  'a JSON array': {
    splitter: (scans) => new FormSplitter('h', scans ? new PlainJson() : undefined),
    read: readJson,
    write: jsonText,
  },
  EDN: {
    splitter: (scans) => new FormSplitter('h', scans ? new PlainEdn() : undefined),
    read: readEdn,
    write: (event, blank) =>
      `{${Object.entries(event)
        .map(([name, value]) => `:${name} ${blank}${ednText(value)}`)
        .join(`,${blank}`)}}`,
  },
}

interface Outcome {
  readonly records: unknown[]
  readonly scanned: number
  readonly error?: { readonly message: string; readonly place: unknown }
}

function outcome(
  { splitter, read }: Format,
  bytes: Buffer,
  sizes: readonly number[],
  scans: boolean,
): Outcome {
  const records: unknown[] = []
  let scanned = 0
  const take = (piece: Piece): void => {
    const record = piece.record ?? read(piece, 'h')
    if (piece.record !== undefined) scanned++
    // absent and undefined are one to who reads events
    const isMap = record !== null && typeof record === 'object' && !Array.isArray(record)
    const fields = isMap
      ? Object.entries(record)
          .filter(([, value]) => value !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
      : record
    records.push({ line: piece.line, fields })
  }
  try {
    const cutter = splitter(scans)
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1
      cutter.push(bytes.subarray(at, at + size), take)
      at += size
    }
    cutter.end(take)
    return { records, scanned }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { records, scanned, error: { message: error.message, place: error.place } }
  }
}

const scalar = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom<unknown>(null, true, false, -0, 0, 1.5, 1e300, 1e15, 999_999_999_999_999),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('x', 'write', 'é', '"', '\\', 'a:b', '}', '\n', '𝒳'),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('any'), { maxLength: 4 })),
})).any
const event: fc.Arbitrary<Event> = fc.record(
  {
    process: fc.oneof(fc.nat(20), scalar),
    type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
    f: fc.constantFrom('read', 'write', 'cas'),
    value,
    key: scalar,
    time: fc.nat(),
    index: fc.nat(),
    error: scalar,
    other: scalar,
    version: fc.nat(2),
  },
  { requiredKeys: ['process', 'type', 'f'] },
)
/** What may be malformed, or mean something else than it seems. */
const nasty = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    '\\',
    ':',
    ',',
    ' ',
    '\t',
    '\n',
    '\r',
    '0',
    '-',
    '.',
    'e',
    'N',
    'M',
    '/',
    '#',
    '#_',
  ],
  ...[
    ';',
    '\u0000',
    '\u007f',
    'é',
    'null',
    'nil',
    'true',
    '"process":1,',
    ':process 1 ',
    '01',
    '##NaN',
    '\ufeff',
    '{}',
    '[]',
  ],
)
const change = fc.record({ at: fc.nat(), remove: fc.nat(2), insert: nasty })

describe.each(Object.entries(formats))('%s', (name, format) => {
  const text = fc
    .record({
      events: fc.array(event, { maxLength: 6 }),
      blank: fc.constantFrom('', ' ', '  '),
      between: fc.constantFrom('\n', '\r\n'),
      around: fc.boolean(),
      changes: fc.array(change, { maxLength: 3 }),
    })
    .map(({ events, blank, between, around, changes }) => {
      const written = events.map((one) => format.write(one, blank))
      const isArray = name === 'a JSON array' || (around && name === 'EDN')
      const whole = isArray ? `[${written.join(`,${between}`)}]` : written.join(between)
      return changes.reduce((now, { at, remove, insert }) => {
        const place = now.length === 0 ? 0 : at % now.length
        return now.slice(0, place) + insert + now.slice(place + remove)
      }, whole)
    })
  const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 })

  test('is read as by who reads everything', () => {
    fc.assert(
      fc.property(text, sizes, (content, cuts) => {
        const bytes = Buffer.from(content)
        const { scanned: _, ...scan } = outcome(format, bytes, cuts, true)
        const { scanned: none, ...whole } = outcome(format, bytes, cuts, false)
        expect(none).toBe(0)
        expect(scan).toEqual(whole)
      }),
      { numRuns: 3000 },
    )
  })

  test('of bytes that are no text too', () => {
    const line = Buffer.from(`${format.write({ process: 1, type: 'ok', f: 'read', value: 'ab' }, '')}\n`)
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.nat(255), sizes, (at, byte, cuts) => {
        const bytes = Buffer.from(line)
        bytes[at] = byte
        const { scanned: _, ...scan } = outcome(format, bytes, cuts, true)
        const { scanned: none, ...whole } = outcome(format, bytes, cuts, false)
        expect(none).toBe(0)
        expect(scan).toEqual(whole)
      }),
      { numRuns: 2000 },
    )
  })

  test('plain events are scanned: nearly all of a history', () => {
    const plain = {
      process: 3,
      type: 'ok',
      f: 'cas',
      key: 'k',
      value: [1, [-2, null]],
      time: 123_456_789,
      index: 0,
    }
    const lines = Array.from({ length: 100 }, () => `${format.write(plain, '')}\n`).join('')
    const { scanned, records } = outcome(format, Buffer.from(lines), [4096], true)
    expect(records).toHaveLength(100)
    expect(scanned).toBeGreaterThan(90)
  })
})
