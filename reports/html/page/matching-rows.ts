import { laneName, lostMessages } from '../row-notes.ts'
import type { Report } from '../schema.ts'
import type { TraceEvent } from '../trace-events.ts'

/** The rows that have all these words, in capitals or small; one with a minus before it must not be there. */
export function matchingRows(
  report: Report,
  events: readonly TraceEvent[],
  words: string,
): readonly number[] {
  const notes = lostMessages(report)
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-')
  return events
    .filter((event) => {
      const { step, kind, text, effect } = event
      const names = [laneName(report, event.lane), laneName(report, event.client)]
      const all = [step, kind, text, effect, ...names, ...(notes.get(step) ?? [])].join(' ').toLowerCase()
      return wanted.every((word) =>
        word.startsWith('-') ? !all.includes(word.slice(1)) : all.includes(word),
      )
    })
    .map(({ row }) => row)
}

/** The first of these rows from one on; past the last of them, the last. */
export const nearest = (rows: readonly number[], from: number): number =>
  rows.find((row) => row >= from) ?? rows.at(-1) ?? from
