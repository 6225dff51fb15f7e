import { schedule } from './schedule.ts'

// Changes of one server at a time (thesis, 4.1).

export const changeBeforeOwnEntry = schedule({
  name: 'change-before-an-entry-of-its-own',
  about:
    'A leader is cut off with a change of members; its successor is asked for another before it has committed anything, and is cut off in turn with half of the servers: no two majorities may decide apart.',
  needs: ['membership'],
  servers: 4,
  settings: { membershipChange: 'single' },
  play: ({ name, write, removeLater, until, cut, join, delay, slowClock, calm, lead, trap, wait }) => [
    name('s1', 'leader'),
    name('s2', 'follower'),
    name('s3', 'follower'),
    name('s4', 'follower'),
    write('s1'),
    until('all', 'agrees', 's1'),
    cut('s1', ['s2', 's3', 's4']),
    removeLater('s4', 's1', 'first-operator', 'done'),
    until('s1', 'appends'),
    // one of its voters gets nothing of it
    delay('s2', 's3', 0.02),
    slowClock(['s3', 's4'], 3),
    lead('s2'),
    cut('s2', 's3'),
    slowClock(['s3', 's4'], 1),
    removeLater('s1', 's2', 'second-operator', 'done'),
    wait(0.2),
    calm,
    cut('s4', 's3'),
    join('s1', 's3'),
    until('s1', 'follows'),
    trap,
    lead('s1'),
    write('s1', 'c2'),
  ],
})

export const twoChangesUnderWay = schedule({
  name: 'two-changes-under-way',
  about:
    'A leader with one follower of four is asked to remove two servers, one right after the other, while those left alone elect another: it must not decide by the smaller number.',
  needs: ['membership'],
  servers: 5,
  settings: { preVote: true, membershipChange: 'single' },
  play: ({ name, write, removeLater, until, cut, trap, wait }) => [
    name('old', 'leader'),
    name('loyal', 'follower'),
    name('r1', 'follower'),
    name('r2', 'follower'),
    write('old'),
    until('all', 'agrees', 'old'),
    cut(['old', 'loyal'], ['r1', 'r2', 'rest']),
    removeLater('r1', 'old', 'first-operator', 'asked'),
    until('old', 'appends'),
    removeLater('r2', 'old', 'second-operator', 'asked'),
    trap,
    wait(0.3),
    name('new', 'leader', ['old', 'loyal']),
    write('new', 'c3'),
    wait(1),
  ],
})

export const voteOfOneLetInAgain = schedule({
  name: 'vote-of-one-let-in-again',
  about:
    'A server was removed and let in again, and has not heard of the second; the leader is lost, and nobody is elected without the vote of that one: it has to give it.',
  needs: ['membership', 'persistence'],
  servers: 4,
  settings: { preVote: true, membershipChange: 'single' },
  play: ({ name, write, add, remove, until, cut, join, lose, trap }) => [
    name('old', 'leader'),
    name('again', 'follower'),
    write('old'),
    until('all', 'agrees', 'old'),
    remove('again', 'old'),
    until('all', 'agrees', 'old'),
    cut('again', ['old', 'rest']),
    add('again', 'old'),
    until('rest', 'agrees', 'old'),
    trap,
    lose('old'),
    join('again', 'rest'),
  ],
})
