import { expect, test } from 'vitest'
import { plantedBugs } from '../../scenarios/index.ts'
import { plantedBug } from '../../src/testcase/targets.ts'
import { isEdge } from '../planted/expected-causes-edge.ts'
import { goldenFiles } from './runner/golden-files.ts'
import { runGolden } from './runner/run-golden.ts'

/** For each planted bug of which a story tells, a golden whose claims do not hold on a Raft with it. */
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
  'several-servers-at-once': 'change-barrier',
  'two-changes-in-flight': 'change-barrier',
  'members-from-commit-on': 'learner',
  'learners-counted': 'learner',
  'removed-leader-counts-itself': 'leader-removes-itself',
  'removed-servers-counted': 'leader-removes-itself',
  'joint-new-majority-only': 'figure-11-joint-consensus',
  'votes-broadcast': 'one-vote-a-term',
  'follower-reads-before-applying': 'follower-read',
  'read-confirmed-by-any-answer': 'read-index',
  'lease-longer-than-promise': 'lease-read',
  'retries-known-at-arrival-only': 'several-requests-in-a-session',
  'session-forgets-one-too-many': 'client-asks-a-new-leader',
  'expired-session-made-anew': 'session-expiry',
  'clients-share-a-session': 'sessions',
  'disk-acknowledges-early': 'vote-on-disk-first',
  'sync-before-write': 'reply-lost-after-sync',
  'disk-empty-after-restart': 'vote-on-disk-first',
  'last-record-lost-at-restart': 'vote-on-disk-first',
}

test('a story tells of each planted bug of the core', () => {
  const core = plantedBugs.filter(({ id }) => !isEdge(id))
  expect(core.map(({ id }) => id).filter((id) => !(id in refutedIn))).toEqual([])
})

// A claim that holds of any Raft, whatever it does, teaches nothing.
test.each(Object.entries(refutedIn))('the claims refute %s', (id, story) => {
  const bug = plantedBug(id)
  const golden = goldenFiles().find(({ name }) => name === `tests/golden/${story}.txt`)
  expect(golden, `the golden that refutes ${id}`).toBeDefined()
  const { name, text } = golden!
  expect(() => runGolden(text, name, bug.deviation)).toThrow(/expected|it breaks/)
})
