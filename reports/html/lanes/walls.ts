import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { Lane } from '../schema.ts'
import type { TraceEvent } from '../trace-events.ts'
import type { Geometry } from './geometry.ts'
import { label } from './labels.ts'

/** Of a label. */
const CHARACTER_WIDTH = 6.7
const LEFT = 6

/** A fault of the cluster, such as a partition, is a line across every lane. */
export function wall(geometry: Geometry, { kind, row }: TraceEvent): Element[] {
  if (kind !== 'fault' && kind !== 'heal') return []
  return [el('path', { class: `wall ${kind}`, d: `M4 ${geometry.y(row)}H${geometry.width - 4}` })]
}

/** Over the line of a partition: who is separated by it. Where there is no room, as on a phone, the row alone says it. */
export function wallLabel(
  geometry: Geometry,
  lanes: readonly Lane[],
  { kind, row, text }: TraceEvent,
): Element[] {
  const sides = kind === 'fault' ? separation(text, lanes) : undefined
  const fits = sides !== undefined && LEFT + sides.length * CHARACTER_WIDTH <= geometry.width
  return fits ? [label('sides', LEFT, geometry.y(row) - 5, 'start', sides)] : []
}

/** Who is separated, as the words of a partition say it: `{n1,n2} | {n3}`. Undefined of other faults. */
function separation(text: string, lanes: readonly Lane[]): string | undefined {
  const names = new Set(lanes.flatMap(({ kind, name }) => (kind === 'node' ? [name] : [])))
  const side = (list = ''): string | undefined => {
    const servers = list.split(', ')
    return servers.every((server) => names.has(server)) ? `{${servers.join(',')}}` : undefined
  }
  const [, left, right, between] = /^cut (.+) from (.+?)(?:; (.+) is the bridge)?$/.exec(text) ?? []
  const [, deaf, unheard] = /^(.+) cannot hear (.+)$/.exec(text) ?? []
  const [one, other] = [side(left ?? deaf), side(right ?? unheard)]
  if (one === undefined || other === undefined) return undefined
  if (deaf !== undefined) return `${one} deaf to ${other}`
  return `${one} | ${other}${between === undefined ? '' : `, ${between} the bridge`}`
}
