import { edgeStalls } from './expected-causes-edge.ts'
import type { Expected } from './expected-causes.ts'

/** What the diagnosis of each planted bug says that makes a cluster stand still. */
export const expectedStalls: Readonly<Record<string, Expected>> = {
  'next-index-stays': { cause: 'next-index-does-not-go-back', rule: /sets nextIndex back and asks again/ },
  'first-entry-refused': { cause: 'matching-entries-refused', rule: /AppendEntries 2; §5\.3/ },
  'commit-index-ignored': { cause: 'leader-commit-not-taken-over', rule: /AppendEntries 5/ },
  'election-timeout-not-random': { cause: 'votes-split-again-and-again', rule: /drawn at random.*§5\.2/ },
  'votes-disregarded-without-leader': {
    cause: 'vote-request-not-answered',
    rule: /only within an election timeout of hearing a leader/,
  },
  'pre-vote-always-refused': { cause: 'pre-vote-refused-without-a-leader', rule: /thesis §9\.6/ },
  ...edgeStalls,
}
