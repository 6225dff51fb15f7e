import { drawStart, untilTheEnd, type Recipe } from './recipe.ts'

/** The leader dies just after it took a client's entry: sent to few, to some or to none. */
export const crashAfterPropose: Recipe = {
  name: 'crash-after-propose',
  kinds: ['crash'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 6 * electionTimeout)
    const down = draws.pick([draws.int(1, 10), draws.int(electionTimeout, 3 * electionTimeout)])
    return [
      {
        kind: 'crash',
        when: { on: 'proposed', skip: draws.lean(0, 6), delay: draws.int(0, 8), after: start },
        for: down,
        repeat: untilTheEnd(context, start, draws.int(0, 2 * electionTimeout), 12),
        nodes: 'subject',
        unsynced: draws.pick(['keep', 'lose', 'subset']),
      },
    ]
  },
}

/** The leader dies just after it committed or applied: the client has its answer, or has to ask again. */
export const crashAfterCommit: Recipe = {
  name: 'crash-after-commit',
  kinds: ['crash'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 6 * electionTimeout)
    return [
      {
        kind: 'crash',
        when: {
          on: draws.pick(['committed', 'applied']),
          skip: draws.lean(0, 10),
          delay: draws.lean(0, 4),
          of: 'leader',
          after: start,
        },
        for: draws.pick([draws.int(1, 10), draws.int(electionTimeout, 2 * electionTimeout)]),
        repeat: untilTheEnd(context, start, electionTimeout, 8),
        nodes: 'subject',
        unsynced: draws.pick(['lose', 'keep', 'subset']),
      },
    ]
  },
}

/** A new leader dies before or while it asserts itself, again and again. */
export const crashAfterElection: Recipe = {
  name: 'crash-after-election',
  kinds: ['crash'],
  draw(draws, context) {
    const { electionTimeout, heartbeat } = context
    const start = drawStart(draws, context, 6 * electionTimeout)
    return [
      { kind: 'crash', when: { at: start }, for: 2 * electionTimeout, nodes: 'leader', unsynced: 'lose' },
      {
        kind: 'crash',
        when: { on: 'leader', skip: 0, delay: draws.lean(0, 2 * heartbeat), after: start },
        for: draws.pick([draws.int(1, 10), draws.int(electionTimeout, 3 * electionTimeout)]),
        repeat: { times: draws.int(2, 8), every: 0 },
        nodes: 'subject',
        unsynced: draws.pick(['lose', 'keep', 'prefix', 'subset']),
      },
    ]
  },
}
