import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { NodeState } from '../../node-state.ts'
import type { ColumnTrace } from '../schema.ts'
import { stepOf } from '../step-rows.ts'
import type { Geometry } from './geometry.ts'
import type { LaneStates } from './states.ts'

/** Where a label may stand beside a mark. An arrow that comes in or goes out there makes it busy. */
type Corner = 'upper right' | 'lower right' | 'upper left' | 'lower left'

const preference: readonly Corner[] = ['upper right', 'lower right', 'upper left', 'lower left']

/** Role and term where they change, and a flag with the index where the commit index grows. */
export function stateLabels(
  geometry: Geometry,
  lane: number,
  states: LaneStates,
  trace: ColumnTrace,
): Element[] {
  let before: NodeState | null = null
  return states.flatMap((state, row) => {
    // of what changed in a fold the end is written, once
    if (state === null || (geometry.isFolded(row) && geometry.isFolded(row + 1))) return []
    const marks = changeLabels(geometry, { lane, row, trace, state, before })
    before = state
    return marks
  })
}

interface Change {
  readonly lane: number
  readonly row: number
  readonly trace: ColumnTrace
  readonly state: NodeState
  readonly before: NodeState | null
}

function changeLabels(geometry: Geometry, { lane, row, trace, state, before }: Change): Element[] {
  const { commitIndex } = state
  const commits = commitIndex !== undefined && commitIndex > (before?.commitIndex ?? 0)
  const role = state.status === 'down' ? '' : roleLabel(state)
  const isOther = role !== '' && role !== roleLabel(before)
  // mostly nothing changes, and to look at every message costs much
  if (!commits && !isOther) return []
  // of the arrows of a fold none ends beside its labels, which stand in one line with those of other lanes
  const free = geometry.isFolded(row) ? [...preference] : freeCorners(trace, lane, row)
  const marks: Element[] = []
  const x = geometry.x(lane)
  const y = geometry.y(row)
  if (commits) {
    const left = free.includes('upper left')
    marks.push(...flag(x, y, left, commitIndex))
    if (!left) free.splice(0, free.length, 'upper left')
  }
  if (isOther) {
    const corner = free[0] ?? 'upper right'
    const right = corner.endsWith('right')
    const at = corner.startsWith('upper') ? y - 4 : y + 12
    marks.push(label('term', right ? x + 10 : x - 10, at, right ? 'start' : 'end', role))
  }
  return marks
}

export function label(
  kind: string,
  x: number,
  y: number,
  anchor: 'start' | 'end' | 'middle',
  text: string,
): Element {
  const attributes = anchor === 'start' ? { x, y } : { x, y, 'text-anchor': anchor }
  return el('text', { class: `label ${kind}`, ...attributes }, text)
}

function flag(x: number, y: number, left: boolean, index: number): Element[] {
  const pole = left ? x - 10 : x + 10
  const out = left ? -1 : 1
  return [
    el('path', { class: 'commit', d: `M${pole} ${y + 7}V${y - 6}l${7 * out} 3.5l${-7 * out} 3.5` }),
    label('commit', pole + 9 * out, y + 6, left ? 'end' : 'start', String(index)),
  ]
}

function freeCorners(trace: ColumnTrace, lane: number, row: number): Corner[] {
  const step = stepOf(trace, row)
  const busy = new Set<Corner>()
  for (const message of trace.messages) {
    if (message.to === lane && message.arrivals.includes(step)) {
      busy.add(message.from > lane ? 'upper right' : 'upper left')
    }
    if (message.from === lane && message.sent === step)
      busy.add(message.to > lane ? 'lower right' : 'lower left')
  }
  return preference.filter((corner) => !busy.has(corner))
}

const letters = { follower: 'F', candidate: 'C', leader: 'L' } as const

function roleLabel(state: NodeState | null): string {
  if (state === null || state.role === undefined) return ''
  return `${letters[state.role]}${state.currentTerm ?? '?'}`
}
