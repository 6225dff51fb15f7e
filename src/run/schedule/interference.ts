import { FaultStatisticsKeeper } from '../../../nemesis/index.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { FaultRecord } from '../../record/run-record.ts'
import type { Disturbance, FaultSurface, Unsynced } from '../../subject/fault-surface.ts'
import { linksOf, type Link } from './links.ts'
import { describeStep } from './step-text.ts'
import type { Step } from './step.ts'

type Sort = 'cut' | 'disturbance' | 'outage' | 'pause' | 'disk' | 'clock' | 'silence' | 'loss'

/** Something done to servers or links that is still on. */
interface Held {
  readonly sort: Sort
  readonly nodes: readonly NodeId[]
  undo(): void
}

/** A faultless server's clock, in parts per million of true time. */
const TRUE_RATE = 1_000_000

/** What a schedule does to servers and links, with its books, and how it is undone. */
export class Interference {
  readonly #surface: FaultSurface
  readonly #books: FaultStatisticsKeeper[] = []
  #held: Held[] = []

  constructor(surface: FaultSurface) {
    this.#surface = surface
  }

  /** What each step did, in their order. */
  get records(): FaultRecord[] {
    return this.#books.map((one) => one.record())
  }

  cut(step: Step, position: number, links: readonly Link[]): void {
    const { network } = this.#surface
    const statistics = this.#begin(step, position, [...new Set(links.flat())])
    for (const [from, to] of links) {
      network?.cut(from, to, statistics)
      this.#hold('cut', [from, to], statistics, () => network?.mend(from, to, statistics))
    }
  }

  disturb(step: Step, position: number, links: readonly Link[], what: Disturbance): void {
    const { network } = this.#surface
    const statistics = this.#begin(step, position, [...new Set(links.flat())])
    for (const [from, to] of links) {
      network?.disturb(from, to, what, statistics)
      this.#hold('disturbance', [from, to], statistics, () => network?.calm(from, to, statistics))
    }
  }

  /** Nobody hears them any more, but for what they have sent before. */
  silence(step: Step, position: number, nodes: readonly NodeId[]): void {
    const { network, members } = this.#surface
    const statistics = this.#begin(step, position, nodes, `until then nobody hears ${nodes.join(', ')}`)
    for (const [from, to] of linksOf(nodes, members, 'from')) {
      network?.cut(from, to, statistics, 'arrives')
      this.#hold('silence', [from], statistics, () => network?.mend(from, to, statistics))
    }
  }

  crash(step: Step, position: number, nodes: readonly NodeId[], unsynced: Unsynced): void {
    const { process } = this.#surface
    const statistics = this.#begin(step, position, nodes)
    for (const node of nodes) {
      process?.crash(node, unsynced, statistics)
      this.#hold('outage', [node], statistics, () => process?.restart(node, statistics))
    }
  }

  /** As a crash, and nothing but {@link returnLost} undoes it. */
  lose(step: Step, position: number, nodes: readonly NodeId[]): void {
    const { process } = this.#surface
    const statistics = this.#begin(step, position, nodes)
    for (const node of nodes) {
      process?.crash(node, 'keep', statistics)
      this.#hold('loss', [node], statistics, () => process?.restart(node, statistics))
    }
  }

  /** Those that are lost until the others have recovered. */
  get lost(): readonly NodeId[] {
    return this.#held.flatMap(({ sort, nodes }) => (sort === 'loss' ? nodes : []))
  }

  returnLost(): void {
    this.undo('loss')
  }

  pause(step: Step, position: number, nodes: readonly NodeId[]): void {
    const { process } = this.#surface
    const statistics = this.#begin(step, position, nodes)
    for (const node of nodes) {
      process?.pause(node, statistics)
      this.#hold('pause', [node], statistics, () => process?.resume(node, statistics))
    }
  }

  slowDisk(step: Step, position: number, nodes: readonly NodeId[], by: number): void {
    const { disk } = this.#surface
    const statistics = this.#begin(step, position, nodes)
    for (const node of nodes) {
      disk?.slow(node, by, statistics)
      this.#hold('disk', [node], statistics, () => disk?.slow(node, 0, statistics))
    }
  }

  /** So many times as fast as it should be, or a fraction of that, until undone. */
  hurry(step: Step, position: number, nodes: readonly NodeId[], times: number): void {
    const { clock } = this.#surface
    const statistics = this.#begin(step, position, nodes)
    for (const node of nodes) {
      clock?.rate(node, Math.max(1, Math.round(times * TRUE_RATE)), statistics)
      this.#hold('clock', [node], statistics, () => clock?.rate(node, TRUE_RATE, statistics))
    }
  }

  /** Undoes what is on of that sort and concerns no servers but these; of a link both its ends. */
  undo(sort: Sort, nodes: readonly NodeId[] = this.#surface.members): void {
    const mine = (held: Held): boolean =>
      held.sort === sort && held.nodes.every((node) => nodes.includes(node))
    const undone = this.#held.filter(mine)
    this.#held = this.#held.filter((held) => !mine(held))
    for (const { undo } of undone) undo()
  }

  /** All but the losses. */
  undoAll(): void {
    const held = this.#held.filter(({ sort }) => sort !== 'loss')
    this.#held = this.#held.filter(({ sort }) => sort === 'loss')
    for (const { undo } of held) undo()
  }

  #begin(
    step: Step,
    position: number,
    nodes: readonly NodeId[],
    text = describeStep(step),
  ): FaultStatisticsKeeper {
    const statistics = new FaultStatisticsKeeper(`s${position + 1}`, step.do, text)
    this.#books.push(statistics)
    statistics.begin(this.#surface.now(), nodes)
    // crashes and pauses are steps of the trace themselves
    if (step.do !== 'crash' && step.do !== 'lose' && step.do !== 'pause')
      this.#surface.mark('fault', statistics, `${text}: ${nodes.join(', ')}`, nodes)
    return statistics
  }

  #hold(sort: Sort, nodes: readonly NodeId[], statistics: FaultStatisticsKeeper, undo: () => void): void {
    this.#held.push({
      sort,
      nodes,
      undo: () => {
        undo()
        statistics.end(this.#surface.now())
      },
    })
  }
}
