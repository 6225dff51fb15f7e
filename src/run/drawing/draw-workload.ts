import fc, { type Arbitrary } from 'fast-check'
import type { FaultContext } from '../../../nemesis/index.ts'
import type { Millis } from '../../base/time.ts'
import { needsMet, type Offered } from '../../subject/offers.ts'
import {
  plainCalls,
  takenSnapshots,
  type OperatorCall,
  type WorkloadKind,
  type WorkloadOptions,
} from '../../workload/index.ts'
import type { Scenario } from '../scenario.ts'

/** How many clients of the built-in Raft have a session in common. */
const shares = [1, 1, 1, 2, 3]

/** What the clients call, and how long they wait for it. */
export function workloadOf(
  { settings = {} }: Scenario,
  offered: Offered,
  electionTimeout: Millis,
): Required<Pick<WorkloadOptions, 'kind' | 'functions' | 'asks' | 'shares' | 'timeout'>> {
  const asks = offered.statusQueries && settings['statusQueries'] === true
  return {
    kind: kindOf(settings['service'], offered),
    functions: offered.functions,
    asks,
    // a session that several have in common is opened by them together
    shares: offered.expiringSessions ? shares : [1],
    // who can ask what became of a request need not wait long
    timeout: asks ? electionTimeout : 4 * electionTimeout,
  }
}

/** The service that the scenario is about, or any that the subject has. */
function kindOf(wanted: unknown, offered: Offered): WorkloadKind {
  const met = needsMet(offered)
  if ((wanted === 'directory' || wanted === 'ledger') && met.has(wanted)) return wanted
  if (met.has('registers') || offered.electionsOnly) return 'kv'
  return met.has('directory') ? 'directory' : 'ledger'
}

/** Requests that arrive twice, where they carry sessions; `slower`: how much slower than usual time runs. */
export function duplicatesOf(
  { duplicates }: Scenario,
  { sessions }: Offered,
  slower: number,
): Scenario['duplicates'] {
  if (duplicates === undefined || !sessions) return undefined
  return { ...duplicates, within: Math.round(slower * duplicates.within) }
}

/** What an operator does, as far as the subject lets one. */
export function operatorOf(
  { operator }: Scenario,
  offered: Offered,
  context: FaultContext,
): Arbitrary<readonly OperatorCall[]> {
  const lets = offered.membership || offered.transfer
  const calls = lets ? operator?.(context) : undefined
  const changes =
    calls === undefined
      ? fc.constant([])
      : offered.builtInRaftSettings
        ? calls
        : calls.map((all) => plainCalls(all, offered, context.members))
  return offered.snapshotsOnRequest === true ? withSnapshots(changes, context) : changes
}

/** How many operators make those calls: changes of members that come one after the other never overlap. */
export const operatorsOf = (calls: readonly OperatorCall[]): Arbitrary<number> =>
  calls.some(({ f }) => f === 'reconfigure') ? fc.constantFrom(1, 1, 2, 3) : fc.constant(1)

/** Snapshots a second, about: logs of a run are short. */
const SNAPSHOTS_A_SECOND = 4

/** The calls of an operator, who has snapshots taken in between. */
function withSnapshots(
  changes: Arbitrary<readonly OperatorCall[]>,
  { members, chaosUntil }: FaultContext,
): Arbitrary<readonly OperatorCall[]> {
  const count = Math.ceil((chaosUntil / 1000) * SNAPSHOTS_A_SECOND)
  const think = Math.round(2000 / SNAPSHOTS_A_SECOND)
  return fc
    .tuple(changes, takenSnapshots({ nodes: members, think, count }))
    .map(([others, taken]) =>
      Array.from({ length: Math.max(others.length, taken.length) }, (_, at) => [
        ...taken.slice(at, at + 1),
        ...others.slice(at, at + 1),
      ]).flat(),
    )
}
