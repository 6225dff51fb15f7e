import { bounded, eventsIn, positionOf } from '../../canvas/view.ts'
import { NEVER } from '../../whole/client-lanes.ts'
import { nextOperation } from '../../whole/step.ts'
import type { HistoryState } from './state.ts'

/** Where a key or a button leads. */
export type Goal =
  | 'conflict'
  | 'next'
  | 'previous'
  | 'next of object'
  | 'previous of object'
  | 'next of client'
  | 'previous of client'

const keys: { readonly [key: string]: Goal } = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  ']': 'next of object',
  '[': 'previous of object',
  '>': 'next of client',
  '<': 'previous of client',
  c: 'conflict',
}

export const keyedWay = (key: string): Goal | undefined => (Object.hasOwn(keys, key) ? keys[key] : undefined)

/** Chooses another operation, of those that fit the filter; in the conflict one after the other, the refused one first. */
export function goTo(state: HistoryState, goal: Goal): void {
  const to = goal === 'conflict' ? nextOfConflict(state) : along(state, goal)
  if (to === undefined) return
  state.choose(to)
  if (goal === 'conflict') closeUp(state, CONFLICT_MARGIN)
}

/** Events shown before and after an operation of the conflict: enough to see what was under way. */
const CONFLICT_MARGIN = 14

/** The chosen operation with so many events on either side, where that shows more closely than it is shown already. */
export function closeUp({ history, selected, view, zoom }: HistoryState, margin = 2): void {
  const { from, to, events } = history
  if (selected.value === undefined) return
  const { axis } = view.value
  const begin = from[selected.value] ?? 0
  const told = to[selected.value] ?? NEVER
  const at = (event: number): number =>
    positionOf(events, axis, Math.min(Math.max(0, event), events.count - 1))
  const wanted = { axis, from: at(begin - margin), to: at((told === NEVER ? begin : told) + margin) }
  if (wanted.to - wanted.from < view.value.to - view.value.from) zoom.value = bounded(events, wanted)
}

function along(
  { history, matches, selected }: HistoryState,
  goal: Exclude<Goal, 'conflict'>,
): number | undefined {
  const by = goal.startsWith('next') ? 1 : -1
  const way = goal.endsWith('object') ? 'object' : goal.endsWith('client') ? 'client' : 'any'
  return nextOperation(history, matches.value, selected.value, by, way)
}

function nextOfConflict(state: HistoryState): number | undefined {
  const { history, selected } = state
  const parts = [...history.marks].filter(([, mark]) => mark < 2).map(([operation]) => operation)
  const at = parts.indexOf(selected.value ?? -1)
  // the refused one is chosen from the start: the first time it is brought near
  const isFar = at === 0 && !isNear(state)
  return parts[isFar ? 0 : (at + 1) % Math.max(1, parts.length)]
}

/** Whether so little is in view that one operation is seen. */
function isNear({ history, view }: HistoryState): boolean {
  const [first, end] = eventsIn(history.events, view.value)
  return end - first <= 8 * CONFLICT_MARGIN
}
