import { schedule } from './schedule.ts'

export const requestArrivesTwice = schedule({
  name: 'request-arrives-twice',
  about: 'A request arrives again after another client has written: under its number it is executed once.',
  notes: ['N9'],
  needs: ['sessions'],
  servers: 3,
  play: ({ name, write, sendAgain, trap, wait, read }) => [
    name('old', 'leader'),
    write('old'),
    write('old', 'c2'),
    trap,
    sendAgain('old', 'c1'),
    wait(0.5),
    read('leader'),
  ],
})

export const requestAfterSnapshot = schedule({
  name: 'request-arrives-twice-after-a-snapshot',
  about:
    'A request arrives again at servers that started from snapshots: they must still know that it was executed.',
  notes: ['N9', 'N11'],
  needs: ['sessions', 'snapshots', 'persistence'],
  servers: 3,
  settings: { snapshotEvery: 1, trailing: 0 },
  play: ({ name, write, sendAgain, until, crash, restart, trap, wait, read }) => [
    name('old', 'leader'),
    write('old'),
    write('old', 'c2'),
    write('old', 'c3'),
    until('all', 'agrees', 'old'),
    wait(0.5),
    crash('all'),
    restart('all'),
    name('new', 'leader'),
    read('new'),
    trap,
    sendAgain('new', 'c1'),
    wait(0.5),
    read('leader'),
  ],
})
