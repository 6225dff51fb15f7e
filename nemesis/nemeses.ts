import type { z } from 'zod'
import { namesThereAre } from '../src/base/did-you-mean.ts'
import { InputError } from '../src/base/input-error.ts'
import type { Capability } from '../src/subject/fault-surface.ts'
import { clockSkew } from './kinds/clock-skew.ts'
import { crash } from './kinds/crash.ts'
import { delay } from './kinds/delay.ts'
import { drop } from './kinds/drop.ts'
import { duplicate } from './kinds/duplicate.ts'
import type { FaultKind } from './fault-kind.ts'
import { describeWhen, type FaultPlan } from './fault-plan.ts'
import { loseUnsyncedWrites } from './kinds/lose-unsynced-writes.ts'
import { partition } from './kinds/partition.ts'
import { pause } from './kinds/pause.ts'
import { reorder } from './kinds/reorder.ts'
import { selectorNeedsView, type Selector } from './selector.ts'
import { slowDisk } from './kinds/slow-disk.ts'
import { upgrade } from './kinds/upgrade.ts'
import { timeouts } from './kinds/timeouts.ts'

const all = [
  crash,
  loseUnsyncedWrites,
  pause,
  partition,
  drop,
  delay,
  duplicate,
  reorder,
  slowDisk,
  timeouts,
  clockSkew,
  upgrade,
] as const

/** A fault of one of the kinds that come with Whitewater. */
export type AnyFaultPlan = z.infer<(typeof all)[number]['schema']>

/** Every kind of fault, by name. */
export const nemeses: ReadonlyMap<string, FaultKind> = new Map(
  all.map((kind) => [kind.kind, kind as FaultKind]),
)

/** Names for several kinds at once, as `--nemesis` takes them; `kill` is Maelstrom's word. */
export const nemesisGroups: ReadonlyMap<string, readonly string[]> = new Map([
  ['all', [...nemeses.keys()]],
  ['kill', ['crash']],
  ['power', ['lose-unsynced-writes']],
  ['messages', ['drop', 'delay', 'duplicate', 'reorder']],
  ['network', ['partition', 'drop', 'delay', 'duplicate', 'reorder']],
  ['process', ['crash', 'lose-unsynced-writes', 'pause']],
  ['disk', ['slow-disk', 'lose-unsynced-writes']],
  ['clock', ['timeouts', 'clock-skew']],
])

/**
 * The kinds that a list of names means, each a kind or a group, without repetition.
 * @throws InputError that names the option `nemesis`, for a name that is neither.
 */
export function kindsNamed(names: readonly string[]): string[] {
  const kinds = new Set<string>()
  for (const name of names) {
    const members = nemeses.has(name) ? [name] : nemesisGroups.get(name)
    if (members === undefined) {
      const known = [...nemeses.keys(), ...nemesisGroups.keys()]
      throw new InputError(`has no "${name}"${namesThereAre(name, known)}`, { option: 'nemesis' })
    }
    for (const kind of members) kinds.add(kind)
  }
  return [...kinds]
}

/** The kinds that only a subject survives that has what they need. */
export const kindsThatNeed = (capability: Capability): string[] =>
  [...nemeses.values()].filter(({ needs }) => needs.includes(capability)).map(({ kind }) => kind)

/** What a world must offer for these faults. Whoever waits for a trigger or aims at a role needs a view. */
export function capabilitiesNeeded(faults: readonly FaultPlan[]): Capability[] {
  const needed = new Set<Capability>()
  for (const fault of faults) {
    for (const need of nemeses.get(fault.kind)?.needs ?? []) needed.add(need)
    const { nodes, shape } = fault as { readonly nodes?: Selector; readonly shape?: string }
    if ('on' in fault.when || shape === 'leader-with-minority') needed.add('view')
    if (nodes !== undefined && selectorNeedsView(nodes)) needed.add('view')
  }
  return [...needed]
}

/** When a fault is activated and what it does, in words. */
export function describeFault(plan: FaultPlan, kind: FaultKind | undefined = nemeses.get(plan.kind)): string {
  return `${describeWhen(plan)}: ${kind?.describe(plan) ?? plan.kind}`
}
