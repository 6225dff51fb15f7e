import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** Set in all that a run sets in motion that is only to show whether promises are made. */
const probe = new AsyncLocalStorage<true | undefined>()

/** Whether the running code is left over from a probe: what it does counts for nothing. */
export const isLeftOver = (): boolean => probe.getStore() === true

/** What goes on by itself once the code that made it has returned, before time passes. */
const soon = new Set(['PROMISE', 'Microtask', 'TickObject'])

/**
 * Watches for promises that are made, and microtasks and ticks that are queued, until the function it returns is called,
 * which must be before anything is waited for: that tells whether there were any. Costs nothing where there are none.
 * What is left behind is known by {@link isLeftOver}. A subject that makes some goes on by itself after each event: it
 * has to be waited for.
 */
export function watchPromises(): () => boolean {
  let made = false
  const hook = createHook({
    init(_id, type) {
      if (!made && soon.has(type)) made = true
    },
  })
  const before = probe.getStore()
  hook.enable()
  probe.enterWith(true)
  return () => {
    hook.disable()
    probe.enterWith(before)
    return made
  }
}
