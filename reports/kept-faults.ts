import { faultOfDecision, decisionFaultText } from '../src/record/decision-fault.ts'
import type { DecisionFault } from '../src/record/decision-fault.ts'
import type { FaultRecord, MinimizedFailure, RunRecord } from '../src/record/run-record.ts'
import { counted } from './quantities.ts'
import { visibleText } from './visible-text.ts'

/** What became of one fault of the original run. */
export interface FaultFate {
  /** Its id in the minimized run, where that is driven by a plan and still has it. */
  readonly id?: string
  /** Whether the minimized run has it; undefined: nothing can tell, as in a script such a fault is no decision. */
  readonly kept: boolean | undefined
  readonly text: string
}

/** Kinds that are decisions of a script. What another did is there only in its order, and in what it does not deliver. */
const decided: ReadonlyMap<string, DecisionFault> = new Map([
  ['crash', 'crash'],
  ['lose-unsynced-writes', 'crash'],
  ['duplicate', 'second arrival'],
  ['slow-disk', 'late sync'],
])

/** By the id of each fault of the original run that hit somebody, in the order of its plan. */
export function faultFates(original: RunRecord, minimized: MinimizedFailure): ReadonlyMap<string, FaultFate> {
  const { record, script } = minimized
  const hits = original.faults.filter((fault) => timesOf(fault) > 0)
  if (script !== undefined) {
    const left = new Set(script.map((decision) => faultOfDecision(decision)))
    return new Map(hits.map(({ id, kind }) => [id, fateInScript(decided.get(kind), left)]))
  }
  if (isOfAnotherSeed(original, minimized)) return new Map(hits.map(({ id }) => [id, fateElsewhere]))
  const ids = idsInPlan(original, record)
  return new Map(hits.map(({ id }) => [id, fateInPlan(ids.get(id))]))
}

/** A smaller run may have been found under another seed: its faults are its own. */
const isOfAnotherSeed = (original: RunRecord, { record }: MinimizedFailure): boolean =>
  original.seed !== record.seed

const fateElsewhere: FaultFate = { kept: false, text: 'not needed: the minimized run has faults of its own' }

function fateInScript(
  fault: DecisionFault | undefined,
  left: ReadonlySet<DecisionFault | undefined>,
): FaultFate {
  if (fault === undefined)
    return { kept: undefined, text: 'no decision: at most the order of steps and messages that never arrive' }
  return left.has(fault)
    ? { kept: true, text: `a decision is left of its kind: ${fault}` }
    : { kept: false, text: `not needed: the script has no ${fault}` }
}

const fateInPlan = (id: string | undefined): FaultFate =>
  id === undefined ? { kept: false, text: 'removed: not needed' } : { id, kept: true, text: 'kept' }

/**
 * The ids that faults of the original plan have in the smaller one. There they are numbered anew, and are some of the
 * same in the same order.
 */
function idsInPlan(original: RunRecord, minimized: RunRecord): ReadonlyMap<string, string> {
  const left = keysOf(minimized)
  const ids = new Map<string, string>()
  keysOf(original).forEach((key, position) => {
    const id = original.faults[position]?.id
    const next = minimized.faults[ids.size]
    if (id !== undefined && next !== undefined && left[ids.size] === key) ids.set(id, next.id)
  })
  return ids
}

/** What each fault of the plan is known by: neither by how long it lasts nor by how often it comes, which become less. */
function keysOf({ plan, faults }: RunRecord): string[] {
  const { faults: plans, lasting } = (plan ?? {}) as { readonly faults?: unknown; readonly lasting?: unknown }
  const planned: readonly unknown[] = Array.isArray(plans) ? plans : []
  return faults.map(({ kind, text }, position) => {
    // the one that stays when the others are healed comes behind them; where there are fewer servers, it hits others
    if (lasting !== undefined && position === planned.length) return 'lasting'
    const fault = planned[position]
    if (typeof fault !== 'object' || fault === null) return JSON.stringify([kind, text])
    const { for: _lasts, repeat: _repeat, ...known } = fault as Record<string, unknown>
    return JSON.stringify(known)
  })
}

/** Kinds of decisions, or faults, that are listed one by one. */
const MOST = 6

/**
 * Which faults the minimized run has, and which of the original one it needs no more, in a line. Only what follows from the two
 * runs: a script has no clock and no partition, so that it says nothing of these but that it needs none of them as such.
 * Undefined where neither run has a fault that hit.
 */
export function keptFaultsText(original: RunRecord, minimized: MinimizedFailure): string | undefined {
  const fates = faultFates(original, minimized)
  const hits = original.faults.filter(({ id }) => fates.has(id))
  const withFate = (kept: boolean | undefined): FaultRecord[] =>
    hits.filter(({ id }) => fates.get(id)?.kept === kept)
  const { script, record } = minimized
  const left =
    script === undefined
      ? record.faults
          .filter((fault) => timesOf(fault) > 0)
          .map(({ kind, text }) => `${visibleText(kind, 60)} (${visibleText(text, 80)})`)
      : script.flatMap((decision) => {
          const text = decisionFaultText(decision)
          return text === undefined ? [] : [visibleText(text, 80)]
        })
  if (fates.size === 0 && left.length === 0) return undefined
  const [gone, open] = [byKind(withFate(false)), byKind(withFate(undefined))]
  const parts = [
    `faults in it: ${left.length === 0 ? 'none' : listed(left)}`,
    ...(gone === '' ? [] : [`not needed: ${gone}`]),
    ...(open === '' ? [] : [`${open}: no such decision in a script${instead(minimized)}`]),
  ]
  return parts.join('; ')
}

/** What a fault without a decision of its own can have left behind. */
function instead({ record: { trace, violation } }: MinimizedFailure): string {
  if (trace === undefined || violation === undefined) return ''
  const never = trace.messages.filter(
    ({ sentIn, arrivals }) => arrivals.length === 0 && sentIn < violation.step,
  )
  const arrive = never.length === 1 ? 'never arrives' : 'never arrive'
  return never.length === 0 ? '' : `, in which ${counted(never.length, 'message')} ${arrive}`
}

/** Each once, with how often. */
function listed(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const all = [...counts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`))
  return [...all.slice(0, MOST), ...(all.length > MOST ? [`${all.length - MOST} more`] : [])].join(', ')
}

function byKind(faults: readonly FaultRecord[]): string {
  const counts = new Map<string, number>()
  for (const fault of faults) counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + timesOf(fault))
  return [...counts]
    .map(([kind, count]) => `${visibleText(kind, 60)} (${count === 1 ? 'once' : `${count} times`})`)
    .join(', ')
}

/** How often it hit somebody. */
const timesOf = ({ activations }: FaultRecord): number =>
  activations.filter(({ nodes }) => nodes.length > 0).length
