import { AsyncLocalStorage } from 'node:async_hooks'
import type { GlobalsSource } from './globals-source.ts'
import { inside, type VirtualIncarnation } from './virtual-incarnation.ts'

/** Set while a subject's module loads, for all that it sets in motion. */
export const loading = new AsyncLocalStorage<GlobalsSource>()

/** The incarnation whose timers the running code gets; undefined outside of servers with virtual globals. */
export function virtualIncarnation(): VirtualIncarnation | undefined {
  const incarnation = inside.getStore()
  return incarnation?.virtual === true ? incarnation : undefined
}

/** Whose clocks and randomness the running code gets; undefined: the real ones. */
export const globalsSource = (): GlobalsSource | undefined => virtualIncarnation() ?? loading.getStore()
