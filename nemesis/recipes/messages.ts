import { MAX_COPY } from '../kinds/duplicate.ts'
import { drawStart, untilTheEnd, type Recipe } from './recipe.ts'

/** Copies of messages arrive long after, some in later terms, while leaders come and go. */
export const oldMessagesReturn: Recipe = {
  name: 'old-messages-return',
  kinds: ['duplicate', 'partition'],
  draw(draws, context) {
    const { electionTimeout, chaosUntil } = context
    const start = drawStart(draws, context, 8 * electionTimeout)
    const longest = draws.pick([2 * electionTimeout, 6 * electionTimeout, chaosUntil - start])
    const within = Math.min(MAX_COPY, longest)
    const chance = draws.int(100_000, 500_000)
    const lasts = draws.int(electionTimeout, 2 * electionTimeout)
    const repeat = untilTheEnd(context, start, lasts + draws.int(20, electionTimeout), 6)
    const churn = {
      kind: 'partition',
      when: { at: start + draws.int(0, electionTimeout) },
      for: lasts,
      repeat,
    } as const
    return [
      {
        kind: 'duplicate',
        when: { at: start },
        for: chaosUntil - start,
        nodes: 'all',
        direction: 'both',
        chance,
        within,
      },
      draws.chance(500_000) ? { ...churn, shape: 'halves' } : { ...churn, shape: 'leader-with-minority' },
    ]
  },
}

/** Appends and their answers overtake each other while the leader is busy. */
export const shuffledAppends: Recipe = {
  name: 'shuffled-appends',
  kinds: ['reorder', 'drop', 'timeouts'],
  draw(draws, context) {
    const { electionTimeout, heartbeat, chaosUntil } = context
    const start = drawStart(draws, context, 6 * electionTimeout)
    const links = { when: { at: start }, for: chaosUntil - start, nodes: 'all', direction: 'both' } as const
    const within = draws.int(heartbeat, 2 * electionTimeout)
    const repeat = untilTheEnd(context, start, draws.int(electionTimeout, 3 * electionTimeout), 8)
    return [
      { kind: 'reorder', ...links, chance: draws.int(100_000, 600_000), within },
      { kind: 'drop', ...links, chance: draws.lean(10_000, 200_000) },
      {
        kind: 'timeouts',
        when: { at: start },
        for: 0,
        repeat,
        nodes: 'up-to-date-follower',
        timers: 'early',
      },
    ]
  },
}
