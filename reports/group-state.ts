import type { RecordedGroup } from './campaign-record.ts'
import { counted } from './quantities.ts'

/** How far a group of failures was looked into, in words: of several the one that was found first. */
export const groupStateText = ({ state, count, minimizedSteps = 0 }: RecordedGroup): string =>
  ({
    minimized: `${count === 1 ? '' : 'the first '}minimized to ${counted(minimizedSteps, 'step')}`,
    reported: 'not minimized',
    waits: 'not minimized yet: waits for --resume',
    none: 'no report: it did not break again when it was made again, or none could be made',
    counted: 'only counted: it is one of too many signatures to look into each',
  })[state]
