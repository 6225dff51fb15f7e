import type { Cancel, Environment } from '../node/environment.ts'

/**
 * One incarnation of a server: everything that happens to it runs in here. After the first error nothing does any
 * more, since what the state is then worth is not known; nor after its end.
 */
export class Incarnation {
  /** Resolves with what ended it before its time. */
  readonly failed: Promise<Error>
  readonly #fail: (error: Error) => void
  readonly #afterwards: () => void
  readonly #timers = new Set<Cancel>()
  #over = false

  /** @param afterwards called after each thing that happened. */
  constructor(afterwards: () => void) {
    this.#afterwards = afterwards
    const { promise, resolve } = Promise.withResolvers<Error>()
    this.failed = promise
    this.#fail = resolve
  }

  /** Lets something happen, unless the incarnation is over. */
  run(what: () => void): void {
    if (this.#over) return
    try {
      what()
      this.#afterwards()
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  fail(error: Error): void {
    if (this.#over) return
    this.end()
    this.#fail(error)
  }

  end(): void {
    this.#over = true
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }

  /** The same environment, its timers and disk calling into this incarnation. */
  inside(environment: Environment): Environment {
    const { id, members, clock, random, storage } = environment
    return {
      id,
      members,
      random,
      clock: {
        now: () => clock.now(),
        after: (delay, fire, name) => this.#after(clock, delay, fire, name),
      },
      transport: { send: (to, message) => environment.transport.send(to, message) },
      storage: {
        load: () => storage.load(),
        write: (key, value) => storage.write(key, value),
        sync: (done) => storage.sync(() => this.run(done)),
      },
      note: (event, data) => environment.note(event, data),
    }
  }

  #after(clock: Environment['clock'], delay: number, fire: () => void, name?: string): Cancel {
    const take = (): void => {
      cancel()
      this.#timers.delete(take)
    }
    const cancel = clock.after(
      delay,
      () => {
        this.#timers.delete(take)
        this.run(fire)
      },
      name,
    )
    this.#timers.add(take)
    return take
  }
}
