import { grouped } from '../../quantities.ts'
import {
  argumentOf,
  keysOf,
  operationText,
  outcomeOf,
  processOf,
  resultOf,
  type BrowsedHistory,
} from './browsed.ts'
import { NEVER } from './client-lanes.ts'
import { conflictMarks } from './columns.ts'

const meanings = {
  ok: 'ok: it took effect',
  fail: 'fail: it certainly did not take effect',
  info: 'info: unknown; it may take effect at any later time, or never',
} as const

/** All that is known of an operation, as terms with their texts. */
export function detailsOf(
  history: BrowsedHistory,
  operation: number,
): readonly (readonly [string, string])[] {
  const outcome = outcomeOf(history, operation)
  const argument = argumentOf(history, operation)
  const result = resultOf(history, operation)
  const keys = keysOf(history, operation)
  const optional = (term: string, text: string | undefined): [string, string][] =>
    text === undefined || text === '' ? [] : [[term, text]]
  return [
    ['Operation', operationText(history, operation)],
    ['Process', processOf(history, operation)],
    ...optional(keys.length > 1 ? 'Objects' : 'Object', keys.join(', ')),
    ...optional('Argument', argument),
    ...optional(outcome === 'ok' ? 'Result' : 'Error', result),
    ['Outcome', meanings[outcome]],
    ['Called', placeText(history, operation, 'called')],
    ['Returned', returnedText(history, operation)],
    ...optional('Conflict', conflictText(history, operation)),
    ...optional('Order', orderText(history, operation)),
  ]
}

/** One line about an operation, for what is under the pointer. */
export function operationLine(history: BrowsedHistory, operation: number): string {
  const mark = history.marks.get(operation)
  const place = history.places[operation] ?? 0
  return [
    `process ${processOf(history, operation)}: ${operationText(history, operation)}`,
    ...(mark === undefined ? [] : [conflictMarks[mark] ?? '']),
    ...(place === 0 ? [] : [`${grouped(place)} in the order`]),
    placeText(history, operation, 'called'),
  ].join(' · ')
}

function placeText(history: BrowsedHistory, operation: number, which: 'called' | 'told'): string {
  const { called, told, lines, toldLines, from, to, events, isTimed } = history
  const isCall = which === 'called'
  const [position, line] = [(isCall ? called : told)[operation], (isCall ? lines : toldLines)[operation]]
  const time = events.times[(isCall ? from : to)[operation] ?? 0] ?? 0
  return [
    `event ${grouped(position ?? 0)}`,
    ...((line ?? 0) > 0 ? [`line ${grouped(line ?? 0)}`] : []),
    ...(isTimed ? [`${grouped(time / 1000)} ms`] : []),
  ].join(', ')
}

function returnedText(history: BrowsedHistory, operation: number): string {
  const { from, to, events, isTimed } = history
  const [call = 0, end = NEVER] = [from[operation], to[operation]]
  if (end === NEVER) return 'never'
  const took = ((events.times[end] ?? 0) - (events.times[call] ?? 0)) / 1000
  const unknown = outcomeOf(history, operation) === 'info' ? ': that its outcome is unknown' : ''
  return `${placeText(history, operation, 'told')}${isTimed ? `, after ${grouped(took)} ms` : ''}${unknown}`
}

function conflictText({ marks, columns }: BrowsedHistory, operation: number): string | undefined {
  const mark = marks.get(operation)
  if (mark === undefined) return undefined
  const why = columns.whys.find(([one]) => one === operation)?.[1]
  const words = conflictMarks[mark] ?? ''
  return why === undefined ? words : `${words}: ${columns.texts[why] ?? ''}`
}

function orderText({ places, columns }: BrowsedHistory, operation: number): string | undefined {
  const place = places[operation] ?? 0
  if (columns.ordered === undefined) return undefined
  if (place === 0) return 'not in the longest order that works'
  const state = columns.states?.find(([one]) => one === operation)?.[1]
  const after = state === undefined ? '' : `; the object after it: ${columns.texts[state] ?? ''}`
  return `${grouped(place)} of ${grouped(columns.ordered)} in the longest order that works${after}`
}
