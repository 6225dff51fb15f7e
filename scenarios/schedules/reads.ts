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
