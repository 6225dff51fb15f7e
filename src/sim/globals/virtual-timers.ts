import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'
import { patch, redirectInServers, type Callable } from './dispatch.ts'
import { virtualIncarnation } from './current-source.ts'
import { immediately, sleep, ticks, type TimerOptions } from './virtual-sleep.ts'
import { VirtualTimeout } from './virtual-timeout.ts'

/** Where Node.js has its timers: all hold the same functions, unless a test replaces some. */
const homes = [globalThis, timers]

export function patchTimers(): void {
  patchPromised()
  for (const [setter, kind] of [
    ['setTimeout', 'timeout'],
    ['setInterval', 'interval'],
    ['setImmediate', 'immediate'],
  ] as const) {
    redirectInServers(homes, setter, (incarnation, callback: unknown, ...rest: unknown[]) => {
      const [delay, parameters] = kind === 'immediate' ? [0, rest] : [rest[0], rest.slice(1)]
      return new VirtualTimeout(incarnation, kind, callback, delay, parameters)
    })
    if (kind === 'interval') continue
    for (const home of homes) linkPromised(Reflect.get(home, setter) as object, setter)
  }
  for (const clearer of ['clearTimeout', 'clearInterval', 'clearImmediate']) {
    for (const home of homes) patchClearer(home, clearer)
  }
  redirectInServers([AbortSignal], 'timeout', (incarnation, delay: number) => {
    const controller = new AbortController()
    const late = (): void =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
    new VirtualTimeout(incarnation, 'timeout', late, delay, [])
    return controller.signal
  })
}

/** A timer that was set inside a server is taken back wherever that is asked for; a number means one of this server's. */
function patchClearer(home: object, clearer: string): void {
  const real = Reflect.get(home, clearer) as Callable
  patch(home, clearer, (timer: unknown) => {
    const number = typeof timer === 'number' || typeof timer === 'string' ? Number(timer) : undefined
    const known = number === undefined ? timer : virtualIncarnation()?.timers.get(number)
    if (known instanceof VirtualTimeout) known.close()
    else Reflect.apply(real, undefined, [timer])
  })
}

function patchPromised(): void {
  const { scheduler } = timersPromises
  redirectInServers([timersPromises], 'setTimeout', sleep)
  redirectInServers([timersPromises], 'setImmediate', immediately)
  redirectInServers([timersPromises], 'setInterval', ticks)
  redirectInServers([scheduler], 'wait', (incarnation, delay: unknown, options?: TimerOptions) =>
    sleep(incarnation, delay, undefined, options),
  )
  redirectInServers([scheduler], 'yield', (incarnation) => immediately(incarnation))
}

/** `promisify(setTimeout)` takes this in place of the function itself. */
function linkPromised(redirected: object, setter: 'setTimeout' | 'setImmediate'): void {
  Object.defineProperty(redirected, promisify.custom, {
    get: () => timersPromises[setter],
    enumerable: true,
    configurable: true,
  })
}
