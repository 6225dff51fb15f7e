import { syncBuiltinESMExports } from 'node:module'
import { triedToExit } from '../run-under-way.ts'
import { ProcessEndRefused } from './process-end-refused.ts'

type Callable = (this: unknown, ...parameters: unknown[]) => unknown

/** Told of an attempt while no run is under way; returns whether it was refused. */
type Elsewhere = (call: string) => boolean

let users = 0
const restores: (() => void)[] = []
let elsewhere: Elsewhere | undefined

/**
 * Refuses calls that end this process: `process.exit`, `abort`, `reallyExit`, and `kill` of itself, its group
 * or its parent. An attempt within a run is a breach; outside of runs `otherwise` is asked, and without it
 * the call goes through. Returns the function that lets them through again.
 */
export function refuseProcessEnds(otherwise?: Elsewhere): () => void {
  elsewhere = otherwise ?? elsewhere
  if (users++ === 0) apply()
  return () => {
    if (--users > 0) return
    for (const restore of restores.splice(0)) restore()
  }
}

/** Also for `import { exit } from 'node:process'` that is not linked yet. */
export function refuseProcessEndsByName(): void {
  syncBuiltinESMExports()
}

function apply(): void {
  for (const name of ['exit', 'abort', 'reallyExit']) {
    refuse(name, (code?: unknown) => callText(name, code === undefined ? [] : [code]))
  }
  for (const name of ['kill', '_kill']) {
    refuse(name, (pid: unknown, signal: unknown = 'SIGTERM') =>
      isOwn(Number(pid)) && signal !== 0 ? callText('kill', [pid, signal]) : undefined,
    )
  }
}

// inside a server `process.pid` is another one
const { pid: ownPid, ppid } = process

const isOwn = (pid: number): boolean =>
  [0, -1, ownPid, ppid, process.pid].some((one) => pid === one || pid === -one)

const callText = (name: string, parameters: unknown[]): string =>
  `process.${name}(${parameters.map((one) => (typeof one === 'string' || typeof one === 'number' ? String(one) : typeof one)).join(', ')})`.slice(
    0,
    100,
  )

function refuse(name: string, attempt: (...parameters: unknown[]) => string | undefined): void {
  const owner: object = process
  const real: unknown = Reflect.get(owner, name)
  const before = Object.getOwnPropertyDescriptor(owner, name)
  if (typeof real !== 'function' || before?.configurable !== true) return
  const refused: Callable = function (this: unknown, ...parameters) {
    const call = attempt(...parameters)
    if (call !== undefined && (triedToExit(call) || elsewhere?.(call) === true)) {
      throw new ProcessEndRefused(`${call}: a server must not end the process`)
    }
    return Reflect.apply(real, this, parameters)
  }
  Object.defineProperty(owner, name, { ...before, value: refused })
  restores.push(() => {
    if (Reflect.get(owner, name) === refused) Object.defineProperty(owner, name, before)
  })
}
