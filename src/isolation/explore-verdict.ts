import { defined } from '../base/defined.ts'
import { failureBlock, type TextOptions } from '../../reports/index.ts'
import { boundsText, type BoundName, type Bounds } from '../explore/bounds.ts'
import type { Identity } from '../explore/lone-server.ts'
import { widest } from '../explore/widening.ts'
import type { Explored } from '../testcase/explored.ts'
import type { Round } from '../explore/round.ts'

/** What `explore --json` prints. */
export interface ExploreVerdict {
  readonly version: 1
  /** `violation`: found. `held`: at least one round was searched to its end. `unknown`: none was. */
  readonly result: 'violation' | 'held' | 'unknown'
  readonly scenario: string
  readonly target: string
  readonly nodes: number
  /** The widest bounds that were searched to their end, and hold no violation. */
  readonly heldWithin: readonly Bounds[]
  readonly rounds: readonly Round[]
  readonly symmetric: boolean
  /** How states of a server were told apart. */
  readonly identity: Identity
  readonly unconfirmed: number
  readonly known: readonly string[]
  /** The file from which `--resume` goes on. */
  readonly saved?: string
  /** How the process of the subject ended; then nothing else is known. */
  readonly ended?: string
  readonly failure?: {
    readonly signature: string | undefined
    readonly headline: string | undefined
    /** Decisions of its script. */
    readonly decisions: number | undefined
    readonly token: string
    readonly report: string | undefined
  }
}

/** The rounds that were searched to their end, or as deep as they were to be. */
const ended = (rounds: readonly Round[]): readonly Round[] =>
  rounds.filter(({ end }) => end === 'exhausted' || end === 'depth')

const heldWithin = (rounds: readonly Round[]): readonly Bounds[] =>
  widest(ended(rounds).map(({ bounds }) => bounds))

/** How a search came out: what `fixed` bounds could not be searched to their end is not known. */
function exploreResult({ failure, rounds }: Explored, fixed: boolean): ExploreVerdict['result'] {
  if (failure !== undefined) return 'violation'
  const searched = ended(rounds)
  return searched.length > 0 && (!fixed || searched.length === rounds.length) ? 'held' : 'unknown'
}

export function exploreVerdict(
  explored: Explored,
  asked: {
    readonly scenario: string
    readonly target: string
    readonly limits: { readonly bounds: Partial<Bounds> }
  },
): ExploreVerdict {
  const { failure, rounds, nodes, symmetric, identity, unconfirmed, known } = explored
  const { scenario, target, limits } = asked
  const isFixed = rounds.length === 1 && (Object.keys(limits.bounds) as BoundName[]).length > 0
  const { record, minimized, reportPath } = failure ?? {}
  return {
    version: 1,
    result: exploreResult(explored, isFixed),
    scenario,
    target,
    nodes,
    heldWithin: heldWithin(rounds),
    rounds,
    symmetric,
    identity,
    unconfirmed,
    known,
    ...defined({ ended: explored.ended, saved: explored.saved }),
    ...(record !== undefined && {
      failure: {
        signature: record.signature,
        headline: record.violation?.headline,
        decisions: minimized?.script?.length,
        token: record.token,
        report: reportPath,
      },
    }),
  }
}

const ends: { readonly [end in Round['end']]: string } = {
  exhausted: 'all searched',
  depth: 'all searched to that depth',
  states: 'as many as may be kept',
  stopped: 'time is up',
  found: 'VIOLATION',
}

/** One line of a round: what may happen in it, and how far the search came. */
export function roundText({ bounds, end, states, depth, millis }: Round): string {
  const seconds = (millis / 1000).toFixed(1)
  return `${boundsText(bounds)}: ${states.toLocaleString('en-US')} states, ${depth} events deep, ${seconds} s, ${ends[end]}`
}

const identities: { readonly [identity in Exclude<Identity, 'state'>]: string } = {
  view: 'States are told apart by view(), the disk, and what happened to a server since its role or term changed last: what it keeps for longer and does not show is overlooked. With state() of a node they are told apart exactly.',
  past: 'Nothing tells states of a server apart but all that has happened to it, so that the search comes less far: give the node view() or state().',
}

/** What came of a search, in words. */
export function exploreText(explored: Explored, options: TextOptions = {}): string {
  const { failure, rounds, unconfirmed, known, symmetric, identity, saved, ended: died } = explored
  if (died !== undefined)
    return `UNDECIDED: ${died}, in a search; whitewater run and campaign show it as a finding\n`
  const lines: string[] = []
  if (identity !== 'state') lines.push(identities[identity])
  if (!symmetric)
    lines.push('Servers are not taken for alike: --symmetric if they differ by nothing but their names.')
  for (const signature of known) lines.push(`known: ${signature}; what comes after it was not searched`)
  if (unconfirmed > 0)
    lines.push(
      `${unconfirmed} ${unconfirmed === 1 ? 'run' : 'runs'} seemed to break a property by what single servers showed, and did not when it was made: what the target does depends on a clock or on chance; the search went on behind it`,
    )
  if (failure !== undefined)
    return `${lines.map((line) => `${line}\n`).join('')}${failureBlock(failure, options)}`
  const held = heldWithin(rounds)
  if (held.length === 0)
    lines.push('UNDECIDED: no bounds were searched to their end; give smaller ones, or more time or states')
  for (const bounds of held) {
    const { states = 0, end, depth = 0 } = rounds.find((round) => round.bounds === bounds) ?? {}
    const upTo = end === 'depth' ? ` and ${depth} events` : ''
    lines.push(
      `no violation within ${boundsText(bounds)}${upTo}: ${states.toLocaleString('en-US')} distinct states`,
    )
  }
  if (saved !== undefined) lines.push(`stopped: --resume ${saved} goes on from here`)
  return lines.map((line) => `${line}\n`).join('')
}
