import type { OperationColumns } from './columns.ts'

/** Lanes of a picture: of each its processes, and its operations by their calls. */
export interface ClientLanes {
  /** Lane of each operation. */
  readonly of: Uint32Array
  readonly operations: readonly Uint32Array[]
  /** Processes of each lane, as positions in the names, in the order in which they came. */
  readonly processes: readonly (readonly number[])[]
}

/** In place of an event: the outcome was never told. */
export const NEVER = 0xffffffff

/** From so many processes on one that begins after another ended in an unknown outcome takes its lane, as Jepsen's do. */
const MANY = 24

/** One lane for each process, numbers first. `from` and `to`: events of each operation's call and completion. */
export function lanesOf(columns: OperationColumns, from: Uint32Array, to: Uint32Array): ClientLanes {
  const lives = livesOf(columns, from, to)
  const lanes: number[][] = []
  const laneOf = new Uint32Array(columns.processes.length)
  /** Lanes that nobody uses, by the event at which they became free. */
  const free: { readonly lane: number; readonly since: number }[] = []
  const mayShare = lives.length > MANY
  for (const { process, first, last, isLost } of lives) {
    const at = mayShare ? free.findIndex(({ since }) => since < first) : -1
    const [taken] = at < 0 ? [] : free.splice(at, 1)
    const lane = taken?.lane ?? lanes.push([]) - 1
    lanes[lane]?.push(process)
    laneOf[process] = lane
    if (isLost) free.push({ lane, since: last })
  }
  const order = lanes
    .map((processes, lane) => ({ processes, lane, name: columns.processes[processes[0] ?? -1] ?? '' }))
    .sort((a, b) => byName(a.name, b.name))
  const position = new Uint32Array(lanes.length)
  for (const [index, { lane }] of order.entries()) position[lane] = index
  const of = Uint32Array.from(columns.p, (process) => position[laneOf[process] ?? 0] ?? 0)
  const members: number[][] = order.map(() => [])
  for (const [operation, lane] of of.entries()) members[lane]?.push(operation)
  return {
    of,
    operations: members.map((list) => Uint32Array.from(list)),
    processes: order.map(({ processes }) => processes),
  }
}

interface Life {
  readonly process: number
  readonly first: number
  /** Event at which its last outcome was told. */
  last: number
  /** Its last outcome is unknown, but was told: it never comes back. */
  isLost: boolean
}

/** By their first call. */
function livesOf({ p, o }: OperationColumns, from: Uint32Array, to: Uint32Array): Life[] {
  const lives = new Map<number, Life>()
  for (const [operation, process] of p.entries()) {
    const [first = 0, last = 0] = [from[operation], to[operation]]
    const life = lives.get(process) ?? { process, first, last, isLost: false }
    life.last = last
    life.isLost = o[operation] === 2 && last !== NEVER
    lives.set(process, life)
  }
  return [...lives.values()]
}

/** Numbers first, by size, then names. */
function byName(a: string, b: string): number {
  const [one, other] = [Number(a), Number(b)]
  if (Number.isNaN(one) !== Number.isNaN(other)) return Number.isNaN(one) ? 1 : -1
  return Number.isNaN(one) ? (a < b ? -1 : a > b ? 1 : 0) : one - other
}
