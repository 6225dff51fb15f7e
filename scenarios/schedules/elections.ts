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
  play: ({ name, write, until, cut, pause, stand, delay, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    name('b', 'follower'),
    pause('old'),
    cut('a', 'b'),
    wait(0.5),
    // where it takes pre-votes to stand both have them before one is elected
    delay('rest', ['a', 'b'], 0.25),
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
    delay('rest', ['a', 'b'], 0.25),
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

export const candidacyForgotten = schedule({
  name: 'elected-then-restart',
  about:
    'A server votes for itself, is elected, and restarts at once; a second candidate of the same term asks it: that it voted must not be forgotten.',
  needs: ['persistence'],
  servers: 5,
  play: ({
    name,
    write,
    until,
    cut,
    join,
    pause,
    resume,
    stand,
    delay,
    slowDisk,
    crash,
    restart,
    trap,
    wait,
  }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    name('b', 'follower'),
    pause('old'),
    cut('a', ['b', 'old'], 'from'),
    delay('b', ['a', 'old', 'rest'], 0.3),
    slowDisk('a', 0.1),
    stand(['a', 'b']),
    until('a', 'leads'),
    trap,
    crash('a', 'lose'),
    join('a', ['b', 'old']),
    restart('a'),
    resume('old'),
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
    trap,
    stand('behind'),
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
    trap,
    stand('old'),
    wait(1),
  ],
})

export const votesTwice = schedule({
  name: 'votes-arrive-twice',
  about:
    'A candidate that one voter alone can hear gets each answer of that voter twice, while the others elect one of themselves in the same term: a vote counts once.',
  servers: 5,
  play: ({ name, write, until, cut, delay, duplicate, stand, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    name('voter', 'follower'),
    duplicate('voter', 'a', 0.1),
    // where it takes pre-votes to stand it has them from others; that it stands they never hear
    delay('a', ['old', 'rest'], 0.15),
    stand('a'),
    cut(['a', 'voter'], ['old', 'rest']),
    until('voter', 'votes'),
    wait(0.2),
    name('b', 'follower'),
    trap,
    stand('b'),
    wait(1),
  ],
})

export const votesOfEarlierTerm = schedule({
  name: 'votes-of-an-earlier-term',
  about:
    'The votes for a candidate arrive when it stands in a later term, in which the others, who do not hear it any more, elect another: old votes must not count.',
  servers: 5,
  play: ({ name, write, until, untilSome, cut, pause, delay, slowClock, calm, stand, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    pause('old'),
    slowClock('rest', 8),
    delay('a', 'rest', 0.05),
    stand('a'),
    // votes alone: where it takes pre-votes to stand, others would stand before those came
    delay('rest', 'a', 0.6),
    untilSome('rest', 'votes'),
    wait(0.05),
    // what is under way stays late
    calm,
    // where it takes pre-votes to stand it has them once more; that it stands the others never hear
    delay('a', 'rest', 0.05),
    stand('a'),
    cut('a', 'rest', 'from'),
    slowClock('rest', 1),
    name('b', 'follower'),
    delay('b', 'a', 2),
    trap,
    stand('b'),
    wait(1),
  ],
})
