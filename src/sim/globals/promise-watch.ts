import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** Set in all that a run sets in motion that is only to show whether promises are made. */
const probe = new AsyncLocalStorage<true>()

/** Whether the running code is left over from a probe: what it does counts for nothing. */
export const isLeftOver = (): boolean => probe.getStore() === true

/** What goes on by itself once the code that made it has returned, before time passes. */
const soon = new Set(['PROMISE', 'Microtask', 'TickObject'])

/**
 * Whether any promise is made, or microtask or tick queued, while `act` runs, which must not wait for anything.
 * Costs nothing where none is. What it leaves behind is known by {@link isLeftOver}. A subject that does so goes on by itself after each event: it has to be waited for.
 */
export function makesPromises(act: () => void): boolean {
  let made = false
  const hook = createHook({
    init(_id, type) {
      if (!made && soon.has(type)) made = true
    },
  })
  hook.enable()
  try {
    probe.run(true, act)
  } finally {
    hook.disable()
  }
  return made
}
