import { kindsNamed, kindsThatNeed, nemeses } from '../../../nemesis/index.ts'
import { scenarios as builtIn } from '../../../scenarios/index.ts'
import { InputError } from '../../base/input-error.ts'
import { hasLinks, possibleFaultKinds } from '../../processes/index.ts'
import type { PlanShape } from '../../run/drawing/plan-shape.ts'
import { kindsDrawn } from '../../run/drawing/kinds-drawn.ts'
import type { Scenario } from '../../run/scenario.ts'
import { leftOutText, needsText, served, type LeftOut, type Served } from '../../run/servable.ts'
import { offersText } from '../../subject/offers.ts'
import { versionsOf, type ServerTarget } from '../../subject/server.ts'
import { assertJudgedProperties } from '../judged-properties.ts'
import { resolveChosen } from '../scenario-choice.ts'

/** What is run on real servers, and what is not. */
export interface ServedByServers extends Served {
  /** What is fixed: servers without links between them are one server, unless the user says otherwise. */
  readonly shape: PlanShape
  /** Kinds of faults that these scenarios would have, and real servers cannot be put under. */
  readonly faultsLeftOut: readonly string[]
}

/**
 * The scenarios to run on real servers. Of all that ship with Whitewater, when none is named, those that cannot be
 * served are left out; so is a scenario all of whose faults are impossible there. Of the faults of the others those
 * that are impossible are left out.
 * @throws InputError for a name that is none, and for scenarios or faults that are named and cannot be served.
 */
export async function scenariosForServers(
  chosen: readonly (string | Scenario)[],
  target: ServerTarget,
  wanted: PlanShape,
): Promise<ServedByServers> {
  const shape = hasLinks(target) ? wanted : { nodes: 1, ...wanted }
  const possible = possibleFaultKinds(target, shape.nodes ?? Infinity)
  if (shape.nemesis !== undefined) assertPossible(shape.nemesis, target, shape, possible)
  const asked = chosen.length === 0 ? builtIn : await resolveChosen(chosen)
  assertJudgedProperties(wanted, asked)
  const lacking = served(asked, target.offers, shape)
  const [told, untold] = [lacking.scenarios.filter(isTold), lacking.scenarios.filter((one) => !isTold(one))]
  const drawn = untold.map((scenario) => ({ scenario, kinds: kindsDrawn(scenario, shape) }))
  const isPossible = (kinds: readonly string[]): boolean =>
    kinds.length === 0 || kinds.some((kind) => possible.includes(kind))
  const leftOut: LeftOut[] = [
    ...lacking.leftOut,
    ...told.map(({ name }) => ({ scenario: name, needs: ['virtual time'] })),
    ...drawn.flatMap(({ scenario, kinds }) =>
      isPossible(kinds) ? [] : [{ scenario: scenario.name, needs: kinds.map((kind) => `the fault ${kind}`) }],
    ),
  ]
  if (chosen.length > 0 && leftOut.length > 0) {
    throw new InputError(`${leftOutText(leftOut)}; ${possibleText(target, shape, possible)}`)
  }
  const left = drawn.filter(({ kinds }) => isPossible(kinds))
  const ofVersions = kindsThatNeed('versions')
  const kinds = new Set(left.flatMap((one) => one.kinds))
  return {
    scenarios: left.map(({ scenario }) => scenario),
    leftOut,
    shape,
    faultsLeftOut: [...nemeses.keys()].filter(
      // nobody expects upgrades of what has one version
      (kind) => kinds.has(kind) && !possible.includes(kind) && !ofVersions.includes(kind),
    ),
  }
}

/** Steps by roles are carried out in virtual time alone. */
const isTold = ({ steps, oneOf = [] }: Scenario): boolean => steps !== undefined || oneOf.some(isTold)

/** For faults that somebody named: each name must leave some that are possible. */
function assertPossible(
  nemesis: readonly string[],
  target: ServerTarget,
  shape: PlanShape,
  possible: readonly string[],
): void {
  const impossible = nemesis.filter((name) => kindsNamed([name]).every((kind) => !possible.includes(kind)))
  if (impossible.length === 0) return
  const choice = possible.length === 0 ? 'leave it out' : `choose of ${possible.join(', ')}`
  throw new InputError(
    `has ${impossible.join(', ')}, which real servers cannot be put under: ${whyImpossible(target, shape)}; ${choice}`,
    { option: 'nemesis' },
  )
}

function whyImpossible(target: ServerTarget, { nodes }: PlanShape): string {
  const reasons = [
    'their clocks, disks and single messages are the system’s',
    ...(!hasLinks(target)
      ? [`${target.name} has no port for peers, so no links to cut`]
      : nodes === 1
        ? ['one server has no links to cut']
        : []),
    ...(versionsOf(target).length > 1 ? [] : [`${target.name} names one version of its program`]),
    ...(target.offers.persistence ? [] : [`${target.name} declares persistence: false, so a kill loses all`]),
  ]
  return reasons.join(', ')
}

/** `etcd offers read, write, cas, and can be put under crash, pause; there is 1 server`. */
function possibleText(target: ServerTarget, { nodes }: PlanShape, possible: readonly string[]): string {
  const faults = possible.length === 0 ? 'no faults' : possible.join(', ')
  const size = nodes === undefined ? '' : `; there ${nodes === 1 ? 'is 1 server' : `are ${nodes} servers`}`
  return `${target.name} offers ${offersText(target.offers)}, as real servers it can be put under ${faults}${size}`
}

/** What was left out, in one line; undefined when nothing was. */
export function leftOutOfServers(
  target: ServerTarget,
  { leftOut, faultsLeftOut, shape }: ServedByServers,
): string | undefined {
  const parts = [
    ...leftOut.map(({ scenario, needs }) => `${scenario} (needs ${needsText(needs)})`),
    ...(faultsLeftOut.length === 0 ? [] : [`the faults ${faultsLeftOut.join(', ')}`]),
  ]
  if (parts.length === 0) return undefined
  const possible = possibleFaultKinds(target, shape.nodes ?? Infinity)
  return `left out: ${parts.join(', ')}; ${possibleText(target, shape, possible)}`
}
