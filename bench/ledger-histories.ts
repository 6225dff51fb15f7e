import { RandomStream } from '../src/base/random.ts'
import type { Json } from '../src/base/json.ts'
import type { Operation } from '../src/record/operation.ts'
import { Ledger } from '../src/raft/services/ledger.ts'

/** A synthetic history as a correct or faulty ledger would give it; see {@link generatePayments}. */
export interface PaymentWorkload {
  readonly operations: number
  readonly clients: number
  /** Transfers go between any two of them, so that all are linked. */
  readonly accounts: number
  /** Share of operations of unknown outcome, from 0 to 1. Default 0. */
  readonly unknown?: number
  /** Share of balances among the operations. Default 0.4. */
  readonly reads?: number
  /** One payment is executed a second time, some time after the first. */
  readonly twice?: boolean
  /** One balance is what it was a while before. */
  readonly stale?: boolean
  readonly seed?: number
}

interface Planned {
  readonly client: number
  readonly f: string
  readonly value: Json
  readonly call: number
  readonly end: number
  effect: number
  outcome: Operation['outcome']
}

export interface Payments {
  readonly operations: readonly Operation[]
  /** The id of the operation that was executed twice, or that was answered from an older state. */
  readonly culprit: number | undefined
}

/** Money of an account at first, and the most that one operation moves. */
const FIRST = 200
const MOST = 40

/**
 * Closed-loop clients: latency 1 to 20, effect somewhere in it, think time 0 to 2. Half of the operations of
 * unknown outcome take effect, up to twice their latency after the call; their client goes on under another
 * process number. The first operations open the accounts, one after the other.
 */
export function generatePayments(workload: PaymentWorkload): Payments {
  const random = new RandomStream(`payments/${workload.seed ?? 1}`)
  const planned = plan(workload, random)
  const ledger = new Ledger()
  const unknown = Math.round((workload.unknown ?? 0) * 1_000_000)
  const culprit = choose(workload, planned, random)
  const effects = planned.map((one) => ({ one, at: one.effect, again: false }))
  if (workload.twice === true && culprit !== undefined)
    effects.push({ one: culprit, at: culprit.effect + random.int(0, 40), again: true })
  effects.sort((a, b) => a.at - b.at)
  for (const { one, again } of effects) {
    const opens = one.f === 'open'
    const isUnknown = !opens && one !== culprit && random.ppm(unknown)
    if (isUnknown) one.outcome = { type: 'info', error: 'timeout' }
    if (isUnknown && random.chance(0.5)) continue
    const result = ledger.apply({ f: one.f, value: one.value })
    if (isUnknown || again || result.type !== 'ok') continue
    one.outcome = result
  }
  return inOrder(planned, workload, workload.stale === true ? undefined : culprit, random)
}

function plan(
  { operations, clients, accounts, reads = 0.4 }: PaymentWorkload,
  random: RandomStream,
): Planned[] {
  const outcome = { type: 'ok', value: null } as const
  const planned: Planned[] = []
  const free = Array.from({ length: clients }, (_, client) => ({
    client,
    at: 3 * accounts + random.int(0, 10),
  }))
  for (let account = 0; account < accounts; account++) {
    const value = { account: `a${account}`, amount: FIRST }
    const call = 3 * account
    planned.push({ client: 0, f: 'open', value, call, effect: call + 1, end: call + 2, outcome })
  }
  while (planned.length < operations) {
    const next = free.reduce((first, other) => (other.at < first.at ? other : first))
    const latency = 1 + random.int(0, 1900) / 100
    const account = `a${random.int(0, accounts - 1)}`
    const amount = random.int(1, MOST)
    const to = `a${random.int(0, accounts - 1)}`
    const [f, value]: [string, Json] = random.chance(reads)
      ? ['balance', account]
      : random.pick<[string, Json]>([
          ['transfer', { from: account, to, amount }],
          ['transfer', { from: account, to, amount }],
          ['debit', { account, amount }],
          ['deposit', { account, amount }],
        ])
    const effect = next.at + (latency * random.int(0, 1000)) / 1001
    planned.push({ client: next.client, f, value, call: next.at, effect, end: next.at + latency, outcome })
    next.at += latency + random.int(0, 200) / 100
  }
  return planned
}

/** The payment to execute twice: one that moves money, in the second third. */
function choose({ twice, accounts }: PaymentWorkload, planned: readonly Planned[], random: RandomStream) {
  if (twice !== true) return undefined
  const third = Math.floor((planned.length - accounts) / 3)
  const middle = planned.slice(accounts + third, accounts + 2 * third)
  const pays = middle.filter(({ f, value }) => {
    const { from, to } = value as { from?: string; to?: string }
    return f !== 'balance' && (from === undefined || from !== to)
  })
  return random.pick(pays)
}

function inOrder(
  planned: readonly Planned[],
  { clients, stale }: PaymentWorkload,
  twice: Planned | undefined,
  random: RandomStream,
): Payments {
  const events = planned.flatMap((one, index) => [
    { index, time: one.call, isCall: true },
    ...(one.outcome.type === 'info' ? [] : [{ index, time: one.end, isCall: false }]),
  ])
  events.sort((a, b) => a.time - b.time || Number(a.isCall) - Number(b.isCall))
  const positions = planned.map(() => ({ invoked: 0, returned: Infinity }))
  events.forEach(({ index, isCall }, position) => {
    const held = positions[index] as { invoked: number; returned: number }
    if (isCall) held.invoked = position
    else held.returned = position
  })
  const process = Array.from({ length: clients }, (_, client) => client)
  const sequences = process.map(() => 0)
  const operations = planned.map(({ client, f, value, outcome }, id): Operation => {
    const current = process[client] as number
    if (outcome.type === 'info') process[client] = current + clients
    const sequence = ((sequences[client] as number) += 1)
    sequences[client] = sequence
    const place = positions[id] as { invoked: number; returned: number }
    return { id, process: current, f, value, outcome, ...place, request: { client, sequence } }
  })
  const byCall = [...operations].sort((a, b) => a.invoked - b.invoked)
  if (stale === true) return withStale(byCall, random)
  return { operations: byCall, culprit: twice && planned.indexOf(twice) }
}

/** One balance in the second half becomes what an earlier one of the same account was, if they differ. */
function withStale(operations: readonly Operation[], random: RandomStream): Payments {
  const balances = operations.filter(({ f, outcome }) => f === 'balance' && outcome.type === 'ok')
  const late = random.shuffle(balances.slice(balances.length >> 1))
  const told = ({ outcome }: Operation): unknown => (outcome.type === 'ok' ? outcome.value : undefined)
  for (const balance of late) {
    const older = balances.findLast(
      (other) =>
        other.returned < balance.invoked && other.value === balance.value && told(other) !== told(balance),
    )
    if (older === undefined) continue
    const changed: Operation = { ...balance, outcome: { type: 'ok', value: told(older) } }
    return { operations: operations.map((one) => (one === balance ? changed : one)), culprit: balance.id }
  }
  return { operations, culprit: undefined }
}
