import { earlierReign } from './logs.ts'
import { schedule } from './schedule.ts'

// A disk slower than an election: what waits for it is sent when its server is in a later term.

export const votesFromSlowDisks = schedule({
  name: 'votes-from-slow-disks',
  about:
    'Voters grant a vote that their slow disks hold back, and are in a later term when it leaves: it must not count there, where the candidate stands again and they elect another.',
  needs: ['persistence'],
  servers: 5,
  play: ({ name, write, until, cut, pause, delay, slowClock, slowDisk, stand, trap, wait }) => [
    name('old', 'leader'),
    write('old'),
    until('all', 'agrees', 'old'),
    name('a', 'follower'),
    name('b', 'follower'),
    pause('old'),
    // long enough to trust no leader any more, too short to stand themselves
    slowClock(['a', 'b', 'rest'], 3),
    wait(1.55),
    slowDisk('rest', 2),
    stand('a'),
    until('rest', 'votes'),
    slowClock(['b', 'rest'], 8),
    // where it takes pre-votes to stand it has them once more; that it stands the others never hear
    delay('a', ['b', 'rest'], 0.05),
    stand('a'),
    cut('a', ['b', 'rest'], 'from'),
    cut('a', 'b'),
    slowClock('a', 8),
    stand('b'),
    // it waits for votes that slow disks hold back
    slowClock('b', 8),
    trap,
    wait(5),
  ],
})

export const answersFromASlowDisk = schedule({
  name: 'answers-from-a-slow-disk',
  about:
    'A follower accepts entries that its slow disk holds back; they are cut off under another leader before it is done, and its answers leave when the first leads again: they must not count.',
  needs: ['persistence'],
  servers: 5,
  play: earlierReign(4, 'disk'),
})
