import type { SelfTest } from './self-test.ts'
import { plantedBug, DEFAULT_TARGET } from '../testcase/targets.ts'

/** One planted bug for each part of the harness that could fall silent, each found within a few runs. */
const ids = [
  'vote-no-log-check', // elections
  'no-truncate-on-conflict', // logs
  'reply-before-commit', // what clients see, after partitions
  'acknowledge-before-fsync', // disks that lose writes
  'no-session-deduplication', // sent again, done twice
]

const scenarios = [
  'everything-at-once',
  'leader-isolated',
  'leader-crash-before-majority',
  'contested-elections',
]
/** Each is found in a fifth of the runs at the least: 200 runs without are no accident. */
const RUNS = 200

/** The planted bugs that every campaign on the built-in Raft must find. */
export const selfTests = (): SelfTest[] =>
  ids.map((id) => ({
    id,
    target: `${DEFAULT_TARGET}+${id}`,
    breaks: plantedBug(id).breaks,
    scenarios,
    runs: RUNS,
  }))
