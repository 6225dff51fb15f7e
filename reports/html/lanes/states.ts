import type { NodeState } from '../../node-state.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { Lane } from '../schema.ts'
import type { Geometry } from './geometry.ts'

/** State of one lane after each row; null before it ever showed one. */
export type LaneStates = readonly (NodeState | null)[]

/** What a lane's line looks like over a stretch of rows. */
type Look = 'none' | 'down' | 'paused' | 'leader' | 'candidate' | 'follower' | 'unknown'

/** A client has no state: its lane is a faint line to hang operations on. */
export function clientLine(geometry: Geometry, lane: number): Element {
  return vertical('lane client', geometry.x(lane), geometry.top(0) + 4, geometry.height - 4)
}

function lookOf(state: NodeState | null | undefined): Look {
  if (state === null || state === undefined) return 'none'
  if (state.status === 'down') return 'down'
  if (state.status === 'paused') return 'paused'
  return state.role ?? 'unknown'
}

/** The line of a server: leader solid, candidate hatched, down as a hatched box, paused as a double line. */
export function stretches(geometry: Geometry, lane: number, states: LaneStates): Element[] {
  const marks: Element[] = []
  const x = geometry.x(lane)
  let start = 0
  for (let row = 1; row <= states.length; row++) {
    const look = lookOf(states[start])
    if (row < states.length && lookOf(states[row]) === look) continue
    const from = geometry.y(start)
    const to = row < states.length ? geometry.y(row) : geometry.height - 4
    marks.push(...stretch(look, x, from, to))
    start = row
  }
  return marks
}

function stretch(look: Look, x: number, from: number, to: number): Element[] {
  const height = Math.max(0, to - from)
  switch (look) {
    case 'none':
      return []
    case 'down':
      return [box('down', x, from, height, 14, 'url(#hatch-down)')]
    case 'paused':
      return [vertical('lane paused', x - 2.5, from, to), vertical('lane paused', x + 2.5, from, to)]
    case 'leader':
      return [box('leader', x, from, height, 8)]
    case 'candidate':
      return [box('candidate', x, from, height, 8, 'url(#hatch-candidate)')]
    case 'follower':
      return [vertical('lane', x, from, to)]
    case 'unknown':
      return [vertical('lane unknown', x, from, to)]
  }
}

function vertical(kind: string, x: number, from: number, to: number): Element {
  return el('path', { class: kind, d: `M${x} ${from}V${to}` })
}

function box(kind: string, x: number, from: number, height: number, width: number, fill?: string): Element {
  return el('rect', { class: `role ${kind}`, x: x - width / 2, y: from, width, height, rx: 2, fill })
}

/** Patterns the boxes are filled with. Once per gutter. */
export function patterns(): Element {
  return el('defs', {}, hatch('hatch-down', 6), hatch('hatch-candidate', 4))
}

function hatch(id: string, size: number): Element {
  return el(
    'pattern',
    { id, width: size, height: size, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    el('path', { class: id, d: `M0 0V${size}`, 'stroke-width': 3 }),
  )
}

/** Whether a lane is a server's. */
export const isServer = (lane: Lane | undefined): boolean => lane?.kind === 'node'
