import { expect, test } from 'vitest'
import { plantedBugs } from '../../scenarios/index.ts'
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
  'vote-index-only': 'vote-needs-newer-log',
  'vote-term-only': 'figure-7',
  'vote-and-instead-of-or': 'figure-7',
  'vote-compares-committed': 'figure-7',
  'candidate-claims-own-term': 'figure-7',
  'majority-half': 'split-vote',
  'term-not-persisted': 'figure-10-disjoint-majorities',
  'candidate-not-persisted': 'figure-10-disjoint-majorities',
  'vote-reply-before-fsync': 'vote-on-disk-first',
  'request-vote-before-fsync': 'candidate-on-disk-first',
  'refusal-counted': 'backtrack-by-hint',
  'dup-vote-counted': 'one-vote-a-term',
  'own-vote-counted-twice': 'backtrack-by-hint',
  'votes-carry-over': 'vote-needs-newer-log',
  'vote-cleared-on-step-down': 'figure-10-disjoint-majorities',
  'vote-cleared-by-leader': 'append-twice',
  'vote-not-restored': 'vote-on-disk-first',
  'term-from-log-at-restart': 'backtrack-one-by-one',
  'stands-in-same-term': 'backtrack-by-hint',
  'no-prev-term-check': 'figure-7',
  'no-consistency-check': 'appends-out-of-order',
  'heartbeat-not-checked': 'backtrack-one-by-one',
  'first-entry-taken-for-none': 'backtrack-one-by-one',
  'stale-term-append-accepted': 'delayed-append-of-old-term',
  'truncate-on-shorter-append': 'append-twice',
  'heartbeat-cuts-log': 'read-before-own-commit',
  'truncate-one-too-late': 'backtrack-by-hint',
  'newer-conflict-kept': 'backtrack-by-hint',
  'acknowledges-whole-log': 'figure-7',
  'match-is-next-minus-one': 'follower-read',
  'match-is-log-end': 'appends-out-of-order',
  'next-begins-past-end': 'backtrack-by-hint',
  'commit-not-monotonic': 'append-twice',
  'commit-half': 'leader-removes-itself',
  'commit-wrong-rank': 'figure-7',
  'commit-off-by-one': 'appends-out-of-order',
  'applies-latest-only': 'client-asks-a-new-leader',
  'log-committed-at-restart': 'backtrack-by-hint',
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

/** Of these no story tells: they need servers, faults or settings that none has. */
const refutedInNone: readonly string[] = [
  'stale-vote-counted',
  'match-not-monotonic',
  'stale-append-reply-counted',
  'truncate-on-step-down',
  'commit-past-last-new',
  'commit-beyond-log',
  'commit-before-own-disk',
  'commit-checks-last-term',
  'answers-whatever-is-applied',
]

const goldens = goldenFiles()

// of the bugs around the core many need servers, faults or settings that no story has
test('each planted bug of the core is refuted by a story, or known not to be', () => {
  const known = [...Object.keys(refutedIn), ...refutedInNone].filter((id) => !isEdge(id))
  const core = plantedBugs.map(({ id }) => id).filter((id) => !isEdge(id))
  expect(known.toSorted()).toEqual(core.toSorted())
})

// A claim that holds of any Raft, whatever it does, teaches nothing.
test.each(Object.entries(refutedIn))('the claims refute %s in %s', (id, story) => {
  const golden = goldens.find(({ name }) => name === `tests/golden/${story}.txt`)
  const bug = plantedBugs.find((one) => one.id === id)
  expect(golden, `the golden that refutes ${id}`).toBeDefined()
  const { name, text } = golden!
  expect(() => runGolden(text, name, bug!.deviation)).toThrow(/expected|it breaks/)
})
