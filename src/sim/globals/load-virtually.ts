import { RandomStream } from '../../base/random.ts'
import type { Micros } from '../../base/time.ts'
import { loading } from './current-source.ts'
import { FIRST_PID, type GlobalsSource } from './globals-source.ts'
import { EPOCH } from './virtual-incarnation.ts'
import { patchGlobalsForGood } from './virtual-patches.ts'

/**
 * Loads a subject's module where clocks and randomness are the same each time: what it draws at its top, an identifier of
 * the process, say, is the same in the process that replays a run. Timers are real there, or a module that waits for one
 * would never load. What it keeps of the globals, as `const now = Date.now` does, is virtual inside servers.
 */
export function loadVirtually<T>(load: () => T): T {
  patchGlobalsForGood()
  return loading.run(loadingSource(), load)
}

function loadingSource(): GlobalsSource {
  const random = new RandomStream('loading')
  let now: Micros = 0
  const fraction = (): number => (random.int(0, 2 ** 26 - 1) * 2 ** 27 + random.int(0, 2 ** 27 - 1)) / 2 ** 53
  return {
    // each look takes a moment: a loop that waits for time to pass must come to its end
    now: () => ++now,
    date: () => EPOCH + Math.floor(++now / 1000),
    fraction,
    fill: (bytes) => {
      for (let at = 0; at < bytes.length; at++) bytes[at] = random.int(0, 255)
    },
    pid: FIRST_PID,
    hostname: 'loading',
  }
}
