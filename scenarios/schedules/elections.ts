import { schedule } from './schedule.ts'

export const figure8 = schedule({
  name: 'figure-8',
  about:
    'An entry of an old term reaches a majority under a newer leader, which dies; who has a newer entry overwrites it (Figure 8 of the Raft paper): it must not have been committed.',
  notes: ['N8'],
  needs: ['persistence'],
  servers: 5,
  settings: { batch: 1, noop: false, replication: 'eager', snapshotEvery: 0 },
  play: ({ name, write, writeLater, until, untilSome, cut, join, crash, restart, lead, trap, wait }) => [
    name('s1', 'leader'),
    name('s2', 'follower'),
    write('s1'),
    until('all', 'agrees', 's1'),
    cut(['s1', 's2'], 'rest'),
    writeLater('s1'),
    until('s2', 'appends'),
    cut('s1', 's2'),
    crash('s1'),
    // one of the three that know nothing of it
    name('s5', 'leader', ['s1', 's2']),
    cut('s5', 'rest'),
    writeLater('s5', 'c3'),
    until('s5', 'appends'),
    crash('s5'),
    join(['s1', 's2'], 'rest'),
    cut('s5', ['s1', 's2', 'rest']),
    restart('s1'),
    lead('s1'),
    untilSome('rest', 'agrees', 's2'),
    trap,
    wait(0.05),
    crash('s1'),
    join('s5', ['s1', 's2', 'rest']),
    restart('s5'),
    lead('s5'),
    write('s5', 'c5'),
  ],
})

export const twoCandidatesOneTerm = schedule({
  name: 'two-candidates-in-one-term',
  about: 'Two servers that do not hear each other stand in one term: no voter may vote for both.',
  servers: 5,
  play: ({ name, write, until, cut, pause, stand, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    name('b', 'follower'),
    pause('old'),
    cut('a', 'b'),
    wait(0.5),
    stand(['a', 'b']),
    trap,
    wait(1),
  ],
})

export const voteForgotten = schedule({
  name: 'vote-then-restart',
  about:
    'Voters restart after they have voted, and a second candidate of the same term asks them: a vote must not be forgotten.',
  needs: ['persistence'],
  servers: 5,
  play: ({ name, write, until, cut, pause, stand, delay, crash, restart, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    name('b', 'follower'),
    pause('old'),
    cut('a', 'b'),
    delay('b', 'rest', 0.25),
    stand(['a', 'b']),
    until('rest', 'votes'),
    // who has heard of the leader that it made need not be asked any more
    cut('a', 'rest', 'from'),
    wait(0.1),
    trap,
    crash('rest', 'lose'),
    restart('rest'),
    wait(1),
  ],
})

export const electionRestriction = schedule({
  name: 'candidate-without-the-entry',
  about:
    'A server that missed an acknowledged entry stands for leader where most have it: nobody who has it may vote for it.',
  servers: 5,
  play: ({ name, write, until, cut, pause, join, stand, trap, wait }) => [
    name('old', 'leader'),
    name('behind', 'follower'),
    until('behind', 'agrees', 'old'),
    cut('behind', ['old', 'rest']),
    write('old'),
    until(['rest'], 'agrees', 'old'),
    pause('old'),
    wait(0.4),
    join('behind', 'rest'),
    stand('behind'),
    trap,
    wait(1),
  ],
})

export const longerLogOfOlderTerm = schedule({
  name: 'longer-log-of-an-older-term',
  about:
    'A deposed leader with many entries that were never committed stands against servers with fewer, newer ones: the last term decides, not the length.',
  servers: 5,
  play: ({ name, write, writeLater, until, cut, join, pause, stand, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    cut('old', 'rest'),
    ...['c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'].map((client) => writeLater('old', client)),
    until('old', 'appends'),
    wait(0.1),
    name('new', 'leader', 'old'),
    write('new'),
    until('rest', 'agrees', 'new'),
    pause('new'),
    join('old', 'rest'),
    wait(0.4),
    stand('old'),
    trap,
    wait(1),
  ],
})
