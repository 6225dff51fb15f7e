import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { FaultSurface } from '../subject/fault-surface.ts'
import { versionsOf, type ServerTarget } from '../subject/server.ts'
import type { CutStyle } from './proxy/link.ts'
import type { Links } from './proxy/links.ts'
import type { RunningNode } from './supervision/running-node.ts'

/** Kinds of faults that a real world can carry out; the others need a clock, a disk or messages of its own. */
export const realFaultKinds: readonly string[] = [
  'crash',
  'pause',
  'partition',
  'drop',
  'delay',
  'reorder',
  'upgrade',
]
/** Of these, those that need links between servers. */
const linkFaultKinds: readonly string[] = ['partition', 'drop', 'delay', 'reorder']

/** Whether its servers talk to each other over links that can be cut. */
export const hasLinks = ({ ports }: Pick<ServerTarget, 'ports'>): boolean =>
  Object.values(ports).includes('peers')

/** The kinds of faults that so many servers of the target can be put under. */
export function possibleFaultKinds(
  target: Pick<ServerTarget, 'ports' | 'offers' | 'versions'>,
  nodes: number,
): string[] {
  const linked = hasLinks(target) && nodes > 1
  const canUpgrade = target.offers.persistence && versionsOf(target).length > 1
  return realFaultKinds.filter(
    (kind) =>
      (linked || !linkFaultKinds.includes(kind)) &&
      (target.offers.persistence || kind !== 'crash') &&
      (canUpgrade || kind !== 'upgrade'),
  )
}

export function processControls(nodeOf: (node: NodeId) => RunningNode): NonNullable<FaultSurface['process']> {
  return {
    // kill -9 takes memory only: what becomes of unsynced writes is the operating system's affair
    crash(id, _unsynced, statistics) {
      const node = nodeOf(id)
      if (node.status === 'down') return
      node.crash(statistics.id)
      statistics.count('crashes')
    },
    restart(id, statistics) {
      const node = nodeOf(id)
      if (node.status === 'down') node.start(statistics.id)
    },
    pause(id, statistics) {
      const node = nodeOf(id)
      if (node.status !== 'up') return
      node.pause(statistics.id)
      statistics.count('pauses')
    },
    resume(id, statistics) {
      nodeOf(id).resume(statistics.id)
    },
    // who is down begins as the next version when its own fault is over; who stands still is left alone until it goes on
    upgrade(id, statistics) {
      const node = nodeOf(id)
      if (node.status === 'paused' || !node.isOutdated) return
      const { status } = node
      node.crash(statistics.id)
      node.upgrade()
      if (status === 'up') node.start(statistics.id)
      statistics.count('upgrades')
    },
  }
}

export function networkControls(
  links: Links,
  cuts: CutStyle | 'mixed',
  random: RandomStream,
): NonNullable<FaultSurface['network']> {
  const style = (): CutStyle => (cuts === 'mixed' ? random.pick(['stall', 'reset']) : cuts)
  return {
    cut: (from, to, statistics) => links.between(from, to).cut(statistics, style()),
    mend: (from, to, statistics) => links.between(from, to).mend(statistics),
    disturb: (from, to, disturbance, statistics) => links.between(from, to).disturb(statistics, disturbance),
    calm: (from, to, statistics) => links.between(from, to).calm(statistics),
  }
}
