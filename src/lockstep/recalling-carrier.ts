import type { Millis } from '../base/time.ts'
import type { Carrier } from './carrier.ts'
import type { SavedInstance, WasmCarrier } from './wasm-carrier.ts'

/** What has led a server to where it is: the lines since it began. */
interface Point {
  readonly seed: number
  readonly before: Point | undefined
  readonly line: string
  readonly now: Millis
  readonly answer: string
  readonly after: Map<string, Point>
  saved?: SavedInstance
}

/** So many beginnings are kept, and so much of lines and of memory, before all is forgotten. */
const MAX_BEGINNINGS = 8
const MAX_CHARACTERS = 64 * 1024 * 1024
const MAX_SAVED_BYTES = 128 * 1024 * 1024
/** So many seeds are remembered to have begun once. */
const MAX_SEEDS = 10_000

/**
 * A module that is led along the same lines again and again, as a search of all runs and a minimization do, each time by one
 * line more or another: what it answered is known, and it goes on from the memory it had there. A server that begins for the
 * first time by a seed is played as it is.
 */
export class RecallingCarrier implements Carrier {
  readonly #instance: WasmCarrier
  /** Seeds by which a server has begun. */
  readonly #seeds = new Set<number>()
  readonly #beginnings = new Map<number, Point>()
  readonly #bases = new Map<number, Uint8Array>()
  readonly #savedPoints: Point[] = []
  #at: Point | undefined
  /** Where the instance is; undefined: nowhere that is known. */
  #instanceAt: Point | undefined
  #characters = 0
  #savedBytes = 0

  constructor(instance: WasmCarrier) {
    this.#instance = instance
  }

  get isOpen(): boolean {
    return this.#instance.isOpen
  }

  begin(seed: number): void {
    this.#at = undefined
    this.#instanceAt = undefined
    if (!this.#seeds.has(seed)) {
      if (this.#seeds.size >= MAX_SEEDS) this.#seeds.clear()
      this.#seeds.add(seed)
      this.#instance.begin(seed)
      return
    }
    if (this.#isFull) this.#forget()
    this.#at = this.#beginnings.get(seed) ?? this.#beginning(seed)
  }

  exchange(line: string, now: Millis = 0): string {
    const at = this.#at
    if (at === undefined) return this.#instance.exchange(line, now)
    const key = `${now} ${line}`
    const known = at.after.get(key)
    if (known !== undefined) {
      this.#at = known
      return known.answer
    }
    this.#lead(at)
    this.#instanceAt = undefined
    const answer = this.#instance.exchange(line, now)
    const next = { seed: at.seed, before: at, line, now, answer, after: new Map<string, Point>() }
    at.after.set(key, next)
    this.#characters += key.length + answer.length
    this.#at = next
    this.#instanceAt = next
    return answer
  }

  close(): void {
    this.#forget()
    this.#instance.close()
  }

  get #isFull(): boolean {
    return this.#characters > MAX_CHARACTERS || this.#beginnings.size > MAX_BEGINNINGS
  }

  #beginning(seed: number): Point {
    this.#instance.begin(seed)
    const saved = this.#instance.save()
    const point = {
      seed,
      before: undefined,
      line: '',
      now: 0,
      answer: '',
      after: new Map<string, Point>(),
      saved,
    }
    const base = new Uint8Array(saved.memory.length)
    saved.memory.into(base)
    this.#bases.set(seed, base)
    this.#beginnings.set(seed, point)
    this.#instanceAt = point
    return point
  }

  /** Brings the instance there: from the nearest point before it whose memory was kept, by the lines since. */
  #lead(to: Point): void {
    if (this.#instanceAt === to) return
    const path: Point[] = []
    let from = to
    for (; from.saved === undefined && from.before !== undefined; from = from.before) path.push(from)
    this.#instanceAt = undefined
    this.#instance.restore(from.saved as SavedInstance)
    for (const { line, now } of path.reverse()) this.#instance.exchange(line, now)
    // who is led here once is likely to be led here again
    if (to.saved === undefined) this.#save(to)
  }

  #save(point: Point): void {
    point.saved = this.#instance.save(this.#bases.get(point.seed))
    this.#savedPoints.push(point)
    this.#savedBytes += point.saved.memory.size
    while (this.#savedBytes > MAX_SAVED_BYTES) {
      const oldest = this.#savedPoints.shift()
      if (oldest?.saved === undefined) return
      this.#savedBytes -= oldest.saved.memory.size
      delete oldest.saved
    }
  }

  #forget(): void {
    this.#beginnings.clear()
    this.#bases.clear()
    this.#savedPoints.length = 0
    this.#characters = 0
    this.#savedBytes = 0
  }
}
