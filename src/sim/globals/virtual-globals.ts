import timers from 'node:timers'
import { HarnessError, present } from '../../base/assert.ts'
import type { Environment, RaftNode } from '../../subject/contract.ts'
import type { Target } from '../../subject/target.ts'
import type { Cluster } from '../cluster.ts'
import { malformedNode } from '../node-calls.ts'
import type { Process } from '../process.ts'
import { leakViolation } from './leak-violation.ts'
import { dispose, watchLeaks } from './virtual-leaks.ts'
import { inside, VirtualIncarnation, type IncarnationKeeper } from './virtual-incarnation.ts'
import { patchGlobals } from './virtual-patches.ts'

// taken before a subject's module could replace it
const realImmediate = timers.setImmediate

/**
 * Waits until the promises of a subject have done all they can without time passing: microtasks run to
 * their end before the next macrotask does.
 */
function drainPromises(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve)
  })
}

/** Lets what a probe has set in motion come to its end: it must not meddle with the run that counts. */
export async function settleLeftOvers(): Promise<void> {
  const unwatch = watchLeaks()
  try {
    await drainPromises()
  } finally {
    unwatch()
  }
}

type Node = RaftNode<unknown, unknown>

const none: readonly Process[] = []
const never = new Promise<never>(() => {})

/**
 * One run of a target that uses promises, timers and clocks of its own. While code of a server runs, in
 * continuations of its promises too, the globals are those of its simulated machine.
 */
export class VirtualGlobals implements IncarnationKeeper {
  /** The target to run in place of the one given. */
  readonly target: Target
  #cluster: Cluster | undefined
  readonly #entered = new Set<Process>()
  readonly #leaks: { readonly type: string; readonly resource: object }[] = []
  readonly globals: 'virtual' | 'watched'
  #leaking = false
  #broken: HarnessError | undefined
  #ends: (() => void)[] = []

  /** `watched`: the globals stay real; what is opened and what nobody catches is seen all the same. */
  constructor(target: Target, globals: 'virtual' | 'watched' = 'virtual') {
    this.globals = globals
    const { live, describeEntry } = target
    const own = new WeakMap<Node, Node>()
    const ownOf = (node: Node): Node => own.get(node) ?? node
    const wrap = (incarnation: VirtualIncarnation, node: Node): Node => {
      // not a node at all: the cluster says so
      if (typeof node !== 'object' || node === null) return node
      if (malformedNode(target, node) !== undefined) return node
      const wrapped = wrapNode(incarnation, node)
      own.set(wrapped, node)
      return wrapped
    }
    this.target = {
      ...target,
      create: (environment) => this.#create(target, environment, wrap),
      ...(live === undefined ? {} : { live: (node) => live.call(target, ownOf(node)) }),
      ...(describeEntry === undefined
        ? {}
        : { describeEntry: (node, index) => describeEntry.call(target, ownOf(node), index) }),
    }
  }

  /** Before the run: from here on the globals are virtual inside servers, and leaks are seen. */
  begin(cluster: Cluster): void {
    this.#cluster = cluster
    this.#ends = [this.globals === 'virtual' ? patchGlobals() : () => {}, watchLeaks()]
  }

  /** After the run, however it ended. */
  end(): void {
    const [restoreGlobals, unwatch] = this.#ends
    restoreGlobals?.()
    // whatever was opened may still come back: nothing of it may reach anybody
    if (!this.#leaking) unwatch?.()
    this.#disposeLeaks()
    this.#ends = []
  }

  /**
   * Waits until promises have done what they can, and returns the servers that may have changed.
   * @throws HarnessError when the harness itself failed in a call from a continuation.
   */
  async settle(): Promise<readonly Process[]> {
    const entered = this.#entered
    if (entered.size === 0) return none
    await drainPromises()
    if (this.#broken !== undefined) throw this.#broken
    const changed = [...entered]
    entered.clear()
    return changed
  }

  #create(
    target: Target,
    environment: Environment,
    wrap: (incarnation: VirtualIncarnation, node: Node) => Node,
  ): Node | Promise<Node> {
    const cluster = present(this.#cluster, 'the cluster of a run with virtual globals')
    const process = present(cluster.processOf(environment.id), `server ${environment.id}`)
    const incarnation = new VirtualIncarnation(this, cluster, process, environment)
    this.entered(process)
    const made = inside.run(incarnation, () => {
      const node = target.create(incarnation.environment)
      // a promise of another kind is adopted inside the incarnation
      return isThenable(node) ? Promise.resolve(node) : node
    })
    if (!(made instanceof Promise)) return wrap(incarnation, made)
    return made.then(
      (node) => {
        this.entered(process)
        return wrap(incarnation, node)
      },
      (error: unknown) => {
        // what is left of a crashed incarnation has no effect, not even a failure
        if (incarnation.over) return never
        throw error
      },
    )
  }

  // ---- what incarnations tell ----

  entered(process: Process): void {
    this.#entered.add(process)
  }

  failed(incarnation: VirtualIncarnation, error: unknown): void {
    if (error instanceof HarnessError) this.#broken ??= error
    // what is left of a crashed incarnation has no effect, not even this one
    if (incarnation.over || this.#cluster === undefined || this.#broken !== undefined) return
    this.#cluster.breaches.threw(incarnation.id, error)
  }

  leaked(incarnation: VirtualIncarnation, type: string, resource: object, stack: string): void {
    this.#leaking = true
    this.#leaks.push({ type, resource })
    if (this.#ends.length === 0) {
      // opened after the run, by what an earlier leak has set in motion; it is not complete yet
      queueMicrotask(() => inside.exit(() => this.#disposeLeaks()))
      return
    }
    const { step, now } = present(this.#cluster, 'the cluster of a run with virtual globals')
    const virtual = this.globals === 'virtual'
    this.#cluster?.breaches.report(leakViolation(incarnation.id, { type, stack }, virtual, step, now))
  }

  #disposeLeaks(): void {
    for (const { type, resource } of this.#leaks.splice(0)) dispose(type, resource)
  }
}

/** A node whose every method runs inside its incarnation. */
function wrapNode(incarnation: VirtualIncarnation, node: Node): Node {
  return {
    receive: (from, message) => {
      incarnation.enter(() => node.receive(from, message))
    },
    submit: (call, done) => {
      incarnation.enter(() => node.submit(call, (outcome) => inside.exit(() => done(outcome))))
    },
    ...(typeof node.reconfigure === 'function' && {
      reconfigure: (members, done) => {
        incarnation.enter(() => node.reconfigure?.(members, (outcome) => inside.exit(() => done(outcome))))
      },
    }),
    ...(typeof node.transfer === 'function' && {
      transfer: (to, done) => {
        incarnation.enter(() => node.transfer?.(to, (outcome) => inside.exit(() => done(outcome))))
      },
    }),
    ...(typeof node.view === 'function'
      ? { view: () => inside.run(incarnation, () => (node as Required<Node>).view()) }
      : {}),
    // a promise goes on to the cluster: the incarnation is over, so only that still hears of its failure
    stop: () => incarnation.enter(() => node.stop?.()),
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
