import { grouped } from '../../quantities.ts'
import type { ProcessId } from '../../../src/record/operation.ts'
import { visibleText } from '../../visible-text.ts'
import type { Timeline, TimelineOperation } from './timeline.ts'

/** Of a text of the history, where there is room for all that a person would read. */
export const MAX_SHOWN_LENGTH = 300

/** The picture in words, for who does not see it. */
export function timelineWords(timeline: Timeline): string[] {
  return timeline.map((one) => `${sentence(one)} `)
}

/** All about one bar. */
export function sentence(one: TimelineOperation): string {
  const { text, role, place, state } = one
  const roles = {
    blocking: ' It cannot be explained.',
    core: ' It is one of the operations that contradict each other.',
    other: '',
  }
  const order = place === undefined ? '' : ` It is number ${grouped(place)} in the order that is shown`
  const after = state === undefined ? '' : `, which leads to ${visibleText(state, MAX_SHOWN_LENGTH)}`
  const end = order === '' ? '' : '.'
  return `${visibleText(text, MAX_SHOWN_LENGTH)} by ${whenText(one)}.${roles[role]}${order}${after}${end}`
}

function whenText({ operation, line, steps }: TimelineOperation): string {
  const { process, invoked, returned } = operation
  const isOpen = !Number.isFinite(returned)
  if (steps === undefined) {
    const until = isOpen
      ? 'its outcome is unknown, it never returned'
      : `returned at event ${grouped(returned)}`
    return `process ${process}, line ${line ?? 0}: called at event ${grouped(invoked)}, ${until}`
  }
  const at = (id: string | null): string =>
    id === null ? 'a step that is not known' : `step ${grouped(Number(id.slice(1)))}`
  const until = isOpen ? 'its outcome is unknown' : `answered at ${at(steps.answered)}`
  return `${clientName(process)}: called at ${at(steps.called)}, ${until}`
}

/** How a client of a run is named: as its lane of the trace. */
export const clientName = (client: ProcessId): string => `c${client}`
