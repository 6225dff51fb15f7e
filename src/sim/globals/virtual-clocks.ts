import os from 'node:os'
import { patch, patchGetter, redirect } from './dispatch.ts'
import { globalsSource } from './current-source.ts'
import type { GlobalsSource } from './globals-source.ts'
import { EPOCH } from './virtual-incarnation.ts'

export function patchDate(): void {
  const RealDate = Date
  const VirtualDate: DateConstructor = new Proxy(RealDate, {
    construct(target, parameters, newTarget) {
      const source = parameters.length === 0 ? globalsSource() : undefined
      const made = newTarget === VirtualDate ? target : newTarget
      return Reflect.construct(target, source === undefined ? parameters : [source.date()], made) as Date
    },
    apply(target, self, parameters) {
      const source = globalsSource()
      return source === undefined
        ? (Reflect.apply(target, self, parameters) as string)
        : new target(source.date()).toString()
    },
  })
  redirect([RealDate], 'now', (source) => source.date())
  patch(RealDate.prototype, 'constructor', VirtualDate)
  patch(globalThis, 'Date', VirtualDate)
}

export function patchClocks(): void {
  // eslint-disable-next-line no-restricted-globals -- it is replaced here
  const clock = performance
  redirect([clock], 'now', (source) => source.now() / 1000)
  const { timeOrigin } = clock
  patchGetter(clock, 'timeOrigin', () => (globalsSource() === undefined ? timeOrigin : EPOCH))
  // eslint-disable-next-line no-restricted-properties -- it is replaced here
  const bigint = process.hrtime.bigint.bind(process.hrtime)
  redirect([process], 'hrtime', (source, before?: readonly [number, number]) => {
    const micros = source.now() - (before === undefined ? 0 : before[0] * 1_000_000 + before[1] / 1000)
    const seconds = Math.floor(micros / 1_000_000)
    return [seconds, Math.round((micros - seconds * 1_000_000) * 1000)]
  })
  // eslint-disable-next-line no-restricted-properties -- it is replaced here
  Object.defineProperty(process.hrtime, 'bigint', {
    value: () => {
      const source = globalsSource()
      return source === undefined ? bigint() : BigInt(Math.round(source.now())) * 1000n
    },
    configurable: true,
    writable: true,
  })
  redirect([process], 'uptime', (source) => source.now() / 1_000_000)
  redirect([process], 'cpuUsage', used)
}

/** What names the machine and the process: identifiers are often made of both. */
export function patchHost(): void {
  const { pid } = process
  patchGetter(process, 'pid', () => globalsSource()?.pid ?? pid)
  redirect([os], 'hostname', (source) => source.hostname)
}

/** As if the server had the processor all the time. */
function used(source: GlobalsSource, before?: { readonly user: number }): { user: number; system: number } {
  return { user: Math.round(source.now()) - (before?.user ?? 0), system: 0 }
}
