import { MAX_COPY } from '../kinds/duplicate.ts'
import { drawStart, untilTheEnd, type Recipe } from './recipe.ts'

/**
 * Two servers stand for leader in one term, and who votes for the first dies right after and is back before
 * the second asks. Whoever lost its vote votes twice.
 */
export const voterCrash: Recipe = {
  name: 'voter-crash',
  kinds: ['crash', 'timeouts', 'delay'],
  draw(draws, context) {
    const { electionTimeout, heartbeat } = context
    const start = drawStart(draws, context, 4 * electionTimeout)
    const every = draws.int(electionTimeout, 4 * electionTimeout)
    const repeat = untilTheEnd(context, start, every, 12)
    const between = draws.lean(0, 5)
    return [
      { kind: 'timeouts', when: { at: start }, for: 0, repeat, nodes: 'follower', timers: 'early' },
      // aims at followers: never the candidate that the first one made
      { kind: 'timeouts', when: { at: start + between }, for: 0, repeat, nodes: 'follower', timers: 'early' },
      {
        kind: 'crash',
        // at once is before it can sync; a little later, after it has sent the vote
        when: { on: 'voted', skip: draws.lean(0, 1), delay: draws.lean(0, 6), after: start },
        for: draws.lean(0, 8),
        repeat: { times: draws.int(4, 16), every: 0 },
        nodes: 'subject',
        unsynced: draws.pick(['lose', 'keep', 'subset']),
      },
      // without it the second candidate often asks while the voter is down
      {
        kind: 'delay',
        when: { at: start },
        for: Math.max(every, context.chaosUntil - start),
        nodes: 'all',
        direction: 'both',
        low: 0,
        high: draws.int(2, Math.max(4, heartbeat)),
      },
    ]
  },
}

/** A candidate dies as soon as it stands, is back at once, and may be asked for a vote it gave to itself. */
export const candidateCrash: Recipe = {
  name: 'candidate-crash',
  kinds: ['crash', 'timeouts'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 4 * electionTimeout)
    const repeat = untilTheEnd(context, start, draws.int(electionTimeout, 3 * electionTimeout), 12)
    return [
      { kind: 'timeouts', when: { at: start }, for: 0, repeat, nodes: 'follower', timers: 'early' },
      {
        kind: 'timeouts',
        when: { at: start + draws.lean(0, 6) },
        for: 0,
        repeat,
        nodes: 'follower',
        timers: 'early',
      },
      {
        kind: 'crash',
        when: { on: 'candidate', skip: draws.lean(0, 2), delay: draws.lean(0, 6), after: start },
        for: draws.lean(0, 10),
        repeat: { times: draws.int(4, 12), every: 0 },
        nodes: 'subject',
        unsynced: draws.pick(['lose', 'keep', 'subset']),
      },
    ]
  },
}

/** Votes travel so long that they arrive in a later term of the same candidate. */
export const staleVotes: Recipe = {
  name: 'stale-votes',
  kinds: ['timeouts', 'delay', 'duplicate'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 6 * electionTimeout)
    const spell = draws.int(3 * electionTimeout, 10 * electionTimeout)
    const every = draws.int(5, Math.floor(electionTimeout / 2))
    const [first = 'n1', second = first] = draws.shuffle(context.members)
    const links = { when: { at: start }, for: spell, nodes: 'all', direction: 'both' } as const
    const repeat = untilTheEnd(context, start, every, 20)
    return [
      { kind: 'delay', ...links, low: 0, high: draws.int(10, electionTimeout) },
      {
        kind: 'duplicate',
        ...links,
        chance: draws.int(50_000, 400_000),
        within: Math.min(MAX_COPY, 2 * electionTimeout),
      },
      { kind: 'timeouts', when: { at: start + 1 }, for: 0, repeat, nodes: [first], timers: 'early' },
      {
        kind: 'timeouts',
        when: { at: start + 1 + draws.int(0, every) },
        for: 0,
        repeat: { ...repeat, every: every + draws.int(1, 20) },
        nodes: [second],
        timers: 'early',
      },
    ]
  },
}
