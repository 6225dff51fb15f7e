/** What may happen in the runs that are searched, at most, beside messages that arrive in any order or not at all. */
export type Bounds = {
  /** Timers that fire. */
  readonly timeouts: number
  /**
   * Messages that arrive late: when a timer has fired, at whatever server, since they were sent. Most runs that matter need
   * few of them, and of those that none is in there are by far the fewest.
   */
  readonly lateMessages: number
  /** Calls of clients, each of a client of its own. */
  readonly operations: number
  /** Servers that crash and start again at once. A server that stays away is one that nothing reaches. */
  readonly restarts: number
  /** Messages that arrive once more. */
  readonly duplicates: number
  /** Calls that their client sends again. */
  readonly retries: number
  /** Times that a server goes on for a while, from event to event, without what it writes being synced: a restart loses it. */
  readonly lateSyncs: number
}

/** Nothing happens but what begins by itself. */
export const nothing: Bounds = {
  timeouts: 0,
  lateMessages: 0,
  operations: 0,
  restarts: 0,
  duplicates: 0,
  retries: 0,
  lateSyncs: 0,
}

export const boundNames = [
  'timeouts',
  'lateMessages',
  'operations',
  'restarts',
  'duplicates',
  'retries',
  'lateSyncs',
] as const satisfies readonly (keyof Bounds)[]

export type BoundName = (typeof boundNames)[number]

/** Each bound is at most this: a state packs what is left of all of them into one number. */
export const MAX_BOUND = 15

const BITS = 4

/** What is left of the bounds, as one number. */
export const packed = (bounds: Bounds): number =>
  boundNames.reduce((number, name, position) => number | (bounds[name] << (position * BITS)), 0)

const positions = Object.fromEntries(boundNames.map((name, position) => [name, position * BITS])) as {
  readonly [name in BoundName]: number
}

export const left = (budget: number, name: BoundName): number => (budget >> positions[name]) & MAX_BOUND

/** The budget with one of these gone. */
export const spend = (budget: number, name: BoundName): number => budget - (1 << positions[name])

/** In words: `timeouts 3, operations 1`; what may not happen at all is left out. */
export function boundsText(bounds: Bounds): string {
  const words = boundNames.flatMap((name) => {
    const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    return bounds[name] === 0 ? [] : [`${words} ${bounds[name]}`]
  })
  return words.length === 0 ? 'nothing but what begins by itself' : words.join(', ')
}
