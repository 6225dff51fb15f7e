import { setTimeout as sleep } from 'node:timers/promises'
import type { Millis } from '../../base/time.ts'
import type { ServerEndpoint, ServerOptions } from '../../subject/server.ts'
import type { SupervisedProcess } from './supervisor.ts'

/** How often a server is asked whether it is ready. */
const ASK_EVERY: Millis = 20

/** Resolves with true once the server is ready, with false when `signal` aborts first. */
export async function untilReady(
  ready: ServerOptions['ready'],
  endpoint: ServerEndpoint,
  process: SupervisedProcess,
  signal: AbortSignal,
): Promise<boolean> {
  const aborted = new Promise<false>((resolve) => {
    if (signal.aborted) resolve(false)
    signal.addEventListener('abort', () => resolve(false), { once: true })
  })
  if (ready instanceof RegExp) return Promise.race([lineOf(ready, process), aborted])
  while (!signal.aborted) {
    if (await Promise.race([asked(ready, endpoint, signal), aborted])) return true
    // aborting it is no failure
    await sleep(ASK_EVERY, undefined, { signal }).catch(() => undefined)
  }
  return false
}

/** Whether it is ready now; a server that does not even answer is not. */
async function asked(
  ready: Exclude<ServerOptions['ready'], RegExp>,
  endpoint: ServerEndpoint,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await ready(endpoint, signal)) === true
  } catch {
    return false
  }
}

function lineOf(pattern: RegExp, { stdout, stderr }: SupervisedProcess): Promise<true> {
  return new Promise((resolve) => {
    const ends = [stdout, stderr].map((tail) =>
      tail.onLine((line) => {
        // search, not test: a pattern with a flag such as g would remember where it was
        if (line.search(pattern) < 0) return
        for (const end of ends) end()
        resolve(true)
      }),
    )
  })
}
