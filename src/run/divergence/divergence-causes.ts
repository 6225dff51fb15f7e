import type { Difference } from '../../record/divergence.ts'
import { sameMembers } from './differing-part.ts'

const causes = {
  module:
    'state that the module keeps between runs (a counter, a cache, a default object that is changed): keep it in what create(environment) returns',
  random: "Math.random or crypto: draw from environment.random, or say globals: 'virtual'",
  clock: "Date or performance.now: ask environment.clock.now(), or say globals: 'virtual'",
  order:
    'an order that is not the same each time: of a Map or Set that is filled in another order, of what is sorted by something equal, of object identities',
  timers:
    "a real timer, file, socket or process: use environment.clock.after and storage, or say globals: 'virtual'",
  promises: 'promises that settle in another order, because something real is waited for between them',
} as const

type Cause = keyof typeof causes

const usual: readonly Cause[] = ['random', 'clock', 'module', 'order', 'timers', 'promises']

/** Milliseconds since 1970 that are of our time: 2001 to 2100. */
const isDate = (value: unknown): boolean => typeof value === 'number' && value > 1e12 && value < 4.1e12
const isFraction = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < 1
const isDateText = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)
const isRandomText = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f-]{8,}$|^0\.\d{6,}$/i.test(value)

/**
 * The usual causes of runs that differ, the likeliest first. `settled`: the first run of the process differs from all
 * later ones, which agree.
 */
export function likelyCauses(difference: Difference | undefined, settled: boolean): readonly string[] {
  const first: Cause[] = []
  if (settled) first.push('module')
  if (difference !== undefined) first.push(...guesses(difference))
  const ranked = [...new Set([...first, ...usual])]
  return ranked.map((cause) => causes[cause])
}

function guesses({ kind, raw, values, times }: Difference): Cause[] {
  if (raw !== undefined) {
    const [a, b] = raw
    const both = (is: (value: unknown) => boolean): boolean => is(a) && is(b)
    if (both(isDate) || both(isDateText)) return ['clock']
    if (both(isFraction) || both(isRandomText)) return ['random']
    if (Array.isArray(a) && Array.isArray(b) && sameMembers(a, b)) return ['order']
    // each run goes on counting where the one before it ended
    if (both(Number.isSafeInteger) && (b as number) > (a as number)) return ['module', 'random']
    return ['random']
  }
  const timer = values.every((text) => text.includes('timer fires'))
  if (timer || times[0] !== times[1]) return ['random', 'clock']
  return kind === 'event' ? ['order', 'promises', 'timers'] : ['random']
}
