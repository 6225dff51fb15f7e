import { edgeCauses } from './expected-causes-edge.ts'

/** A cause that the diagnosis names, and the place of the rule. */
export interface Expected {
  readonly cause: string
  readonly rule: RegExp
}

/** What the diagnosis of each planted bug says: its cause, and the place of the rule that it replaces. */
export const expected: Readonly<Record<string, Expected>> = {
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
  ...edgeCauses,
}
