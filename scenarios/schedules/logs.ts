import type { Step } from '../../src/run/schedule/step.ts'
import { schedule } from './schedule.ts'
import type { Words } from './words.ts'

export const figure7 = schedule({
  name: 'figure-7',
  about:
    'A follower has missed entries, another has extra ones that were never committed: a new leader makes both like its own log (Figure 7 of the Raft paper).',
  servers: 5,
  play: ({ name, write, writeLater, until, cut, heal, trap, read, wait }) => [
    name('old', 'leader'),
    name('behind', 'follower'),
    write('old'),
    until('all', 'agrees', 'old'),
    cut('old', ['behind', 'rest']),
    cut('behind', 'rest'),
    writeLater('old', 'c2'),
    writeLater('old', 'c3'),
    until('old', 'appends'),
    wait(0.1),
    name('new', 'leader', 'old'),
    write('new', 'c4'),
    write('new', 'c5'),
    write('new', 'c6'),
    trap,
    heal,
    write('leader', 'c7'),
    wait(2),
    read('leader'),
  ],
})

export const minorityWrites = schedule({
  name: 'writes-to-an-isolated-leader',
  about:
    'A leader that is cut off takes writes, others elect another one and write, then all is joined: what the minority had must give way, and was never acknowledged.',
  servers: 3,
  play: ({ name, write, tryWrite, cut, heal, trap, read, wait }) => [
    name('old', 'leader'),
    write('old'),
    cut('old', 'rest'),
    tryWrite('old', 'c2', 0.3),
    trap,
    name('new', 'leader', 'old'),
    // before anything is written over it
    read('new'),
    write('new', 'c3'),
    heal,
    wait(1),
    read('leader'),
  ],
})

export const appliedUncommitted = schedule({
  name: 'uncommitted-entry-is-not-applied',
  about:
    'An entry reaches a leader and one follower of five and no more; another leader writes in its place: nobody may have applied the first.',
  servers: 5,
  play: ({ name, write, writeLater, until, cut, heal, trap, wait }) => [
    name('old', 'leader'),
    name('loyal', 'follower'),
    write('old'),
    cut(['old', 'loyal'], 'rest'),
    writeLater('old'),
    until('loyal', 'appends'),
    trap,
    name('new', 'leader', ['old', 'loyal']),
    write('new', 'c3'),
    heal,
    wait(1),
  ],
})

export const lateCopies = schedule({
  name: 'late-copies-of-old-appends',
  about:
    'Each message of the leader arrives a second time, after newer ones: an old, shorter append must not take away what came since.',
  servers: 3,
  play: ({ name, write, duplicate, calm, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    duplicate('old', 'rest', 0.5),
    trap,
    ...Array.from({ length: 12 }, () => write('old')),
    wait(1),
    calm,
    write('leader', 'c2'),
  ],
})

export const appendsOfOldTerm = schedule({
  name: 'appends-of-an-old-leader',
  about:
    'What a deposed leader sent long ago arrives after a newer leader has written: it must be refused, and not put in the place of newer entries.',
  servers: 3,
  play: ({ name, write, writeLater, until, delay, cut, join, trap, wait, read }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    delay('old', 'rest', 6),
    writeLater('old'),
    until('old', 'appends'),
    wait(0.05),
    // its clients hear nothing, it hears nothing; what it sent is under way
    cut('old', 'rest', 'to'),
    name('new', 'leader', 'old'),
    write('new', 'c3'),
    write('new', 'c4'),
    trap,
    wait(6),
    join('old', 'rest'),
    read('leader'),
  ],
})

/**
 * A follower accepts entries that another leader cuts off, then the first one leads again: its new entry is at an index which
 * that follower had accepted before. `by`: in election timeouts, how late its answers are, for the sake of its link or of its disk.
 */
export const earlierReign =
  (by: number, late: 'link' | 'disk' = 'link') =>
  ({
    name,
    write,
    writeLater,
    until,
    cut,
    join,
    delay,
    slowDisk,
    calm,
    lead,
    stand,
    trap,
    wait,
  }: Words): Step[] => [
    name('s1', 'leader'),
    name('s2', 'follower'),
    write('s1'),
    until('all', 'agrees', 's1'),
    cut(['s1', 's2'], 'rest'),
    ...(by > 0 ? [late === 'disk' ? slowDisk('s2', by) : delay('s2', 's1', by)] : []),
    // as many as leaders may come in between, each with an entry of its own
    ...Array.from({ length: 12 }, () => writeLater('s1')),
    until('s2', 'agrees', 's1'),
    wait(0.1),
    ...(by > 0 ? [late === 'disk' ? slowDisk('s2', 0) : calm] : []),
    name('s3', 'follower'),
    lead('s3'),
    join(['s1', 's2'], ['s3', 'rest']),
    write('s3', 'c6'),
    until('all', 'agrees', 's3'),
    name('s4', 'follower', ['s1', 's2']),
    lead('s1'),
    until('all', 'agrees', 's1'),
    wait(by),
    cut(['s1', 's4'], ['s2', 's3', 'rest']),
    writeLater('s1', 'c7'),
    until('s4', 'agrees', 's1'),
    trap,
    wait(0.1),
    stand('s3'),
    write('s3', 'c8'),
    wait(1),
  ]

export const reignForgotten = schedule({
  name: 'accepted-in-an-earlier-reign',
  about:
    'A follower accepts entries that are cut off under another leader, then the first leads again and reaches one follower of four: what was accepted under it before must not count.',
  servers: 5,
  play: earlierReign(0),
})

export const answersOfEarlierReign = schedule({
  name: 'answers-of-an-earlier-reign',
  about:
    'A follower accepts entries that are cut off under another leader; its answers arrive when the first leads again and reaches one follower of four: they must not count.',
  servers: 5,
  play: earlierReign(4),
})
