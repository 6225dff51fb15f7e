import { expect, test } from 'vitest'
import { plantedBugs } from '../../scenarios/index.ts'
import { goldenFiles } from './runner/golden-files.ts'
import { runGolden } from './runner/run-golden.ts'

/** For each planted bug, a golden whose claims do not hold on a Raft with it. */
const refutedIn: { readonly [bug: string]: string } = {
  'vote-no-log-check': 'leader-completeness',
  'vote-index-before-term': 'vote-needs-newer-log',
  'vote-not-persisted': 'vote-on-disk-first',
  'vote-twice': 'one-vote-a-term',
  'commit-old-term': 'figure-8-not-committed',
  'truncate-on-any-append': 'append-twice',
  'no-truncate-on-conflict': 'figure-7',
  'reply-before-commit': 'replication',
  'local-leader-reads': 'read-at-deposed-leader',
  'read-before-own-commit': 'read-before-own-commit',
  'no-session-deduplication': 'client-asks-a-new-leader',
  'sessions-not-in-snapshot': 'snapshot-holds-sessions',
  'session-remembers-last-number': 'several-requests-in-a-session',
  'status-without-fence': 'status-of-a-request',
  'session-expiry-by-local-clock': 'session-expiry',
  'reconfigure-before-own-commit': 'change-barrier',
  'joint-left-before-commit': 'figure-10-disjoint-majorities',
  'apply-past-commit': 'isolated-leader',
  'acknowledge-before-fsync': 'lost-unsynced-write',
}

// A claim that holds of any Raft, whatever it does, teaches nothing.
test.each(plantedBugs.map((bug) => [bug.id, bug] as const))('the claims refute %s', (id, bug) => {
  const golden = goldenFiles().find(({ name }) => name === `tests/golden/${refutedIn[id]}.txt`)
  expect(golden, `a golden that refutes ${id}: name it in refutedIn`).toBeDefined()
  const { name, text } = golden!
  expect(() => runGolden(text, name, bug.deviation)).toThrow(/expected|it breaks/)
})
