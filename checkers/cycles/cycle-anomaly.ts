import { defined } from '../../src/base/defined.ts'
import { elementAt } from '../../src/base/element-at.ts'
import type { Anomaly, AnomalyKind } from './anomaly.ts'
import { brokenByTime } from './broken-by-time.ts'
import { components, hasCycle } from './components.ts'
import { CycleWalk } from './cycle-walk.ts'
import type { CycleShape } from './cycle-walk.ts'
import { antiDependencies, dependency, EVERY_KIND } from './dependency.ts'
import type { Dependency, DependencyKinds } from './dependency.ts'
import { missedAppend } from './missed-append.ts'
import { OrderGraph } from './order-graph.ts'
import { RelationIndex } from './relation-index.ts'
import type { Relation } from './relation.ts'
import type { Objects } from './transaction.ts'
import type { Wording } from './wording.ts'

const { ww, wr, rw, process, rt, wwTime, rwTime } = dependency
/** Transactions looked at in the search for one shape; a component of some thousands is searched through. */
const MAX_WORK = 30_000_000
/** The same where there is an anomaly already that says more. */
const LITTLE_WORK = 1_000_000

/** Adya's cycles, the worst first, over data alone, then with each client's order, then with real time. */
const shapes: readonly CycleShape[] = [0, process, process | rt | wwTime | rwTime].flatMap((time) => [
  { through: ww | (time & wwTime), over: ww | time },
  { through: wr, over: ww | wr | (time & ~rwTime) },
  { through: rw | (time & rwTime), over: ww | wr | (time & ~rwTime) },
  { through: rw | (time & rwTime), over: ww | wr | rw | time, nonadjacent: true as const },
  { through: rw | (time & rwTime), over: ww | wr | rw | time },
])

const dataShapes = shapes.length / 3

export interface CycleSearch {
  /** Whether there is a cycle that the level forbids. */
  readonly found: boolean
  /**
   * The worst kind by Elle's order, and kinds of which a cycle of fewer transactions was found; that one last. Where
   * data alone shows a cycle, those of time are not looked for.
   */
  readonly anomalies: readonly Anomaly[]
  /** Whether transactions are serializable by what is known. */
  readonly serializable: boolean
}

/**
 * The cycles of a relation: of atomic transactions every one, of snapshots those without two anti-dependencies in a
 * row. `isRefuted`: there is an anomaly already. Whether there is one is always told, with an example; when `outOfTime` says so, not with the shortest.
 */
export function searchCycles(
  relation: Relation,
  snapshot: boolean,
  objects: Objects,
  wording: Wording,
  isRefuted: boolean,
  outOfTime: () => boolean,
): CycleSearch {
  const graph = new OrderGraph(relation, false)
  if (!hasCycle(graph)) return { found: false, anomalies: [], serializable: true }
  if (snapshot && !hasCycle(new OrderGraph(relation, true)))
    return { found: false, anomalies: [], serializable: false }
  const walk = new CycleWalk(new RelationIndex(relation))
  const anomalies: Anomaly[] = []
  const work = isRefuted ? LITTLE_WORK : MAX_WORK
  let shortest = Infinity
  let starts: readonly number[] = relation.transactions.map(({ id }) => id)
  for (const [index, shape] of shapes.entries()) {
    // what data alone shows needs no clock, and says more
    const isOfTime = index >= dataShapes
    if (isOfTime && (!relation.realTime || (index === dataShapes && anomalies.length > 0))) break
    if (index === dataShapes) {
      const broken = brokenByTime(relation)
      if (broken.length > 0) {
        // there is a cycle of two, and only of those the worst is wanted
        starts = broken
        shortest = 3
      }
    }
    if (outOfTime() || (snapshot && index % dataShapes === dataShapes - 1)) continue
    const found = shortestOf(walk, graph, shape, starts, shortest, work, outOfTime)
    if (found === undefined) continue
    anomalies.push(explained(relation, found, objects, wording))
    shortest = found.length
    if (shortest === 2) break
  }
  const any = anomalies.length > 0 ? undefined : anyCycle(walk, graph, snapshot)
  if (any !== undefined) anomalies.push(explained(relation, any, objects, wording))
  return { found: true, anomalies, serializable: false }
}

/** A cycle, whichever: there is one through each transaction of a component, or of the part that the level forbids. */
function anyCycle(walk: CycleWalk, graph: OrderGraph, snapshot: boolean): readonly Dependency[] | undefined {
  const { of, sizes } = components(graph, EVERY_KIND)
  const nonadjacent = snapshot ? { nonadjacent: true as const } : {}
  for (let id = 0; id < graph.events; id++) {
    if (elementAt(sizes, of[id] as number) < 2) continue
    for (const through of [EVERY_KIND & ~antiDependencies, antiDependencies]) {
      const found = walk.shortestFrom(id, { through, over: EVERY_KIND, ...nonadjacent }, of, Infinity)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function shortestOf(
  walk: CycleWalk,
  graph: OrderGraph,
  shape: CycleShape,
  starts: readonly number[],
  below: number,
  work: number,
  outOfTime: () => boolean,
): readonly Dependency[] | undefined {
  const { of, sizes } = components(graph, shape.through | shape.over)
  const most = walk.work + work
  let best: readonly Dependency[] | undefined
  for (const id of starts) {
    if (elementAt(sizes, of[id] as number) < 2) continue
    if (walk.work > most || outOfTime()) return best
    best = walk.shortestFrom(id, shape, of, best?.length ?? below) ?? best
    if (best?.length === 2) return best
  }
  return best
}

/** Elle's name of a cycle. */
function cycleKind(cycle: readonly Dependency[]): AnomalyKind {
  const isAnti = cycle.map(({ kind }) => (kind & antiDependencies) !== 0)
  const anti = isAnti.filter(Boolean).length
  const adjacent = isAnti.some((each, i) => each && isAnti[(i + 1) % isAnti.length])
  const has = (kinds: DependencyKinds): boolean => cycle.some(({ kind }) => (kind & kinds) !== 0)
  const data =
    anti === 1
      ? 'G-single-item'
      : anti > 1
        ? adjacent
          ? 'G2-item'
          : 'G-nonadjacent-item'
        : has(wr)
          ? 'G1c'
          : 'G0'
  return has(rt | wwTime | rwTime) ? `${data}-realtime` : has(process) ? `${data}-process` : data
}

/** Elle's form: the transactions, why each precedes the next, and the last step that cannot be. */
function explained(
  relation: Relation,
  cycle: readonly Dependency[],
  objects: Objects,
  wording: Wording,
): Anomaly {
  const transactions = cycle.flatMap(({ from }) => relation.transactions[from] ?? [])
  const nameOf = (id: number): string =>
    `T${transactions.findIndex((transaction) => transaction.id === id) + 1}`
  const steps = cycle.map((step) => {
    const [from, to] = [nameOf(step.from), nameOf(step.to)]
    return `${from} < ${to}, because ${reason(step, from, to, objects)}`
  })
  const kind = cycleKind(cycle)
  return {
    kind,
    headline: `${kind}: ${transactions.length} transactions each come before the next, and the last before the first`,
    proof: [
      ...transactions.map((transaction, i) => ({
        kind: 'let' as const,
        text: `T${i + 1} = ${wording.of(transaction)}.`,
      })),
      ...steps.slice(0, -1).map((text) => ({ kind: 'then' as const, text: `${text}.` })),
      { kind: 'however', text: `${steps.at(-1)}: a contradiction!` },
    ],
    ...defined({ compared: missedAppend(cycle, transactions) }),
    transactions,
  }
}

function reason(step: Dependency, from: string, to: string, objects: Objects): string {
  const { kind, key, before, after, since } = step
  const [wrote, write] = objects === 'lists' ? ['appended', 'append'] : ['wrote', 'write']
  const known = since === undefined ? '' : ` (${since})`
  switch (kind) {
    case ww:
    case wwTime:
      return `${to} ${wrote} ${after} after ${from} ${wrote} ${before} to ${key}${known}`
    case wr:
      return `${to} observed ${from}'s ${write} of ${before} to ${key}`
    case rw:
    case rwTime:
      return `${from} did not observe ${to}'s ${write} of ${after} to ${key}${known}`
    case process:
      return `${from} returned to its client before that went on to ${to}`
    case rt:
      return `${from} returned before ${to} was invoked`
  }
}
