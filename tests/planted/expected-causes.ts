import { edgeCauses, notTold } from './expected-causes-edge.ts'
import type { Told } from './told.ts'

/** What the diagnosis of the script of each planted bug says; `not told`: nothing. */
export const expected: Readonly<Record<string, Told | 'not told'>> = {
  'vote-no-log-check': { cause: 'older-log-elected', rule: /§5\.4\.1/ },
  'vote-index-before-term': { cause: 'longer-log-of-an-older-term-elected', rule: /§5\.4\.1/ },
  'vote-not-persisted': { cause: 'vote-not-on-disk', rule: /over restarts too \(§5\.2/ },
  'vote-twice': { cause: 'second-vote-in-a-term', rule: /at most one candidate in a term/ },
  'commit-old-term': { cause: 'committed-by-counting-an-old-term', rule: /§5\.4\.2, Figure 8/ },
  'truncate-on-any-append': { cause: 'truncated-without-a-conflict', rule: /only where an entry conflicts/ },
  'no-truncate-on-conflict': { cause: 'conflicting-entry-kept', rule: /deletes it and all that follow/ },
  'reply-before-commit': { cause: 'answered-before-commit', rule: /only after its entry is committed/ },
  'local-leader-reads': { cause: 'read-answered-without-a-majority', rule: /that it still leads/ },
  'read-before-own-commit': {
    cause: 'read-before-a-commit-of-its-own-term',
    rule: /committed an entry of its own term/,
  },
  'no-session-deduplication': { cause: 'retry-executed-again', rule: /does not execute it again/ },
  'sessions-not-in-snapshot': { cause: 'sessions-not-in-snapshot', rule: /a snapshot holds the sessions/ },
  'session-remembers-last-number': {
    cause: 'retry-executed-after-a-later-request',
    rule: /by its session and number/,
  },
  'status-without-fence': { cause: 'status-answered-from-own-state', rule: /as a fence/ },
  'session-expiry-by-local-clock': { cause: 'same-log-different-outcome', rule: /never from the clock/ },
  'reconfigure-before-own-commit': {
    cause: 'members-changed-before-own-term-commit',
    rule: /changes members only once it has committed/,
  },
  'joint-left-before-commit': {
    cause: 'new-members-decide-before-both-majorities-agreed',
    rule: /§6, Figure 11/,
  },
  'apply-past-commit': { cause: 'applied-before-commit', rule: /up to commitIndex only/ },
  'acknowledge-before-fsync': {
    cause: 'acknowledged-before-it-was-on-disk',
    rule: /stable storage before it acknowledges/,
  },
  'vote-index-only': {
    cause: 'older-log-elected',
    rule: /§5\.4\.1/,
    inRuns: 'longer-log-of-an-older-term-elected',
  },
  'vote-term-only': { cause: 'older-log-elected', rule: /§5\.4\.1/ },
  'vote-and-instead-of-or': { cause: 'older-log-elected', rule: /§5\.4\.1/ },
  'vote-compares-committed': { cause: 'older-log-elected', rule: /§5\.4\.1/ },
  'candidate-claims-own-term': { cause: 'candidate-claims-another-log', rule: /where its own log ends/ },
  'majority-half': { cause: 'elected-without-a-majority', rule: /once a majority of the members have voted/ },
  'term-not-persisted': { cause: 'vote-not-on-disk', rule: /over restarts too \(§5\.2/ },
  'candidate-not-persisted': { cause: 'vote-not-on-disk', rule: /over restarts too \(§5\.2/ },
  'vote-reply-before-fsync': { cause: 'vote-not-on-disk', rule: /over restarts too \(§5\.2/ },
  'request-vote-before-fsync': { cause: 'vote-not-on-disk', rule: /over restarts too \(§5\.2/ },
  'stale-vote-counted': {
    cause: 'vote-of-an-earlier-term-counted',
    rule: /granted to it in its present term, each server once/,
  },
  'refusal-counted': {
    cause: 'refusal-counted-as-a-vote',
    rule: /granted to it in its present term, each server once/,
    inRuns: 'elected-without-a-majority',
  },
  'dup-vote-counted': {
    cause: 'vote-counted-twice',
    rule: /granted to it in its present term, each server once/,
  },
  'own-vote-counted-twice': {
    cause: 'elected-without-a-majority',
    rule: /once a majority of the members have voted/,
  },
  'votes-carry-over': {
    cause: 'elected-without-a-majority',
    rule: /once a majority of the members have voted/,
  },
  'vote-cleared-on-step-down': {
    cause: 'vote-forgotten-within-a-term',
    rule: /at most one candidate in a term/,
  },
  'vote-cleared-by-leader': {
    cause: 'vote-forgotten-within-a-term',
    rule: /at most one candidate in a term/,
  },
  'vote-not-restored': { cause: 'vote-on-disk-not-restored', rule: /at most one candidate in a term/ },
  'term-from-log-at-restart': { cause: 'term-on-disk-not-restored', rule: /in the term that is on its disk/ },
  'stands-in-same-term': { cause: 'second-vote-in-a-term', rule: /at most one candidate in a term/ },
  'no-prev-term-check': {
    cause: 'appended-behind-another-entry',
    rule: /unless its log has the entry before them/,
  },
  'no-consistency-check': {
    cause: 'accepted-without-the-entry-before',
    rule: /unless its log has the entry before them/,
  },
  'heartbeat-not-checked': {
    cause: 'accepted-without-the-entry-before',
    rule: /unless its log has the entry before them/,
  },
  'first-entry-taken-for-none': {
    cause: 'accepted-without-the-entry-before',
    rule: /unless its log has the entry before them/,
  },
  'stale-term-append-accepted': {
    cause: 'append-of-an-older-term-accepted',
    rule: /of a term lower than its own/,
  },
  'truncate-on-shorter-append': {
    cause: 'truncated-without-a-conflict',
    rule: /only where an entry conflicts/,
  },
  'heartbeat-cuts-log': { cause: 'truncated-without-a-conflict', rule: /only where an entry conflicts/ },
  'truncate-one-too-late': { cause: 'conflicting-entry-kept', rule: /deletes it and all that follow/ },
  'newer-conflict-kept': { cause: 'conflicting-entry-kept', rule: /deletes it and all that follow/ },
  'acknowledges-whole-log': {
    cause: 'acknowledged-more-than-it-was-sent',
    rule: /vouches for prevLogIndex and the entries/,
  },
  'match-not-monotonic': { cause: 'match-index-set-back', rule: /matchIndex.*increases monotonically/ },
  'match-is-next-minus-one': {
    cause: 'matched-more-than-was-acknowledged',
    rule: /what that acknowledged in its term/,
  },
  'match-is-log-end': {
    cause: 'matched-more-than-was-acknowledged',
    rule: /what that acknowledged in its term/,
  },
  'next-begins-past-end': { cause: 'append-behind-no-entry', rule: /nextIndex begins at the last index/ },
  'stale-append-reply-counted': {
    cause: 'acknowledgement-of-an-earlier-term-counted',
    rule: /what that acknowledged in its term/,
  },
  'truncate-on-step-down': { cause: 'truncated-without-a-conflict', rule: /only where an entry conflicts/ },
  'commit-past-last-new': {
    cause: 'committed-past-the-last-new-entry',
    rule: /min\(leaderCommit, index of last new entry\)/,
  },
  'commit-beyond-log': {
    cause: 'committed-past-the-last-new-entry',
    rule: /min\(leaderCommit, index of last new entry\)/,
  },
  'commit-not-monotonic': {
    cause: 'commit-index-set-back',
    rule: /only where it is greater than its own commitIndex/,
  },
  'commit-half': { cause: 'committed-without-a-majority', rule: /once a majority of the servers have it/ },
  'commit-wrong-rank': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'commit-before-own-disk': {
    cause: 'leader-counted-itself-before-its-disk',
    rule: /only once its disk has it/,
  },
  'commit-off-by-one': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'commit-checks-last-term': { cause: 'committed-by-counting-an-old-term', rule: /§5\.4\.2, Figure 8/ },
  'applies-latest-only': 'not told',
  'log-committed-at-restart': { cause: 'committed-at-restart', rule: /but what is in its snapshot/ },
  'answers-whatever-is-applied': {
    cause: 'answered-for-another-entry',
    rule: /applied the entry of that request/,
    isToldByScript: false,
  },
  ...edgeCauses,
  ...Object.fromEntries(Object.keys(notTold).map((id) => [id, 'not told'] as const)),
}

/** What is told of a bug at all. */
export function toldOf(id: string): Told | undefined {
  const told = expected[id]
  return told === 'not told' ? undefined : told
}

/** What is told of a bug by its script; undefined: nothing. */
export function toldByScript(id: string): Told | undefined {
  const told = toldOf(id)
  return told?.isToldByScript === false ? undefined : told
}

/** The cause of the first run that finds it, or `not told`. */
export const inRuns = (id: string): string => toldOf(id)?.inRuns ?? toldOf(id)?.cause ?? 'not told'
