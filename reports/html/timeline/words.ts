import { grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import type { Timeline, TimelineOperation } from './timeline.ts'

/** Of a text of the history, where there is room for all that a person would read. */
export const MAX_SHOWN_LENGTH = 300

/** The picture in words, for who does not see it. */
export function timelineWords(timeline: Timeline): string[] {
  return timeline.map((one) => `${sentence(one)} `)
}

/** All about one bar. */
export function sentence({ operation, text, line, role, place }: TimelineOperation): string {
  const { process, invoked, returned } = operation
  const until = Number.isFinite(returned)
    ? `returned at event ${grouped(returned)}`
    : 'its outcome is unknown, it never returned'
  const roles = {
    blocking: ' It cannot be explained.',
    core: ' It is one of the operations that contradict each other.',
    other: '',
  }
  const order = place === undefined ? '' : ` It is number ${grouped(place)} in the longest order that works.`
  return `${visibleText(text, MAX_SHOWN_LENGTH)} by process ${process}, line ${line}: called at event ${grouped(invoked)}, ${until}.${roles[role]}${order}`
}
