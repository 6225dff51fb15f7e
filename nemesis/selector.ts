import { z } from 'zod'
import type { NodeId } from '../src/base/node-id.ts'
import type { FaultSurface } from '../src/subject/fault-surface.ts'

/** The ways to aim at servers without naming them. What they mean is decided when the fault strikes. */
const aims = [
  'leader', // the leader of the highest term
  'follower', // one follower, at random
  'up-to-date-follower', // the follower whose log is the most up to date (§5.4.1)
  'lagging-follower', // the follower whose log is the least up to date
  'candidate', // the candidate of the highest term
  'any', // one server that is up, at random
  'subject', // the server of the trigger the fault waited for
  'minority', // as many as can be lost: never the leader while others are up
  'leader-minority', // the leader and others, a minority together
  'leader-newcomers', // the leader and who is no member for it
  'majority', // a bare majority, at random
  'all',
] as const

/** Whom a fault strikes: an aim, or servers by name. */
export type Selector = (typeof aims)[number] | readonly NodeId[]

export const selectorSchema: z.ZodType<Selector> = z.union([z.enum(aims), z.array(z.string().min(1)).min(1)])

/** Aims that need to see the servers' roles or logs. */
const needView = new Set<Selector>([
  'leader',
  'follower',
  'up-to-date-follower',
  'lagging-follower',
  'candidate',
  'subject',
  'minority',
  'leader-minority',
  'leader-newcomers',
])

export const selectorNeedsView = (selector: Selector): boolean => needView.has(selector)

/** Aims at one server by what it shows. */
const isOne = (selector: Selector): boolean =>
  selector === 'leader' ||
  selector === 'follower' ||
  selector === 'up-to-date-follower' ||
  selector === 'lagging-follower' ||
  selector === 'candidate'

/** Whether servers are up and none of them shows itself. */
export function isBlind(surface: FaultSurface): boolean {
  const there = surface.members.filter((node) => surface.status(node) === 'up')
  return there.length > 0 && there.every((node) => surface.peek(node) === undefined)
}

const words: { readonly [aim in (typeof aims)[number]]: string } = {
  leader: 'the leader',
  follower: 'a follower',
  'up-to-date-follower': 'the most up-to-date follower',
  'lagging-follower': 'the least up-to-date follower',
  candidate: 'a candidate',
  any: 'a server',
  subject: 'that server',
  minority: 'a minority without the leader',
  'leader-minority': 'a minority with the leader',
  'leader-newcomers': 'the leader with who is no member',
  majority: 'a majority',
  all: 'all servers',
}

export const describeSelector = (selector: Selector): string =>
  typeof selector === 'string' ? words[selector] : selector.join(', ')

/**
 * The servers a selector means now; empty when there is none such. A server that is down is chosen only by
 * name, as `subject`, or where the others do not suffice.
 */
export function resolve(
  selector: Selector,
  surface: FaultSurface,
  subject: NodeId | undefined,
): readonly NodeId[] {
  const { members, random } = surface
  if (typeof selector !== 'string') return selector.filter((node) => members.includes(node))
  // whoever cannot see whom it aims at aims at random
  if (isOne(selector) && isBlind(surface)) return one(surface, up(surface))
  switch (selector) {
    case 'leader':
      return listOf(newest(surface, 'leader'))
    case 'candidate':
      return listOf(newest(surface, 'candidate'))
    case 'follower':
      return one(surface, followers(surface))
    case 'up-to-date-follower':
      return one(surface, extremes(surface, 1))
    case 'lagging-follower':
      return one(surface, extremes(surface, -1))
    case 'any':
      return one(surface, up(surface))
    case 'subject':
      return listOf(subject)
    case 'minority':
      return upFirst(surface, newest(surface, 'leader')).slice(0, minorityOf(members.length))
    case 'leader-minority': {
      const leader = newest(surface, 'leader')
      return [...listOf(leader), ...upFirst(surface, leader)].slice(0, minorityOf(members.length))
    }
    case 'leader-newcomers': {
      const leader = newest(surface, 'leader')
      const voters = leader === undefined ? undefined : surface.peek(leader)?.members
      const newcomers = voters === undefined ? [] : members.filter((node) => !voters.includes(node))
      return [...new Set([...listOf(leader), ...newcomers])]
    }
    case 'majority':
      return random.shuffle(members).slice(0, Math.floor(members.length / 2) + 1)
    case 'all':
      return members
  }
}

/** How many servers a cluster can lose and go on: 1 of 3, 1 of 4, 2 of 5. */
export const minorityOf = (members: number): number => Math.floor((members - 1) / 2)

const listOf = (node: NodeId | undefined): readonly NodeId[] => (node === undefined ? [] : [node])

const up = (surface: FaultSurface): NodeId[] =>
  surface.members.filter((node) => surface.status(node) !== 'down')

const followers = (surface: FaultSurface): NodeId[] =>
  surface.members.filter((node) => surface.peek(node)?.role === 'follower')

function one({ random }: FaultSurface, among: readonly NodeId[]): readonly NodeId[] {
  return among.length <= 1 ? among : [random.pick(among)]
}

/** All but `except` in random order, those that are up before those that are down. */
function upFirst(surface: FaultSurface, except: NodeId | undefined): NodeId[] {
  const others = surface.random.shuffle(surface.members.filter((node) => node !== except))
  const isDown = (node: NodeId): boolean => surface.status(node) === 'down'
  return [...others.filter((node) => !isDown(node)), ...others.filter(isDown)]
}

/** The one in that role with the highest term: an older leader may still believe it leads. */
function newest(surface: FaultSurface, role: 'leader' | 'candidate'): NodeId | undefined {
  let found: NodeId | undefined
  let highest = -1
  for (const node of surface.members) {
    const seen = surface.peek(node)
    if (seen?.role !== role || seen.currentTerm <= highest) continue
    found = node
    highest = seen.currentTerm
  }
  return found
}

/** The followers whose last entry is furthest in that direction; several when their logs end alike. */
function extremes(surface: FaultSurface, direction: 1 | -1): NodeId[] {
  let best: NodeId[] = []
  let bestTerm = 0
  let bestIndex = 0
  for (const node of followers(surface)) {
    const { lastTerm, lastIndex } = surface.peek(node) ?? { lastTerm: 0, lastIndex: 0 }
    const ahead = best.length === 0 ? 1 : direction * (lastTerm - bestTerm || lastIndex - bestIndex)
    if (ahead > 0) {
      best = [node]
      bestTerm = lastTerm
      bestIndex = lastIndex
    } else if (ahead === 0) {
      best.push(node)
    }
  }
  return best
}
