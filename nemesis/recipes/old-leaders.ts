import { drawStart, untilTheEnd, type Recipe } from './recipe.ts'

/** The leader is cut off, goes on taking entries, and comes back when another leads. */
export const isolatedLeader: Recipe = {
  name: 'isolated-leader',
  kinds: ['partition'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 5 * electionTimeout)
    const lasts = draws.int(electionTimeout, 4 * electionTimeout)
    const repeat = untilTheEnd(context, start, lasts + draws.int(20, 2 * electionTimeout), 6)
    return [
      { kind: 'partition', shape: 'isolate-one', when: { at: start }, for: lasts, repeat, nodes: 'leader' },
    ]
  },
}

/** The leader keeps one follower of four (or none of two), so that its entries stand on a minority. */
export const leaderWithFew: Recipe = {
  name: 'leader-with-few',
  kinds: ['partition'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 5 * electionTimeout)
    const lasts = draws.int(Math.floor(electionTimeout / 2), 3 * electionTimeout)
    const repeat = untilTheEnd(context, start, lasts + draws.int(20, electionTimeout), 8)
    return [{ kind: 'partition', shape: 'leader-with-minority', when: { at: start }, for: lasts, repeat }]
  },
}

/** An old leader comes back just as the new one dies, and may win once more with its entries of old terms. */
export const oldLeaderWins: Recipe = {
  name: 'old-leader-wins',
  kinds: ['partition', 'crash', 'timeouts'],
  draw(draws, context) {
    const { electionTimeout, heartbeat, members } = context
    const start = drawStart(draws, context, 6 * electionTimeout)
    const [old = 'n1'] = draws.shuffle(members)
    const cutAt = start + draws.int(20, 20 + 2 * heartbeat)
    const lasts = draws.int(electionTimeout, 3 * electionTimeout)
    const back = cutAt + lasts
    return [
      { kind: 'timeouts', when: { at: start }, for: 0, nodes: [old], timers: 'early' },
      { kind: 'partition', shape: 'isolate-one', when: { at: cutAt }, for: lasts, nodes: [old] },
      {
        kind: 'crash',
        when: { at: Math.max(cutAt, back - draws.lean(0, 10)) },
        for: draws.int(heartbeat, 2 * electionTimeout),
        nodes: 'leader',
        unsynced: draws.pick(['keep', 'lose']),
      },
      { kind: 'timeouts', when: { at: back + draws.lean(1, 20) }, for: 0, nodes: [old], timers: 'early' },
    ]
  },
}

/** The leader falls asleep, is replaced, and wakes in the belief that it still leads. */
export const sleepingLeader: Recipe = {
  name: 'sleeping-leader',
  kinds: ['pause'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 5 * electionTimeout)
    const lasts = draws.int(electionTimeout, 4 * electionTimeout)
    const repeat = untilTheEnd(context, start, lasts + draws.int(20, 2 * electionTimeout), 6)
    return [{ kind: 'pause', when: { at: start }, for: lasts, repeat, nodes: 'leader' }]
  },
}

/** The leader's clock is slow while it is cut off: a lease of its own reckoning outlasts its leadership. */
export const slowLeaderClock: Recipe = {
  name: 'slow-leader-clock',
  kinds: ['clock-skew', 'partition'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 5 * electionTimeout)
    const lasts = draws.int(electionTimeout, 5 * electionTimeout)
    const repeat = untilTheEnd(context, start, lasts + draws.int(20, 2 * electionTimeout), 5)
    const rate = draws.int(500_000, 900_000)
    return [
      { kind: 'clock-skew', when: { at: start }, for: lasts, repeat, nodes: 'leader', rate, jump: 0 },
      { kind: 'partition', shape: 'isolate-one', when: { at: start }, for: lasts, repeat, nodes: 'leader' },
    ]
  },
}

/** Nothing reaches the leader, while all hear it; or all reach it, and none hears it. */
export const halfDeafLeader: Recipe = {
  name: 'half-deaf-leader',
  kinds: ['partition'],
  draw(draws, context) {
    const { electionTimeout } = context
    const start = drawStart(draws, context, 5 * electionTimeout)
    const lasts = draws.int(Math.floor(electionTimeout / 2), 4 * electionTimeout)
    const repeat = untilTheEnd(context, start, lasts + draws.int(20, electionTimeout), 6)
    const direction = draws.pick(['in', 'out'])
    return [
      {
        kind: 'partition',
        shape: 'one-way',
        when: { at: start },
        for: lasts,
        repeat,
        nodes: 'leader',
        direction,
      },
    ]
  },
}
