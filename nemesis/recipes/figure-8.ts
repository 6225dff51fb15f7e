import { minorityOf } from '../selector.ts'
import { drawStart, type Recipe } from './recipe.ts'

/**
 * Figure 8 of the Raft paper, played out: s1 leads, its entry reaches few, it dies; s5 leads without
 * hearing of it, takes an entry of its own, dies; s1 leads again, brings its old entry to a majority, dies;
 * s5 leads and overwrites it. Who counts copies of an entry of an old term has committed it by then (§5.4.2).
 */
export const figure8: Recipe = {
  name: 'figure-8',
  kinds: ['timeouts', 'partition', 'crash'],
  draw(draws, context) {
    const { electionTimeout, members } = context
    const order = draws.shuffle(members)
    const s1 = order[0] ?? 'n1'
    const s5 = order.at(-1) ?? s1
    const few = order.slice(0, Math.max(1, minorityOf(members.length)))
    const phase = (): number => draws.int(Math.floor(electionTimeout / 4), electionTimeout)
    const start = drawStart(draws, context, 5 * electionTimeout)

    const cutOff = start + draws.int(20, 80)
    const firstDeath = cutOff + phase()
    const secondDeath = firstDeath + 20 + phase()
    const again = secondDeath + draws.int(2, 20)
    const back = secondDeath + phase()
    const down = { kind: 'crash', unsynced: 'keep' } as const
    const stand = { kind: 'timeouts', for: 0, timers: 'early' } as const
    const twice = { times: 2, every: draws.int(15, 60) }
    return [
      { ...stand, when: { at: start }, nodes: [s1] },
      { kind: 'partition', shape: 'isolate-one', when: { at: cutOff }, for: firstDeath - cutOff, nodes: few },
      { ...down, when: { at: firstDeath }, for: secondDeath - firstDeath, nodes: [s1] },
      { ...stand, when: { at: firstDeath + draws.int(1, 8) }, repeat: twice, nodes: [s5] },
      {
        kind: 'partition',
        shape: 'isolate-one',
        when: { on: 'leader', skip: 0, delay: 0, after: firstDeath },
        for: Math.max(1, secondDeath - firstDeath),
        nodes: 'subject',
      },
      { ...down, when: { at: secondDeath }, for: back - secondDeath, nodes: [s5] },
      { ...stand, when: { at: again }, repeat: twice, nodes: [s1] },
      {
        ...down,
        when: {
          on: 'committed',
          skip: draws.lean(0, 2),
          delay: draws.lean(0, 4),
          of: 'leader',
          after: again,
        },
        for: 2 * electionTimeout,
        nodes: 'subject',
      },
      {
        ...stand,
        when: { at: back + draws.int(1, 15) },
        repeat: { times: 3, every: draws.int(15, 80) },
        nodes: [s5],
      },
    ]
  },
}
