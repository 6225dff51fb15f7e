import { createHook } from 'node:async_hooks'

/**
 * Whether any promise is made while `act` runs, which must not wait for anything. Costs nothing where none
 * is. A subject that makes promises goes on by itself after each event: it has to be waited for.
 */
export function makesPromises(act: () => void): boolean {
  let made = false
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') made = true
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
