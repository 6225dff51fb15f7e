import type { SelfTest } from './self-test.ts'
import { withPlantedBug } from '../subject/shipped-targets.ts'
import { plantableIn } from '../testcase/targets.ts'

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

/** The planted bugs that every campaign on a target must find; none where no bug can be planted in it. */
export function selfTests(target: string): SelfTest[] {
  const bugs = plantableIn(target)
  return ids.flatMap((id) => {
    const bug = bugs.find((one) => one.id === id)
    return bug === undefined
      ? []
      : [{ id, target: withPlantedBug(target, id), breaks: bug.breaks, scenarios, runs: RUNS }]
  })
}
