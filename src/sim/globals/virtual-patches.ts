import { syncBuiltinESMExports } from 'node:module'
import { redirectInServers, restorePatches } from './dispatch.ts'
import { patchClocks, patchDate, patchHost } from './virtual-clocks.ts'
import { inside } from './virtual-incarnation.ts'
import { patchRandomness } from './virtual-randomness.ts'
import { patchTimers } from './virtual-timers.ts'

let users = 0
let lasting = false

/**
 * Makes the globals, and what built-in modules export of them, virtual for code inside a simulated server; for all other
 * code they go on as before. Returns the function that restores them, which every caller must call once.
 */
export function patchGlobals(): () => void {
  if (users++ === 0) {
    try {
      apply()
    } catch (error) {
      users--
      restore()
      throw error
    }
  }
  return () => {
    if (--users === 0) restore()
  }
}

/**
 * As {@link patchGlobals}, for as long as this process lives: to be called before a subject's module loads, which may keep
 * whatever it finds there.
 */
export function patchGlobalsForGood(): void {
  if (lasting) return
  lasting = true
  patchGlobals()
}

function apply(): void {
  patchTimers()
  patchDate()
  patchClocks()
  patchHost()
  patchRandomness()
  patchConsole()
  syncBuiltinESMExports()
}

function restore(): void {
  restorePatches()
  syncBuiltinESMExports()
}

/** What a server prints goes out as the harness's: writing may need a handle or, under a test runner, a timer. */
function patchConsole(): void {
  for (const name of Object.keys(console)) {
    const real: unknown = Reflect.get(console, name)
    if (typeof real !== 'function') continue
    redirectInServers([console], name, (_incarnation, ...parameters) =>
      inside.exit(() => Reflect.apply(real, console, parameters) as unknown),
    )
  }
}
