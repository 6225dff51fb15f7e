import { drawStart, untilTheEnd, type Recipe } from './recipe.ts'

/** A server dies between a write and its sync, and is back at once. */
export const crashBeforeSync: Recipe = {
  name: 'crash-before-sync',
  kinds: ['crash'],
  draw(draws, context) {
    const start = drawStart(draws, context, 4 * context.electionTimeout)
    return [
      {
        kind: 'crash',
        when: { on: 'wrote', skip: draws.lean(0, 30), delay: draws.lean(0, 2), after: start },
        for: draws.lean(1, 30),
        repeat: untilTheEnd(context, start, draws.int(0, context.electionTimeout), 12),
        nodes: 'subject',
        unsynced: draws.pick(['lose', 'prefix', 'subset']),
      },
    ]
  },
}

/** A follower dies just after it took entries, at about the time its answer leaves. */
export const followerCrash: Recipe = {
  name: 'follower-crash',
  kinds: ['crash', 'slow-disk'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 4 * electionTimeout)
    const by = draws.int(2, 40)
    return [
      { kind: 'slow-disk', when: { at: start }, for: context.chaosUntil - start, nodes: 'all', by },
      {
        kind: 'crash',
        when: { on: 'appended', skip: draws.lean(0, 10), delay: draws.int(0, by), after: start },
        for: draws.lean(1, 30),
        repeat: untilTheEnd(context, start, draws.int(0, electionTimeout), 10),
        nodes: 'subject',
        unsynced: draws.pick(['lose', 'prefix', 'subset']),
      },
    ]
  },
}

/** The power fails for all or most of them just as the leader has committed: what was promised must be there. */
export const powerFailure: Recipe = {
  name: 'power-failure',
  kinds: ['lose-unsynced-writes'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 4 * electionTimeout)
    return [
      {
        kind: 'lose-unsynced-writes',
        when: {
          on: 'committed',
          skip: draws.lean(0, 10),
          delay: draws.lean(0, 3),
          of: 'leader',
          after: start,
        },
        for: draws.lean(1, electionTimeout),
        repeat: untilTheEnd(context, start, draws.int(electionTimeout, 3 * electionTimeout), 6),
        nodes: draws.pick(['all', 'majority', 'leader-minority']),
        unsynced: draws.pick(['lose', 'prefix', 'subset']),
      },
    ]
  },
}
