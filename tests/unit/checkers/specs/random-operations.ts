import type { Operation, Outcome } from '../../../../src/record/operation.ts'
import type { Moment, Spec, SpecCall } from './spec.ts'

/** mulberry32 */
export function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A history with the initial value of its objects. */
export interface RandomHistory {
  readonly operations: readonly Operation[]
  readonly initial: unknown
}

/**
 * Up to `most` operations of three clients, a few at once, on an object that follows the spec: events of different
 * clients fall on one position; some outcomes are unknown, some operations never return, some fail, with or without
 * what they met; in half of the histories results are made up.
 */
export function randomOperations(spec: Spec, seed: number, most = 6): RandomHistory {
  const random = randomOf(seed)
  const nat = (below: number): number => Math.floor(random() * below)
  const pick = <T>(list: readonly T[]): T => list[nat(list.length)] as T
  const { initials = [] } = spec
  const initial = initials.length > 0 && random() < 0.4 ? pick(initials) : undefined
  const wrong = random() < 0.5 ? 0.35 : 0
  const count = 1 + nat(most)
  const clients = [0, 1, 2].slice(0, 1 + nat(3)).map((process) => ({ process, free: nat(3) }))
  const drafts = Array.from({ length: count }, (_, index) => {
    const client = pick(clients)
    const call = pick(spec.calls(index + 1, random))
    const invoked = client.free + nat(3)
    const returned = invoked + nat(4)
    client.free = returned + 1
    const process = client.process
    const isUnknown = random() < 0.2
    // most clients go on under another number
    if (isUnknown && random() < 0.7) client.process += clients.length
    return { call, process, invoked, returned, isUnknown, at: invoked + random() * (returned - invoked) }
  })
  const states = new Map<string, unknown>()
  const outcomes = new Map<(typeof drafts)[number], Outcome>()
  for (const draft of drafts.toSorted((a, b) => a.at - b.at)) {
    const { call, process, isUnknown } = draft
    const key = call.key ?? ''
    const state = states.has(key) ? states.get(key) : spec.init(initial, key, [])
    const possible = shuffled(call.results, nat).flatMap((result) => {
      const [next] = applied(spec, state, call, process, result)
      return next === undefined ? [] : [{ result, next: next.state }]
    })
    const [happened] = possible
    const takesEffect = happened !== undefined && (!isUnknown || random() < 0.5)
    if (takesEffect) states.set(key, happened.next)
    outcomes.set(draft, outcomeOf(call, happened?.result, isUnknown, state))
  }
  function outcomeOf(call: SpecCall, result: unknown, isUnknown: boolean, state: unknown): Outcome {
    if (isUnknown) return { type: 'info', error: 'timeout' }
    if (random() < wrong) return { type: 'ok', value: pick(call.results) }
    if (result !== undefined && random() < 0.95) return { type: 'ok', value: result }
    const observes = call.f === 'cas' && random() < 0.5
    return { type: 'fail', error: 'no', ...(observes && { observed: random() < 0.7 ? state : pick([1, 2]) }) }
  }
  const operations = drafts
    .toSorted((a, b) => a.invoked - b.invoked)
    .map((draft, id): Operation => {
      const { call, process, invoked, returned } = draft
      const outcome = outcomes.get(draft) as Outcome
      const { f, value, key } = call
      return {
        id,
        process,
        f,
        ...(key !== undefined && { key }),
        value,
        outcome,
        invoked,
        returned: outcome.type === 'info' ? Infinity : returned,
      }
    })
  return { operations, initial }
}

/** The whole operation at once, where it has that result. */
function applied(
  spec: Spec,
  state: unknown,
  { f, value }: SpecCall,
  process: number,
  result: unknown,
): { readonly state: unknown }[] {
  const operation = {
    id: 0,
    process,
    f,
    value,
    outcome: { type: 'ok', value: result } as const,
    invoked: 0,
    returned: 1,
  }
  const moments: readonly Moment[] = spec.steps?.(operation, [operation]) ?? [{ f, value, process, result }]
  return moments.reduce<{ readonly state: unknown }[]>(
    (before, moment) =>
      before.flatMap((one) => spec.apply(one.state, moment).map((next) => ({ state: next }))),
    [{ state }],
  )
}

function shuffled<T>(list: readonly T[], nat: (below: number) => number): T[] {
  const rest = [...list]
  return list.map(() => rest.splice(nat(rest.length), 1)[0] as T)
}
