import { drawStart, untilTheEnd, type Recipe } from './recipe.ts'

/** Elections out of the blue, while the leader works. */
export const earlyElections: Recipe = {
  name: 'early-elections',
  kinds: ['timeouts'],
  draw(draws, context) {
    const { electionTimeout, heartbeat } = context
    const start = drawStart(draws, context, 4 * electionTimeout)
    const repeat = untilTheEnd(context, start, draws.int(heartbeat, 2 * electionTimeout), 12)
    const nodes = draws.pick(['follower', 'lagging-follower', 'up-to-date-follower', 'any'])
    return [{ kind: 'timeouts', when: { at: start }, for: 0, repeat, nodes, timers: 'early' }]
  },
}

/** A server that was away and lacks committed entries stands for leader the moment it is back. */
export const laggingCandidate: Recipe = {
  name: 'lagging-candidate',
  kinds: ['partition', 'timeouts', 'crash'],
  draw(draws, context) {
    const { electionTimeout, heartbeat, members } = context
    const start = drawStart(draws, context, 5 * electionTimeout)
    const [laggard = 'n1'] = draws.shuffle(members)
    const lasts = draws.int(2 * heartbeat, 3 * electionTimeout)
    const back = start + lasts
    const stands = { at: back + draws.lean(0, 4) }
    return [
      { kind: 'partition', shape: 'isolate-one', when: { at: start }, for: lasts, nodes: [laggard] },
      {
        kind: 'crash',
        when: { at: Math.max(start, back - draws.lean(0, 20)) },
        for: draws.int(1, electionTimeout),
        nodes: 'leader',
        unsynced: draws.pick(['keep', 'lose']),
      },
      {
        kind: 'timeouts',
        when: stands,
        for: 0,
        repeat: { times: 3, every: draws.int(2, 60) },
        nodes: [laggard],
        timers: 'early',
      },
    ]
  },
}
