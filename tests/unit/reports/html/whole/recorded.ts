import { judgedHistory } from '../../../../../src/record/judged-history.ts'
import { pairEvents } from '../../../../../src/record/pair-events.ts'
import type { PairedHistory } from '../../../../../src/record/pairing.ts'
import { browsedHistory } from '../../../../../reports/html/whole/browsed.ts'
import type { BrowsedHistory } from '../../../../../reports/html/whole/browsed.ts'
import type { OperationColumns, PackedHistory } from '../../../../../reports/html/whole/columns.ts'
import { gunzipSync } from 'node:zlib'

/** An event in short: process, type, f, value, key, nanoseconds. */
export type ShortEvent = readonly [
  process: number | string,
  type: 'invoke' | 'ok' | 'fail' | 'info',
  f: string,
  value?: unknown,
  key?: string,
  time?: number,
]

export function recorded(events: readonly ShortEvent[]): PairedHistory {
  return judgedHistory(
    pairEvents(
      events.map(([process, type, f, value = null, key, time]) => ({
        ...{ process, type, f, value },
        ...(type === 'fail' || type === 'info' ? { error: 'timeout' } : {}),
        ...(key !== undefined && { key }),
        ...(time !== undefined && { time }),
      })),
      { maxFailed: 1000 },
    ),
  )
}

/** The columns that a page carries. */
export const unpackedColumns = ({ text }: PackedHistory): OperationColumns =>
  JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as OperationColumns

/** A packed history as the script of the page has it. */
export const browsed = (packed: PackedHistory): BrowsedHistory => browsedHistory(unpackedColumns(packed))
