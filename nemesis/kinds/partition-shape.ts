import { elementAt } from '../../src/base/element-at.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import type { Ppm, RandomStream } from '../../src/base/random.ts'

/** A directed link: nothing passes from the first server to the second. */
export type Cut = readonly [from: NodeId, to: NodeId]

/** A partition: what it cuts, and how it looks in words. */
export interface Shape {
  readonly cuts: readonly Cut[]
  /** Servers that stand out: the side cut off, the bridge; all where none does. */
  readonly nodes: readonly NodeId[]
  readonly text: string
}

/** `side` on one side, all others on the other. */
export function isolate(members: readonly NodeId[], side: readonly NodeId[]): Shape {
  const rest = members.filter((node) => !side.includes(node))
  return { cuts: apart(side, rest), nodes: side, text: `cut ${side.join(', ')} from ${rest.join(', ')}` }
}

/** Two sides as equal as can be. */
export function halves(members: readonly NodeId[], random: RandomStream): Shape {
  const order = random.shuffle(members)
  return isolate(members, order.slice(0, Math.floor(order.length / 2)))
}

/** Two sides that cannot hear each other, and one server between that hears and is heard by both. */
export function bridge(members: readonly NodeId[], random: RandomStream): Shape {
  const [between, ...others] = random.shuffle(members)
  if (between === undefined) return { cuts: [], nodes: [], text: 'cut nothing' }
  const middle = Math.floor(others.length / 2)
  const left = others.slice(0, middle)
  const right = others.slice(middle)
  const text = `cut ${left.join(', ')} from ${right.join(', ')}; ${between} is the bridge`
  return { cuts: apart(left, right), nodes: [between], text }
}

/** Each server hears a majority, itself included, and no two the same one (Jepsen's majorities-ring). */
export function majorityRing(members: readonly NodeId[], random: RandomStream): Shape {
  const ring = random.shuffle(members)
  const size = ring.length
  const majority = Math.floor(size / 2) + 1
  const cuts: Cut[] = []
  for (let start = 0; start < size; start++) {
    const heard = Array.from({ length: majority }, (_, offset) => elementAt(ring, (start + offset) % size))
    const hearer = elementAt(heard, Math.floor(majority / 2))
    for (const node of ring) if (!heard.includes(node)) cuts.push([node, hearer])
  }
  return { cuts, nodes: members, text: `each server hears a majority of the ring ${ring.join(', ')}` }
}

/** `in`: those servers hear nobody else. `out`: nobody else hears them. */
export function oneWay(members: readonly NodeId[], side: readonly NodeId[], direction: 'in' | 'out'): Shape {
  const rest = members.filter((node) => !side.includes(node))
  const cuts = direction === 'in' ? oneSided(rest, side) : oneSided(side, rest)
  const [deaf, unheard] = direction === 'in' ? [side, rest] : [rest, side]
  return { cuts, nodes: side, text: `${deaf.join(', ')} cannot hear ${unheard.join(', ')}` }
}

/** Each directed link is cut with that chance. */
export function randomDirected(members: readonly NodeId[], chance: Ppm, random: RandomStream): Shape {
  const cuts: Cut[] = []
  for (const from of members)
    for (const to of members) if (from !== to && random.ppm(chance)) cuts.push([from, to])
  const links = cuts.map(([from, to]) => `${from}>${to}`).join(' ')
  return { cuts, nodes: cuts.length === 0 ? [] : members, text: `cut ${links === '' ? 'nothing' : links}` }
}

function apart(left: readonly NodeId[], right: readonly NodeId[]): Cut[] {
  return [...oneSided(left, right), ...oneSided(right, left)]
}

function oneSided(from: readonly NodeId[], to: readonly NodeId[]): Cut[] {
  return from.flatMap((sender) => to.map((receiver): Cut => [sender, receiver]))
}
