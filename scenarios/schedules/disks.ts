import { schedule } from './schedule.ts'

export const unsyncedAcknowledgement = schedule({
  name: 'crash-before-the-sync',
  about:
    'A majority loses power while its disks are still writing an entry: what was acknowledged must have been on them.',
  needs: ['persistence'],
  servers: 3,
  play: ({ name, write, writeLater, until, slowDisk, crash, restart, heal, trap, wait, read }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    slowDisk('all', 0.5),
    writeLater('old'),
    wait(0.25),
    trap,
    crash('all', 'lose'),
    heal,
    restart('all'),
    read('leader'),
  ],
})

export const restartOfAll = schedule({
  name: 'restart-of-all',
  about: 'All servers are killed right after a write was acknowledged, and start again: it is still there.',
  needs: ['persistence'],
  servers: 3,
  play: ({ name, write, crash, restart, trap, read }) => [
    name('old', 'leader'),
    write('old'),
    write('old', 'c2'),
    trap,
    crash('all', 'lose'),
    restart('all'),
    name('new', 'leader'),
    read('new'),
  ],
})

export const majorityRestarts = schedule({
  name: 'followers-restart-leader-stays-away',
  about:
    'The followers acknowledge an entry, restart, and elect a leader without the old one: they must still have the entry.',
  needs: ['persistence'],
  servers: 3,
  play: ({ name, write, until, slowDisk, cut, crash, restart, calm, trap, tryWrite, read }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    slowDisk('rest', 0.4),
    tryWrite('old', 'c2', 0.3),
    trap,
    cut('old', 'rest'),
    crash('rest', 'lose'),
    calm,
    restart('rest'),
    name('new', 'leader', 'old'),
    read('new'),
  ],
})
