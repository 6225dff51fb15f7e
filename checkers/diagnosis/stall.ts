import type { Found } from './diagnosis.ts'
import { exchangesIn } from './exchanges.ts'
import { repeatedSnapshot } from './repeated-snapshot.ts'
import { saidOf } from './said.ts'
import { stalledElections } from './stalled-elections.ts'
import { stalledFollower } from './stalled-follower.ts'
import { lastStretch, leadershipIn, type Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/**
 * Why a cluster stands still after the last fault: the loop it is in, told by who asks whom for what and is refused, or is not
 * answered, or does not ask. Undefined where nothing is repeated, or what is may be right.
 *
 * n2, leader of term 5, for example, asks n3 to append behind entry 7, and n3, whose log ends at 4, refuses, 40 times: a leader
 * has to go back, by the rule of §5.3.
 */
export function stallOf(timeline: Timeline): Found {
  const stretch = lastStretch(timeline)
  return stretch && stallIn(timeline, stretch)
}

/** As {@link stallOf}, of the given stretch. */
export function stallIn(timeline: Timeline, stretch: Stretch): Found {
  const led = leadershipIn(timeline, stretch)
  return led === undefined
    ? stalledElections(timeline, stretch, exchangesIn(timeline, stretch))
    : (stalledFollower(timeline, led.stretch, led.leader, exchangesIn(timeline, led.stretch)) ??
        repeatedSnapshot(timeline, led.stretch, led.leader))
}

/** What of a trace is not shown that a stall is told by. */
export const whatAStallLacks = ({ servers, showsLogs, knowsMembers, messages }: Timeline): string[] => [
  ...(servers.some(({ role }) => !role.isEmpty) ? [] : ['which role each server has']),
  ...(showsLogs ? [] : ['the logs of the servers']),
  ...(servers.some(({ commitIndex }) => !commitIndex.isEmpty) ? [] : ['how far each server has committed']),
  ...(knowsMembers ? [] : ['who the members are']),
  ...(messages.some((message) => saidOf(message) !== undefined)
    ? []
    : ['what messages ask and answer, in the words of Figure 2']),
]
