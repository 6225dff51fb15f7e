import { schedule } from './schedule.ts'

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
