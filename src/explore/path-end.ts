import { elementAt } from '../base/element-at.ts'
import { NOT_LINEARIZABLE, type ClientHistories } from './client-histories.ts'
import type { PathEvent } from './path.ts'
import { BROKEN } from './past.ts'
import type { ServerStates } from './server-states.ts'
import { heardAfter } from './successors.ts'

/**
 * All that decides whether the last event of a path breaks a property, as a key: the states of the servers, what happened and what clients saw before it,
 * and each event that seemed to break one by itself. What was under way decides nothing.
 */
export function endOf(path: readonly PathEvent[], servers: ServerStates, histories: ClientHistories): string {
  const states = [...servers.begin]
  const suspects: number[] = []
  let past = servers.pasts.begin
  let history = histories.begin
  let last: readonly number[] = []
  for (const { server, input } of path) {
    last = [...states, past, history, server, input]
    const transition = servers.transition(elementAt(states, server), input)
    const nextPast = servers.pasts.after(past, transition.facts)
    const nextHistory = heardAfter(history, transition, histories)
    const isBroken = nextPast === BROKEN || nextHistory === NOT_LINEARIZABLE
    if (isBroken || transition.violation !== undefined) suspects.push(elementAt(states, server), input)
    if (nextPast !== BROKEN) past = nextPast
    if (nextHistory !== NOT_LINEARIZABLE) history = nextHistory
    states[server] = transition.next
  }
  return `${last.join(' ')} after ${suspects.join(' ')}`
}
