/**
 * Where the simulation stands, as a few numbers that another thread can read while this one is busy: a
 * subject that does not return cannot be asked. Stores are plain ones, a few nanoseconds a step.
 *
 * One for the process: where several runs take turns in one, it tells of the last one that moved.
 */
export const whereabouts = new Int32Array(new SharedArrayBuffer(4 * 8))

/** What is under way; see {@link phases}. */
export const PHASE = 0
/** Counts everything that is begun: a job, a run, a module to load. */
export const BEAT = 1
/** The step of the run, from 1. */
export const STEP = 2
/** Ordinal of the server that handles the step; -1: none does. */
export const NODE = 3
/** The kind of the step, as in `STEP_CODES`; or {@link VIEW}. */
export const CALL = 4

/** Where a step's code would stand: `view()` is being asked. */
export const VIEW = 100

export const phases = { idle: 0, loading: 1, running: 2, judging: 3, settling: 4 } as const

/** Says what is under way from here on. */
export function enterPhase(phase: keyof typeof phases): void {
  whereabouts[PHASE] = phases[phase]
  whereabouts[BEAT] = ((whereabouts[BEAT] as number) + 1) | 0
  whereabouts[STEP] = 0
  whereabouts[NODE] = -1
  whereabouts[CALL] = 0
}

/** Says which step is under way. */
export function standAt(step: number, node: number, call: number): void {
  whereabouts[STEP] = step
  whereabouts[NODE] = node
  whereabouts[CALL] = call
}
