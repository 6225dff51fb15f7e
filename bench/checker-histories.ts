import type { Operation } from '../src/record/operation.ts'
import { mulberry32 } from './mulberry32.ts'

/** A synthetic history as a correct or faulty register service would give it; see `generateRegisters`. */
export interface RegisterWorkload {
  readonly operations: number
  readonly clients: number
  /** Objects; each operation picks one. Default 1. */
  readonly keys?: number
  /** Share of operations of unknown outcome, from 0 to 1. Default 0. */
  readonly info?: number
  /** Share of cas among the changes. Default 0. */
  readonly cas?: number
  /** Written values: each once, or from 1 to 5. Default unique. */
  readonly values?: 'unique' | 'repeated'
  /** Of unique values the first is written once more, so that no shortcut for them applies. */
  readonly twice?: boolean
  /** One read at half time returns a value overwritten before it began. */
  readonly stale?: boolean
  readonly seed?: number
}

interface Planned {
  client: number
  process: number
  key: string
  f: 'read' | 'write' | 'cas'
  value: unknown
  call: number
  effect: number
  end: number
  outcome: Operation['outcome']
}

/**
 * Closed-loop clients: latency 1 + Exp(10), effect uniform inside it, think time Exp(1), half reads. Half of the
 * operations of unknown outcome take effect, up to twice their latency after the call; their client goes on
 * under another process number. Event positions count 0, 1, 2, ...
 */
export function generateRegisters(workload: RegisterWorkload): Operation[] {
  const random = mulberry32(workload.seed ?? 1)
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean
  const planned = plan(workload, random, exponential)
  const registers = new Map<string, unknown>()
  const { info = 0, values = 'unique', twice = false } = workload
  let counter = 0
  const written: number[] = []
  for (const one of [...planned].sort((a, b) => a.effect - b.effect)) {
    const isUnknown = random() < info
    if (isUnknown) {
      one.end = Infinity
      one.outcome = { type: 'info', error: 'timeout' }
    }
    const current = registers.get(one.key) ?? null
    const fresh = values === 'unique' ? ++counter : 1 + Math.floor(random() * 5)
    if (one.f === 'read') {
      if (!isUnknown) one.outcome = { type: 'ok', value: current }
      continue
    }
    written.push(fresh)
    const given = twice && written.length === 5 ? (written[0] as number) : fresh
    // half of the cas of repeated values expect a value at random, and mostly fail
    const expected = values === 'unique' || random() < 0.5 ? current : 1 + Math.floor(random() * 5)
    one.value = one.f === 'cas' ? [expected, given] : given
    if (isUnknown && random() < 0.5) continue
    if (one.f === 'cas' && expected !== current) {
      if (!isUnknown) one.outcome = { type: 'fail', error: 'mismatch' }
    } else registers.set(one.key, given)
  }
  return number(planned, workload)
}

function plan(
  workload: RegisterWorkload,
  random: () => number,
  exponential: (mean: number) => number,
): Planned[] {
  const { operations, clients, keys = 1, cas = 0 } = workload
  const free = Array.from({ length: clients }, (_, client) => ({ client, at: exponential(5) }))
  const planned: Planned[] = []
  while (planned.length < operations) {
    const next = free.reduce((first, other) => (other.at < first.at ? other : first))
    const latency = 1 + exponential(10)
    const isRead = random() < 0.5
    planned.push({
      client: next.client,
      process: next.client,
      key: `k${Math.floor(random() * keys)}`,
      f: isRead ? 'read' : random() < cas ? 'cas' : 'write',
      value: null,
      call: next.at,
      effect: next.at + latency * random(),
      end: next.at + latency,
      outcome: { type: 'ok', value: null },
    })
    next.at += latency + exponential(1)
  }
  return planned
}

function number(planned: readonly Planned[], workload: RegisterWorkload): Operation[] {
  const process = Array.from({ length: workload.clients }, (_, client) => client)
  const events = planned.flatMap((one, index) => [
    { index, time: one.call, isCall: true },
    ...(one.end === Infinity ? [] : [{ index, time: one.end, isCall: false }]),
  ])
  events.sort((a, b) => a.time - b.time)
  const positions = planned.map(() => ({ invoked: 0, returned: Infinity }))
  events.forEach(({ index, isCall }, position) => {
    const held = positions[index] as { invoked: number; returned: number }
    if (isCall) held.invoked = position
    else held.returned = position
  })
  const operations = planned.map((one, id): Operation => {
    const current = process[one.client] as number
    if (one.outcome.type === 'info') process[one.client] = current + workload.clients
    const { f, key, value, outcome } = one
    return {
      id,
      process: current,
      f,
      key,
      value,
      outcome,
      ...(positions[id] as { invoked: number; returned: number }),
    }
  })
  return workload.stale === true ? withStaleRead(operations) : operations
}

function withStaleRead(operations: readonly Operation[]): Operation[] {
  const writes = operations.filter(({ f, outcome }) => f === 'write' && outcome.type === 'ok')
  const reads = operations.filter(
    ({ f, outcome, id }) => f === 'read' && outcome.type === 'ok' && id > operations.length / 2,
  )
  for (const read of reads) {
    const before = writes.filter(({ key, returned }) => key === read.key && returned < read.invoked)
    const newest = before.reduce<Operation | undefined>(
      (a, b) => (a === undefined || b.invoked > a.invoked ? b : a),
      undefined,
    )
    const older = before.filter(({ returned }) => returned < (newest?.invoked ?? 0)).at(-1)
    if (older === undefined) continue
    const stale: Operation = { ...read, outcome: { type: 'ok', value: older.value } }
    return operations.map((operation) => (operation === read ? stale : operation))
  }
  throw new Error('no read to make stale')
}
