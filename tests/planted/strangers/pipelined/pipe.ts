import { createInterface } from 'node:readline'
import type { Id, Options, Outcome } from './vocabulary.ts'

// The lockstep contract: a line in, a line out; one program plays all servers of all clusters.

export interface Line {
  readonly step: number
  readonly node: string
  readonly event: string
  readonly [field: string]: unknown
}

export interface Init {
  readonly id: Id
  readonly members: readonly Id[]
  readonly seed: number
  readonly stored: Readonly<Record<string, unknown>> | null
  /** Absent when it is only asked what it is. */
  readonly options?: Options
}

export interface Server {
  event(line: Line): void
  view(): Readonly<Record<string, unknown>>
}

export class Effects {
  list: Record<string, unknown>[] = []

  send(to: Id, body: unknown): void {
    this.list.push({ do: 'send', to, body })
  }

  timer(timer: string, after: number): void {
    this.list.push({ do: 'set-timer', timer, after })
  }

  write(key: string, value: unknown): void {
    this.list.push({ do: 'write', key, value })
  }

  sync(token: number): void {
    this.list.push({ do: 'sync', token })
  }

  reply(operation: number, outcome: Outcome): void {
    this.list.push({ do: 'reply', operation, outcome })
  }
}

/** Numbers from 0 to below 1 that follow from the seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function serve(
  about: Readonly<Record<string, unknown>>,
  create: (init: Init, effects: Effects) => Server,
): void {
  const servers = new Map<string, { server: Server; effects: Effects; shown: string }>()
  const answer = (line: Line): Record<string, unknown> => {
    if (line.event === 'crash') servers.delete(line.node)
    if (line.event === 'init') {
      const effects = new Effects()
      const server = create(line as unknown as Init, effects)
      servers.set(line.node, { server, effects, shown: '' })
    }
    const one = servers.get(line.node)
    if (one === undefined) return { step: line.step, effects: [] }
    if (line.event !== 'init') one.server.event(line)
    const view = one.server.view()
    const shown = JSON.stringify(view)
    const isNew = shown !== one.shown
    one.shown = shown
    const effects = one.effects.list
    one.effects.list = []
    const said = line.event === 'init' ? about : {}
    return { step: line.step, effects, ...(isNew ? { view } : {}), ...said }
  }
  createInterface({ input: process.stdin }).on('line', (text) => {
    const lines = JSON.parse(text) as Line | Line[]
    process.stdout.write(`${JSON.stringify(Array.isArray(lines) ? lines.map(answer) : answer(lines))}\n`)
  })
}
