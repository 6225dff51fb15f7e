import type { HistoryEvent } from '../../history-event.ts'

/** One event as a line of `history.jsonl`, without the line end. Fields that are undefined are left out. */
export function eventLine(event: HistoryEvent): string {
  // this order, whatever the object's: equal histories give byte-equal files
  const { index, time, process, type, f, key, value, error, observed, request } = event
  return JSON.stringify({ index, time, process, type, f, key, value, error, observed, request })
}

/** A history as `history.jsonl`: each event on a line of its own, in real-time order. */
export function historyLines(events: Iterable<HistoryEvent>): string {
  let text = ''
  for (const event of events) text += `${eventLine(event)}\n`
  return text
}
