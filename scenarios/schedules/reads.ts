import { schedule } from './schedule.ts'

export const staleLeaderRead = schedule({
  name: 'read-at-a-deposed-leader',
  about:
    'A leader is cut off, another is elected and acknowledges a write; then the old one is asked to read: it must not answer from what it has.',
  servers: 3,
  play: ({ name, write, cut, tryRead, trap }) => [
    name('old', 'leader'),
    write('old'),
    cut('old', 'rest'),
    name('new', 'leader', 'old'),
    write('new', 'c2'),
    trap,
    tryRead('old', 'reader', 1),
  ],
})

export const readWithMinority = schedule({
  name: 'read-at-a-leader-with-a-minority',
  about:
    'A leader keeps one follower and loses the majority, which elects another: with that one follower alone it must confirm no read.',
  servers: 5,
  play: ({ name, write, cut, tryRead, trap }) => [
    name('old', 'leader'),
    name('loyal', 'follower'),
    write('old'),
    cut(['old', 'loyal'], 'rest'),
    name('new', 'leader', ['old', 'loyal']),
    write('new', 'c2'),
    trap,
    tryRead('old', 'reader', 1),
  ],
})

export const lateAcknowledgement = schedule({
  name: 'late-acknowledgement-confirms-a-read',
  about:
    'The answer to a heartbeat arrives long after its read was answered, at a leader that has been deposed meanwhile: it must not confirm a read that began later.',
  servers: 3,
  play: ({ name, write, read, cut, delay, readLater, trap, wait }) => [
    name('old', 'leader'),
    name('prompt', 'follower'),
    name('late', 'follower'),
    write('old'),
    delay('late', 'old', 6),
    read('old', 'first'),
    // what the late one has answered is on its way; nothing else reaches the old leader before
    cut('old', 'prompt'),
    cut('old', 'late', 'from'),
    name('new', 'leader', 'old'),
    write('new', 'c2'),
    trap,
    readLater('old', 'second'),
    wait(7),
  ],
})

export const readBeforeOwnEntry = schedule({
  name: 'read-at-a-new-leader',
  about:
    'A leader acknowledges a write and dies before anybody hears that it is committed: its successor must not answer a read without it.',
  servers: 3,
  settings: { reads: 'read-index' },
  play: ({ name, write, until, cut, tryRead, trap }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    // what it sends still arrives; that it has committed it says to nobody
    write('old', 'c2'),
    cut('old', 'rest'),
    name('new', 'leader', 'old'),
    trap,
    tryRead('new', 'r1', 0.05),
    tryRead('new', 'r2', 1),
  ],
})

export const readOfAnEarlierReign = schedule({
  name: 'read-of-an-earlier-reign',
  about:
    'A read waits at a leader that is deposed without knowing; it leads again, and has not yet applied what others acknowledged before that read: it must not be confirmed now by what it knew then.',
  needs: ['persistence'],
  servers: 3,
  settings: { reads: 'read-index' },
  play: ({
    name,
    write,
    until,
    cut,
    join,
    delay,
    slowClock,
    slowDisk,
    calm,
    readLater,
    stand,
    trap,
    wait,
  }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    slowClock('old', 50),
    wait(0.1),
    cut('old', 'rest'),
    name('new', 'leader', 'old'),
    name('heir', 'follower'),
    // it gets the entry, and hears not that it is committed
    delay('new', 'heir', 0.05),
    write('new', 'c2'),
    cut('heir', 'new', 'to'),
    readLater('old', 'reader'),
    wait(0.1),
    // it is elected by the one whose writes these were, which gets nothing of it
    delay('heir', 'new', 0.05),
    stand('heir'),
    join('heir', 'new'),
    until('heir', 'leads'),
    cut('heir', 'new'),
    calm,
    slowClock('new', 20),
    // and cut off before it says what it has committed with the old one
    delay('old', 'heir', 0.5),
    join('old', 'heir'),
    until('old', 'agrees', 'heir'),
    wait(0.1),
    cut('old', 'heir'),
    calm,
    join('old', 'new'),
    trap,
    stand('old'),
    until('old', 'leads'),
    // it answers heartbeats before it has the first entry
    slowDisk('new', 0.5),
    wait(1),
  ],
})
