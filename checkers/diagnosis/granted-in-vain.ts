import { listed, reason, withoutQuorums, type Found } from './diagnosis.ts'
import { LOOP, oftenText, termsText, type Exchange } from './exchanges.ts'
import { isMajority, membersOf } from './majority.ts'
import { isStill, type Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/** A majority would vote for a server, says so again and again, and it does not stand. */
export function preVotesInVain(timeline: Timeline, stretch: Stretch, asks: readonly Exchange[]): Found {
  if (!timeline.knowsMembers) return undefined
  for (const server of timeline.servers) {
    if (server.currentTerm.isEmpty || !isStill(server.currentTerm, stretch)) continue
    const granted = asks.filter(
      ({ asker, what, answer }) => asker === server.id && what === 'pre-vote' && answer?.granted === true,
    )
    const voters = timeline.nodes.filter(
      (id) => id === server.id || granted.filter(({ asked }) => asked === id).length >= LOOP,
    )
    const last = granted.at(-1)
    if (last === undefined || !isMajority(voters, membersOf(timeline, server, stretch.until))) continue
    const often = oftenText(
      timeline,
      granted.map(({ at }) => at),
    )
    return withoutQuorums(
      'pre-votes-granted-in-vain',
      'a server to which a majority grants a pre-vote stands in the term that it asked about (thesis §9.6)',
      `${listed(voters)} would vote for ${server.id} and say so again and again, and ${server.id} does not stand`,
      [
        reason(`${server.id} is granted pre-votes${termsText(granted)}, ${often}`, last.answer?.step),
        reason(`${server.id} stays in term ${server.currentTerm.at(stretch.until) ?? 0}`, stretch.until),
      ],
    )
  }
  return undefined
}
