import { edgeStalls } from './expected-causes-edge.ts'

/** What the diagnosis of each planted bug says that makes a cluster stand still; those that it does not tell are left out. */
export const expectedStalls: Readonly<Record<string, { readonly cause: string; readonly rule: RegExp }>> = {
  'next-index-stays': { cause: 'next-index-does-not-go-back', rule: /sets nextIndex back and asks again/ },
  'first-entry-refused': { cause: 'matching-entries-refused', rule: /AppendEntries 2; §5\.3/ },
  'commit-index-ignored': { cause: 'leader-commit-not-taken-over', rule: /AppendEntries 5/ },
  'election-timeout-not-random': { cause: 'votes-split-again-and-again', rule: /drawn at random.*§5\.2/ },
  'votes-disregarded-without-leader': {
    cause: 'vote-request-not-answered',
    rule: /only within an election timeout of hearing a leader/,
  },
  'pre-vote-always-refused': { cause: 'pre-vote-refused-without-a-leader', rule: /thesis §9\.6/ },
  'vote-needs-longer-log': {
    cause: 'vote-refused-without-a-reason',
    rule: /candidate’s log is no older than its own/,
  },
  'candidate-claims-committed': { cause: 'candidate-claims-another-log', rule: /where its own log ends/ },
  'vote-kept-in-new-term': {
    cause: 'vote-refused-without-a-reason',
    rule: /candidate’s log is no older than its own/,
  },
  'request-vote-term-ignored': { cause: 'newer-term-not-taken-over', rule: /hears of a newer term/ },
  'leader-ignores-newer-terms': { cause: 'newer-term-not-taken-over', rule: /hears of a newer term/ },
  'newer-term-in-reply-ignored': { cause: 'newer-term-not-taken-over', rule: /hears of a newer term/ },
  'stands-again-in-same-term': { cause: 'no-new-term-after-a-split-vote', rule: /begins a new term/ },
  'match-begins-at-log-end': {
    cause: 'matched-more-than-was-acknowledged',
    rule: /what that acknowledged in its term/,
  },
  'commit-scan-stops': { cause: 'held-by-a-majority-not-committed', rule: /majority/ },
  ...edgeStalls,
}
