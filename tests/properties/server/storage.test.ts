import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import type { DurableStorage } from '../../../src/raft/server/storage/index.ts'
import { CrashingFiles } from '../../unit/raft/server/storage/crashing-files.ts'
import { openIn } from '../../unit/raft/server/storage/storages.ts'
import { StorageModel, type Loaded } from './storage-model.ts'

type Action =
  | { readonly do: 'record'; readonly length: number }
  /** Writes anew from a number some way back. */
  | { readonly do: 'rewind'; readonly back: number }
  | { readonly do: 'value'; readonly key: string; readonly length: number }
  /** Moves wal-start up to some way before the last durable record. */
  | { readonly do: 'begin'; readonly back: number }
  | { readonly do: 'sync'; readonly wait: boolean }
  | { readonly do: 'turns'; readonly count: number }

const length = fc.oneof({ weight: 9, arbitrary: fc.nat(60) }, { weight: 1, arbitrary: fc.nat(1500) })

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('record' as const), length }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rewind' as const), back: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('value' as const),
      key: fc.constantFrom('a', 'snapshot'),
      length,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begin' as const), back: fc.nat(8) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sync' as const), wait: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
)

interface Incarnation {
  readonly actions: readonly Action[]
  /** Operations of the file system until it dies, counted from before it is opened. */
  readonly operations: number
  readonly end: 'kill' | 'power' | 'close'
}

const life: fc.Arbitrary<Incarnation> = fc.record({
  actions: fc.array(action, { maxLength: 60, size: 'max' }),
  operations: fc.nat(80),
  end: fc.constantFrom('kill' as const, 'power' as const, 'power' as const, 'close' as const),
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Counts what happened, so that a property that never meets its case would show. */
const seen = { lost: 0, cut: 0, rolled: 0, opened: 0 }

/** One storage and its model, over several incarnations. */
class Trial {
  readonly model = new StorageModel()
  #files = new CrashingFiles()
  #version = 0
  readonly #random: RandomStream

  constructor(seed: number) {
    this.#random = new RandomStream(`${seed}`)
  }

  async live({ actions, operations, end }: Incarnation): Promise<void> {
    const files = this.#files
    files.dieAfter(end === 'close' ? Infinity : operations)
    await Promise.race([files.died, this.#work(actions, end === 'close')])
    this.#files = end === 'power' ? files.powerFailed(this.#random) : files.killed()
  }

  /** Opens what the last incarnation left, and compares. */
  async check(): Promise<void> {
    this.#files = CrashingFiles.of(this.#files.image())
    const storage = await this.#open()
    await storage.abandon()
    seen.lost += this.model.lost
  }

  async #open(): Promise<DurableStorage> {
    const warnings: unknown[] = []
    const storage = await openIn(this.#files, warnings as never[])
    seen.cut += warnings.length
    seen.opened++
    const wrong = this.model.reopen(storage.load() as Loaded)
    if (wrong !== undefined) throw new Error(wrong)
    return storage
  }

  async #work(actions: readonly Action[], close: boolean): Promise<void> {
    const files = this.#files
    const storage = await this.#open()
    for (const one of actions) {
      if (files.dead) return
      await this.#act(storage, one)
    }
    if (storage.counters.walSegments > 1) seen.rolled++
    if (!close) return
    const closed = this.model.sync()
    await storage.close()
    closed()
  }

  async #act(storage: DurableStorage, one: Action): Promise<void> {
    const { model } = this
    switch (one.do) {
      case 'record':
      case 'rewind': {
        const number = one.do === 'record' ? model.next : Math.max(model.begin, model.next - one.back)
        const value = { version: ++this.#version, filling: '~'.repeat(one.do === 'record' ? one.length : 0) }
        model.record(number, value)
        storage.write(`wal/${number}`, value)
        break
      }
      case 'value': {
        const value = { version: ++this.#version, filling: '~'.repeat(one.length) }
        model.value(one.key, value)
        storage.write(one.key, value)
        break
      }
      case 'begin': {
        // a server says so only of records that a durable snapshot holds
        const number = Math.min(model.durableNext, model.next) - one.back
        if (number <= model.begin) break
        model.value('wal-start', number)
        storage.write('wal-start', number)
        break
      }
      case 'sync': {
        const durable = model.sync()
        const files = this.#files
        const done = new Promise<void>((resolve) => {
          storage.sync(() => {
            if (!files.dead) resolve(durable())
          })
        })
        if (one.wait) await done
        break
      }
      case 'turns':
        for (let left = one.count; left > 0; left--) await turn()
    }
  }
}

describe('a storage', () => {
  test('that crashes at any moment holds what was synced and no more than what was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(life, { minLength: 1, maxLength: 6, size: 'max' }),
        fc.nat(),
        async (lives, seed) => {
          const trial = new Trial(seed)
          for (const one of lives) await trial.live(one)
          await trial.check()
        },
      ),
      { numRuns: 400, timeout: 5000, interruptAfterTimeLimit: 45_000 },
    )
    expect(seen.lost).toBeGreaterThan(100)
    expect(seen.cut).toBeGreaterThan(2)
    expect(seen.rolled).toBeGreaterThan(100)
    expect(seen.opened).toBeGreaterThan(500)
  })
})
