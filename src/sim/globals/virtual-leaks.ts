import { AsyncResource, createHook } from 'node:async_hooks'
import { isLeftOver } from './promise-watch.ts'
import { inside } from './virtual-incarnation.ts'

/** Comes back before any macrotask does, or only writes what is written. */
const harmless = new Set(['PROMISE', 'TickObject', 'Microtask', 'WRITEWRAP', 'SHUTDOWNWRAP', 'TTYWRAP'])

/** What Node.js calls a resource, in words. */
const words: { readonly [type: string]: string } = {
  TCPWRAP: 'socket',
  TCPCONNECTWRAP: 'socket',
  TCPSERVERWRAP: 'server socket',
  PIPEWRAP: 'pipe',
  PIPESERVERWRAP: 'server pipe',
  UDPWRAP: 'datagram socket',
  GETADDRINFOREQWRAP: 'name lookup',
  QUERYWRAP: 'name lookup',
  FSREQCALLBACK: 'file request',
  FSREQPROMISE: 'file request',
  FILEHANDLE: 'file handle',
  FSEVENTWRAP: 'file watch',
  STATWATCHER: 'file watch',
  PROCESSWRAP: 'child process',
  WORKER: 'worker',
  MESSAGEPORT: 'message port',
  SIGNALWRAP: 'signal listener',
  RANDOMBYTESREQUEST: 'request for random bytes',
}

export const leakInWords = (type: string): string => words[type] ?? type

/** Printing opens the output when it comes first, and test runners delay it: not the server's doing. */
const printing = /node:internal\/(console|bootstrap)\//

function callStack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 100
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = stackTraceLimit
  return stack
}

let users = 0
let excusedImmediates = 0

// Promises are not watched: there are many, and they open nothing. Older versions watch them all the same.
const hook = createHook({
  init(_id, type, _trigger, resource) {
    const incarnation = inside.getStore()
    if (incarnation === undefined || harmless.has(type) || resource instanceof AsyncResource) return
    if (type === 'Immediate' && excusedImmediates > 0) excusedImmediates--
    else {
      const stack = callStack()
      if (!printing.test(stack)) incarnation.leaked(type, resource, stack)
    }
  },
  trackPromises: false,
} as Parameters<typeof createHook>[0])

type Emit = (this: NodeJS.Process, event: string | symbol, ...parameters: unknown[]) => boolean

let emitBefore: Emit | undefined

/** Errors that nobody caught: those of simulated servers go to their run, all others where they went before. */
const emit: Emit = function (event, ...parameters) {
  if (event === 'unhandledRejection' || event === 'uncaughtException') {
    if (isLeftOver()) return true
    const incarnation = inside.getStore()
    if (incarnation !== undefined) {
      // Node.js sets one itself after an exception, in the same context
      if (event === 'uncaughtException') excusedImmediates = 1
      incarnation.failed(parameters[0])
      return true
    }
  }
  return Reflect.apply(emitBefore as Emit, this, [event, ...parameters]) as boolean
}

/**
 * Tells each incarnation what real things its code opens and what errors nobody catches. Returns the function that
 * ends it. After a leak it must not be called: what was opened may still come back, or fail, at any time.
 */
export function watchLeaks(): () => void {
  if (users++ === 0) {
    hook.enable()
    emitBefore = process.emit as Emit
    process.emit = emit as typeof process.emit
  }
  return () => {
    if (--users > 0) return
    hook.disable()
    if ((process.emit as unknown) === emit) Reflect.deleteProperty(process, 'emit')
    if (process.emit !== emitBefore) process.emit = emitBefore as typeof process.emit
  }
}

/** Something real that was opened. */
export interface Opened {
  /** As Node.js calls it. */
  readonly type: string
  readonly stack: string
}

/**
 * Watches for real things that are opened until the function it returns is called, which must be before anything is
 * waited for: that tells the first, and takes all back. Costs nothing where nothing is opened, but does not tell whose it was.
 */
export function watchOpened(): () => Opened | undefined {
  const opened: Collected[] = []
  const outer = collecting
  collecting = opened
  if (outer === undefined) collect.enable()
  return () => {
    collecting = outer
    if (outer === undefined) collect.disable()
    for (const { type, resource } of opened) dispose(type, resource)
    return opened[0]
  }
}

type Collected = Opened & { readonly resource: object }

/** Of the watch that began last, and is not over: nothing is waited for meanwhile. */
let collecting: Collected[] | undefined

// one for all watches: made anew for each, it took one hundredth of a run of a campaign
const collect = createHook({
  init(_id, type, _trigger, resource) {
    if (harmless.has(type) || resource instanceof AsyncResource) return
    const stack = callStack()
    if (!printing.test(stack)) collecting?.push({ type, stack, resource })
  },
  trackPromises: false,
} as Parameters<typeof createHook>[0])

/** Takes back what a server opened, as far as it can be: a run must not keep the process alive. */
export function dispose(type: string, resource: object): void {
  attempt(() => {
    if (type === 'Timeout') clearTimeout(resource as NodeJS.Timeout)
    else if (type === 'Immediate') clearImmediate(resource as NodeJS.Immediate)
    else disposeHandle(resource)
  })
}

interface Handle {
  kill?(signal: number): unknown
  stopThread?(): unknown
  unref?(): unknown
  close?(): unknown
}

function disposeHandle(resource: object): void {
  const symbol = Object.getOwnPropertySymbols(resource).find(
    ({ description }) => description === 'owner_symbol',
  )
  const owner = symbol === undefined ? undefined : (resource as { [symbol: symbol]: unknown })[symbol]
  const { destroy, close } = (owner ?? {}) as { destroy?: () => unknown; close?: () => unknown }
  // by its owner: a handle closed under one that is not bound yet ends the process when it is
  const end = typeof destroy === 'function' ? destroy : close
  if (typeof end === 'function') {
    attempt(() => Reflect.apply(end, owner, []))
    return
  }
  const handle = resource as Handle
  attempt(() => handle.kill?.(9))
  attempt(() => handle.stopThread?.())
  attempt(() => handle.unref?.())
  attempt(() => handle.close?.())
}

function attempt(act: () => unknown): void {
  try {
    act()
  } catch {
    // it was never begun, or is over already
  }
}
