import type { ExploreProgress } from '../explore/explore.ts'

/** To run code of the target takes as long as so many states that need none. */
const EXECUTION = 10

/** To begin another round takes as long as so many states. */
export const ROUND = 300

/** What a search took: its states, and ten for each time that code of the target ran. */
export const effortOf = ({ states, executions }: Pick<ExploreProgress, 'states' | 'executions'>): number =>
  states + EXECUTION * executions

/** Whether a search and each of its rounds, as it tells, have taken so much. */
export const hasTaken = (most: number, { states, executions, round, before }: ExploreProgress): boolean =>
  effortOf({ states, executions }) + effortOf(before) + ROUND * round >= most
