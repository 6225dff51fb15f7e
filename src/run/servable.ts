import { kindsNamed, kindsThatNeed } from '../../nemesis/index.ts'
import { InputError } from '../base/input-error.ts'
import {
  fewestServersOf,
  needsMet,
  needTexts,
  offersText,
  remedies,
  type Need,
  type Offered,
} from '../subject/offers.ts'
import type { PlanShape } from './drawing/plan-shape.ts'
import type { Scenario } from './scenario.ts'

/** A scenario that the target cannot serve, and what it lacks: a {@link Need}, or `2 servers`. */
export interface LeftOut {
  readonly scenario: string
  readonly needs: readonly string[]
}

/** What is run, and what is not. */
export interface Served {
  readonly scenarios: readonly Scenario[]
  readonly leftOut: readonly LeftOut[]
  /** How the user named them, by their own names; of those that are not here it is the same. */
  readonly specs?: { readonly [scenario: string]: string }
}

type Demands = Pick<Scenario, 'name' | 'needs' | 'servers' | 'nodes'>

/** All that a scenario needs: needs by name, and the fewest servers as `3 servers`. */
export const allNeeds = ({ needs = [], servers = 1 }: Pick<Scenario, 'needs' | 'servers'>): string[] => [
  ...needs,
  ...(servers > 1 ? [`${servers} servers`] : []),
]

/** What a scenario needs that it would not have; empty when it can be run. */
function lacking(
  { needs = [], servers = 1, nodes: sizes = [Infinity] }: Demands,
  offered: Offered,
  { nodes: most = Math.max(...sizes) }: PlanShape,
): string[] {
  const met = needsMet(offered)
  const fewest = Math.max(servers, fewestServersOf(offered))
  return [...needs.filter((need) => !met.has(need)), ...(most < fewest ? [`${fewest} servers`] : [])]
}

/** Parts the scenarios into those that can be run and those that are left out. */
export function served(scenarios: readonly Scenario[], offered: Offered, shape: PlanShape): Served {
  const leftOut = scenarios
    .map((scenario) => ({ scenario: scenario.name, needs: lacking(scenario, offered, shape) }))
    .filter(({ needs }) => needs.length > 0)
  const out = new Set(leftOut.map(({ scenario }) => scenario))
  return { scenarios: scenarios.filter(({ name }) => !out.has(name)), leftOut }
}

/**
 * For scenarios that somebody named: each must be served.
 * @throws InputError that names each that is not, what it needs, and how a target declares it.
 */
export function assertServed(
  scenarios: readonly Scenario[],
  target: string,
  offered: Offered,
  shape: PlanShape,
): void {
  const { leftOut } = served(scenarios, offered, shape)
  if (leftOut.length === 0) return
  const needs = [...new Set(leftOut.flatMap((one) => one.needs))].filter(isNeed)
  const why = reasons(leftOut, offered, shape, target).join(' and ')
  throw new InputError([`${leftOutText(leftOut)}, and ${why}`, ...remedies(needs)].join('; '))
}

/** Why they are left out: what the target offers, how many servers there are to be. */
function reasons(
  leftOut: readonly LeftOut[],
  offered: Offered,
  { nodes }: PlanShape,
  target: string,
): string[] {
  const lacks = leftOut.flatMap(({ needs }) => needs)
  const areTooFew = !lacks.every(isNeed)
  const isAsked = lacks.some(isNeed) || !offered.persistence || (areTooFew && fewestServersOf(offered) > 1)
  return [
    ...(isAsked ? [`${target} offers ${offersText(offered)}`] : []),
    ...(areTooFew && nodes !== undefined
      ? [`there ${nodes === 1 ? 'is 1 server' : `are ${nodes} servers`}`]
      : []),
  ]
}

/** `payments needs a ledger and client sessions, leader-isolated needs 2 servers`. */
export const leftOutText = (leftOut: readonly LeftOut[]): string =>
  leftOut.map(({ scenario, needs }) => `${scenario} needs ${needsText(needs)}`).join(', ')

/** Needs in words: `a ledger, client sessions and persistence`. */
export function needsText(needs: readonly string[]): string {
  const texts = needs.map((need) => (isNeed(need) ? needTexts[need] : need))
  return [texts.slice(0, -1).join(', '), texts.at(-1)].filter(Boolean).join(' and ')
}

const isNeed = (need: string): need is Need => Object.hasOwn(needTexts, need)

/** What was left out, in one line; undefined when nothing was. */
export function leftOutLine(
  leftOut: readonly LeftOut[],
  offered: Offered,
  shape: PlanShape,
): string | undefined {
  // nobody expects upgrades of what has one version
  const ofVersions = kindsThatNeed('versions')
  const kinds = offered.persistence
    ? []
    : kindsThatNeed('persistence').filter((kind) => !ofVersions.includes(kind))
  const parts = [
    ...leftOut.map(({ scenario, needs }) => `${scenario} (needs ${needsText(needs)})`),
    ...(kinds.length === 0 ? [] : [`the faults ${kinds.join(', ')} (need ${needTexts.persistence})`]),
  ]
  if (parts.length === 0) return undefined
  return [`left out: ${parts.join(', ')}`, ...reasons(leftOut, offered, shape, 'the target')].join('; ')
}

/**
 * For faults that somebody named: each name must leave some that the target survives.
 * @throws InputError that names the first that does not, and the remedy.
 */
export function assertSurvives(nemesis: readonly string[], target: string, offered: Offered): void {
  const without = offered.persistence ? [] : kindsThatNeed('persistence')
  const ofVersions = kindsThatNeed('versions')
  for (const name of nemesis) {
    if (kindsNamed([name]).every((kind) => ofVersions.includes(kind))) {
      throw new InputError(
        `has ${name}, which is for real servers with versions; ${target} is simulated, and has one: choose another`,
        { option: 'nemesis' },
      )
    }
    if (!kindsNamed([name]).every((kind) => without.includes(kind))) continue
    throw new InputError(
      `has ${name}, which is for servers that keep their state, and ${target} declares persistence: false; leave that out of its offers, or choose faults such as partition, pause, messages, clock`,
      { option: 'nemesis' },
    )
  }
}
