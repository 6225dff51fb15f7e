import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../../../src/record/history-event.ts'
import { historyLines } from '../../../../../src/record/formats/writers/json-lines.ts'
import { eventsOf } from '../readers/reading.ts'

// what JSON itself does not keep: -0, and integers that a double rounds (these are read as text)
const value = fc
  .jsonValue()
  .map(
    (json) =>
      JSON.parse(JSON.stringify(json), (_, v: unknown) =>
        typeof v === 'number' ? Math.round(v % 1e6) + 0 : v,
      ) as unknown,
  )

const event: fc.Arbitrary<HistoryEvent> = fc.record(
  {
    index: fc.nat(),
    time: fc.nat(),
    process: fc.nat(),
    type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
    f: fc.string({ minLength: 1 }),
    key: fc.string({ unit: 'grapheme' }),
    value,
    error: fc.string(),
    observed: value,
  },
  { requiredKeys: ['process', 'type', 'f', 'value'] },
)

describe('historyLines', () => {
  it('is read back as it was, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event),
        fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1 }),
        async (events, sizes) => {
          expect(await eventsOf(historyLines(events), sizes)).toEqual(events)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('writes the line of the contract, its fields in order', () => {
    const events: HistoryEvent[] = [
      { value: 3, key: 'x', f: 'write', type: 'invoke', process: 0, time: 1200000, index: 0 },
    ]
    expect(historyLines(events)).toBe(
      '{"index":0,"time":1200000,"process":0,"type":"invoke","f":"write","key":"x","value":3}\n',
    )
  })
})
