import { createHook } from 'node:async_hooks'

/** What goes on by itself once the code that made it has returned, before time passes. */
const SOON = new Set(['PROMISE', 'Microtask', 'TickObject'])

/**
 * Whether any promise is made, or microtask or tick queued, while `act` runs, which must not wait for anything.
 * Costs nothing where none is. A subject that does so goes on by itself after each event: it has to be waited for.
 */
export function makesPromises(act: () => void): boolean {
  let made = false
  const hook = createHook({
    init(_id, type) {
      if (!made && SOON.has(type)) made = true
    },
  })
  hook.enable()
  try {
    act()
  } finally {
    hook.disable()
  }
  return made
}
