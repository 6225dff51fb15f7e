import { z } from 'zod'
import type { Millis } from '../src/base/time.ts'
import type { Trigger } from '../src/subject/fault-surface.ts'

const triggers = [
  'candidate',
  'voted',
  'leader',
  'proposed',
  'appended',
  'truncated',
  'committed',
  'applied',
  'stepped-down',
  'wrote',
] as const satisfies readonly Trigger[]

/** When a fault is activated. */
export type When =
  /** At an instant of the run. */
  | { readonly at: Millis }
  /** `delay` after a trigger has happened `skip + 1` times. */
  | {
      readonly on: Trigger
      readonly skip: number
      readonly delay: Millis
      /** `leader`: only triggers of a server that leads count. Default `any`. */
      readonly of?: 'leader' | 'any'
      /** Triggers before this instant do not count. Default 0. */
      readonly after?: Millis
    }

/**
 * One fault of a plan: a JSON value, so that it can be stored, sent, and shrunk. Each kind adds parameters
 * of its own.
 */
export interface FaultPlan {
  readonly kind: string
  readonly when: When
  /** How long it stays before it is undone. A crashed server is down for this long. */
  readonly for: Millis
  /**
   * It is activated `times` times in all. The next activation (or the wait for the next trigger) begins `every`
   * after the last one began, but never before that one is undone.
   */
  readonly repeat?: { readonly times: number; readonly every: Millis }
}

const millis = z.int().min(0)

/** The fields all kinds share. */
export const timing = {
  when: z.union([
    z.strictObject({ at: millis }),
    z.strictObject({
      on: z.enum(triggers),
      skip: z.int().min(0),
      delay: millis,
      of: z.enum(['leader', 'any']).exactOptional(),
      after: millis.exactOptional(),
    }),
  ]),
  for: millis,
  repeat: z.strictObject({ times: z.int().min(1), every: millis }).exactOptional(),
}

export const millisSchema = millis
/** A chance or a rate, in parts per million. */
export const ppmSchema = z.int().min(0).max(1_000_000)

const happens: { readonly [trigger in Trigger]: string } = {
  candidate: 'stands for leader',
  voted: 'grants its vote',
  leader: 'is elected',
  proposed: "appends a client's entry as leader",
  appended: 'appends entries as follower',
  truncated: 'cuts conflicting entries',
  committed: 'advances its commit index',
  applied: 'applies entries',
  'stepped-down': 'steps down as leader',
  wrote: 'writes to disk',
}

/** When it is activated, in words: `at 1200 ms`, `2 ms after a server grants its vote for the 3rd time`. */
export function describeWhen({ when, repeat }: FaultPlan): string {
  const again =
    repeat === undefined || repeat.times === 1 ? '' : `, ${repeat.times} times, every ${repeat.every} ms`
  if ('at' in when) return `at ${when.at} ms${again}`
  const who = when.of === 'leader' ? 'the leader' : 'a server'
  const skipped = when.skip === 0 ? '' : ` for the ${ordinal(when.skip + 1)} time`
  const after = when.after === undefined ? '' : `, from ${when.after} ms on`
  const delay = when.delay === 0 ? 'as soon as' : `${when.delay} ms after`
  return `${delay} ${who} ${happens[when.on]}${skipped}${after}${again}`
}

function ordinal(count: number): string {
  const teens = count % 100 >= 11 && count % 100 <= 13
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${ending}`
}
