import type { Json } from '../../../src/base/json.ts'

type Records = ReadonlyMap<number, Json>
export type Loaded = { readonly [key: string]: Json } | undefined

/** How far things had come when something was asked for. */
interface Progress {
  readonly records: number
  readonly values: ReadonlyMap<string, number>
}

/**
 * What a storage may hold after a crash, kept naively: every state the log ever had since the last opening,
 * every value each key ever had, and up to where a sync said that they are durable.
 */
export class StorageModel {
  /** The log after 0, 1, 2, ... records were written. */
  #logs: Records[] = [new Map()]
  readonly #values = new Map<string, (Json | undefined)[]>()
  #durable: Progress = { records: 0, values: new Map() }
  /** A sync of an incarnation that is over says nothing any more. */
  #life = 0
  /** Number of the next record. */
  next = 0
  /** How many records and values were lost that no sync had covered. */
  lost = 0

  /** The first record number that is needed for sure. */
  get begin(): number {
    return (this.#values.get('wal-start')?.at(-1) as number | undefined) ?? 0
  }

  /** Number after the last record that a sync covered. */
  get durableNext(): number {
    return nextAfter(this.#logs[this.#durable.records] as Records, this.begin)
  }

  record(number: number, value: Json): void {
    const kept = [...(this.#logs.at(-1) as Records)].filter(([other]) => other < number)
    this.#logs.push(new Map([...kept, [number, value]]))
    this.next = number + 1
  }

  value(key: string, value: Json): void {
    this.#values.set(key, [...(this.#values.get(key) ?? [undefined]), value])
  }

  /** To be called with a sync; what it returns, when the sync is done. */
  sync(): () => void {
    const asked: Progress = {
      records: this.#logs.length - 1,
      values: new Map([...this.#values].map(([key, versions]) => [key, versions.length - 1])),
    }
    const life = this.#life
    return () => {
      if (life === this.#life && asked.records >= this.#durable.records) this.#durable = asked
    }
  }

  /** Compares what was loaded after a crash; goes on from it. Returns what is wrong, if anything is. */
  reopen(loaded: Loaded): string | undefined {
    const { records, values } = parts(loaded)
    for (const key of new Set([...this.#values.keys(), ...values.keys()])) {
      const versions = this.#values.get(key) ?? [undefined]
      const possible = versions
        .slice(this.#durable.values.get(key) ?? 0)
        .map((value) => JSON.stringify(value))
      const found = JSON.stringify(values.get(key))
      if (!possible.includes(found)) return `${key} is ${found}, not one of ${possible.join(' | ')}`
    }
    const begin = (values.get('wal-start') as number | undefined) ?? 0
    const possible = this.#logs.slice(this.#durable.records).map((log) => logText(log, begin))
    const found = logText(records, begin)
    const at = possible.lastIndexOf(found)
    if (at === -1) return `the log is ${found}, not one of\n  ${possible.join('\n  ')}`
    this.lost += possible.length - 1 - at
    this.#restart(records, values, begin)
    return undefined
  }

  #restart(records: Records, values: ReadonlyMap<string, Json>, begin: number): void {
    this.#life++
    const whole = this.#logs.findLast((log) => logText(log, begin) === logText(records, begin)) as Records
    this.next = nextAfter(whole, begin)
    this.#logs = [whole]
    this.#values.clear()
    for (const [key, value] of values) this.#values.set(key, [value])
    this.#durable = { records: 0, values: new Map([...values].map(([key]) => [key, 0])) }
  }
}

const nextAfter = (log: Records, begin: number): number =>
  Math.max(begin, ...[...log.keys()].map((n) => n + 1))

const logText = (log: Records, begin: number): string =>
  JSON.stringify([...log].filter(([number]) => number >= begin).sort(([a], [b]) => a - b))

function parts(loaded: Loaded): { records: Records; values: ReadonlyMap<string, Json> } {
  const all = Object.entries(loaded ?? {})
  const isRecord = ([key]: readonly [string, Json]): boolean => key.startsWith('wal/')
  return {
    records: new Map(all.filter(isRecord).map(([key, value]) => [Number(key.slice(4)), value])),
    values: new Map(all.filter((entry) => !isRecord(entry))),
  }
}
