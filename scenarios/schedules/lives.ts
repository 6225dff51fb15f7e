import { schedule } from './schedule.ts'

// Two lives of a server: what the first one asked, kept or was sent meets the second.

/** More entries than most Rafts keep before they compact. */
const MANY = 40

export const answerToAnEarlierLife = schedule({
  name: 'answer-to-an-earlier-life',
  about:
    'A follower asks the leader for a read and restarts; the answer is late, and arrives when the new life has asked for another, after a write that it has not heard of: it must not count.',
  needs: ['persistence'],
  servers: 3,
  settings: { reads: 'read-index' },
  play: ({ name, write, until, delay, slowClock, crash, restart, readLater, read, trap, wait }) => [
    name('old', 'leader'),
    name('again', 'follower'),
    write('old'),
    until('all', 'agrees', 'old'),
    wait(0.5),
    // it hears nothing for a while, and does not stand
    slowClock('again', 20),
    delay('old', 'again', 4),
    wait(0.5),
    readLater('again', 'first'),
    wait(0.1),
    crash('again'),
    restart('again'),
    write('old', 'c2'),
    trap,
    // again and again, until it knows whom to ask
    read('again', 'second'),
  ],
})

export const firstMessagesAfterACompaction = schedule({
  name: 'first-messages-after-a-compaction',
  about:
    'Copies of the first messages of all links arrive when the entries that they bring have been compacted away: they must not be taken for entries that are missing.',
  needs: ['snapshots'],
  servers: 3,
  settings: { snapshotEvery: 4, trailing: 0 },
  play: ({ name, write, writeLater, takeSnapshot, duplicate, until, trap, wait }) => [
    duplicate('all', 'all', 8),
    name('old', 'leader'),
    ...Array.from({ length: MANY }, () => writeLater('old')),
    write('old'),
    until('all', 'agrees', 'old'),
    takeSnapshot('all'),
    trap,
    wait(8),
    write('old'),
  ],
})

export const powerFailsWithinASnapshot = schedule({
  name: 'power-fails-while-a-snapshot-is-stored',
  about:
    'A server that was down gets a snapshot, and loses power before its disk has it; the same leader goes on: what it holds that server to have must be on the disk.',
  needs: ['persistence', 'snapshots'],
  servers: 3,
  settings: { snapshotEvery: 4, trailing: 0 },
  play: ({
    name,
    write,
    writeLater,
    until,
    takeSnapshot,
    slowDisk,
    delay,
    calm,
    crash,
    restart,
    trap,
    wait,
  }) => [
    name('old', 'leader'),
    name('behind', 'follower'),
    write('old'),
    until('all', 'agrees', 'old'),
    crash('behind'),
    ...Array.from({ length: MANY }, () => writeLater('old')),
    write('old', 'c3'),
    takeSnapshot('old'),
    wait(0.2),
    slowDisk('behind', 1),
    delay('old', 'behind', 0.1),
    restart('behind'),
    writeLater('old'),
    until('behind', 'compacts'),
    trap,
    crash('behind', 'lose'),
    calm,
    slowDisk('behind', 0),
    restart('behind'),
    wait(1),
  ],
})

export const restartAfterACut = schedule({
  name: 'restart-after-a-cut',
  about:
    'A follower whose longer, older tail gave way to a shorter, newer one restarts, and who has the old tail asks for its vote: it must remember the newer one, and not what it cut off.',
  needs: ['persistence'],
  servers: 5,
  play: ({
    name,
    write,
    writeLater,
    until,
    cut,
    join,
    delay,
    slowClock,
    calm,
    lead,
    crash,
    restart,
    stand,
    trap,
    wait,
  }) => [
    name('s1', 'leader'),
    name('s2', 'follower'),
    write('s1'),
    until('all', 'agrees', 's1'),
    cut(['s1', 's2'], 'rest'),
    // more than the other leaders have
    ...Array.from({ length: MANY }, () => writeLater('s1')),
    until('s2', 'agrees', 's1'),
    wait(0.1),
    cut('s1', 's2'),
    name('s3', 'follower'),
    name('s5', 'follower'),
    // it elects, and gets nothing
    delay('s3', 's5', 0.05),
    lead('s3'),
    cut('s3', 's5'),
    calm,
    join('s2', ['s3', 'rest']),
    write('s3', 'c3'),
    write('s3', 'c3'),
    until('s2', 'agrees', 's3'),
    wait(0.1),
    crash('s2'),
    cut(['s1', 's2', 's5'], ['s3', 'rest']),
    restart('s2'),
    slowClock(['s2', 's5'], 8),
    join('s1', ['s2', 's5']),
    trap,
    wait(1),
    stand('s1'),
    wait(4),
  ],
})
