import { needsMet, type Need, type Offered } from '../subject/offers.ts'
import type { PlanShape } from './drawing/plan-shape.ts'
import type { CoverageMark } from './coverage-marks.ts'
import type { Scenario } from './scenario.ts'

/** When a coverage mark can be reached at all, and when its absence says that a campaign proves nothing. */
interface CoverageMarkNeeds {
  readonly needs?: readonly Need[]
  /** The fewest servers. Default 1. */
  readonly servers?: number
  /** Only seen in a subject that shows itself. Default false. */
  readonly view?: true
  /**
   * Whether it comes of what the subject does within its rights, and not of what the harness does to it. Default false.
   * A leader that never appends what it cannot replicate is a correct one: of it no entries are ever cut.
   */
  readonly ofSubject?: true
}

/** A leader must come up in every run; without calls, nothing else. */
const coverageMarkNeeds: { readonly [name in CoverageMark]: CoverageMarkNeeds } = {
  stateShown: { view: true },
  leaderElected: { view: true },
  leaderChanged: { view: true, servers: 2, ofSubject: true },
  leaderSteppedDown: { view: true, servers: 2, ofSubject: true },
  operationSucceeded: { needs: ['operations'] },
  operationUnknown: { needs: ['operations'], ofSubject: true },
  // of two, neither is elected while the other is away: what one has, both will have
  entriesTruncated: { view: true, needs: ['operations'], servers: 3, ofSubject: true },
  serverCrashed: { needs: ['persistence'] },
  serverRestarted: { needs: ['persistence'] },
  writesLost: { needs: ['persistence'], ofSubject: true },
  leaderHit: { view: true },
  messagesCut: { servers: 2 },
  messagesDropped: { servers: 2 },
  messagesDuplicated: { servers: 2 },
  messagesDelayed: { servers: 2 },
  serverPaused: {},
  clockMoved: {},
  retried: { needs: ['operations', 'sessions'] },
  logCompacted: { view: true, needs: ['snapshots'], ofSubject: true },
  // of two, both have what is committed, and only that is compacted
  snapshotInstalled: { view: true, needs: ['snapshots'], servers: 3, ofSubject: true },
  membershipChanged: { needs: ['membership'], servers: 3 },
  leadershipHandedOver: { needs: ['transfer'], servers: 2 },
  sessionLost: { needs: ['expiring-sessions'] },
  // what a schedule waits for may be against the habits of a correct subject
  trapSet: { view: true, ofSubject: true },
}

/** Coverage marks seen only in a target that shows its state. */
export const insideCoverageMarks: readonly string[] = (
  Object.keys(coverageMarkNeeds) as CoverageMark[]
).filter((name) => coverageMarkNeeds[name].view === true)

/** What must happen in any run whatever its faults. */
const always: readonly CoverageMark[] = ['leaderElected', 'operationSucceeded']

/** The coverage marks that a campaign waits for in one scenario. */
export interface AwaitedCoverageMarks {
  /** It proves nothing without them. */
  readonly demanded: readonly CoverageMark[]
  /** Whether they happen is up to the subject: said, and not held against it. */
  readonly hoped: readonly CoverageMark[]
}

/**
 * The coverage marks of a scenario that this target can reach, with so many servers. With faults of the user's in place of
 * its own, only those of any run. Of the Raft that comes with Whitewater all are demanded: it is known to pass them.
 */
export function awaitedCoverageMarks(
  { coverageMarks }: Pick<Scenario, 'coverageMarks'>,
  offered: Offered,
  { nemesis, nodes }: PlanShape,
): AwaitedCoverageMarks {
  const met = needsMet(offered)
  const possible = (nemesis === undefined ? coverageMarks : always).filter((name) => {
    const { needs = [], servers = 1 } = coverageMarkNeeds[name]
    return needs.every((need) => met.has(need)) && (nodes === undefined || nodes >= servers)
  })
  const hoped = possible.filter(
    (name) => !offered.builtInRaftSettings && coverageMarkNeeds[name].ofSubject === true,
  )
  return { demanded: possible.filter((name) => !hoped.includes(name)), hoped }
}

/** The coverage marks that a campaign counts for a scenario: those it waits for, and those of any run. */
export const countedCoverageMarks = ({
  coverageMarks,
}: Pick<Scenario, 'coverageMarks'>): readonly CoverageMark[] => [
  ...new Set([...coverageMarks, ...always, 'stateShown' as const]),
]
