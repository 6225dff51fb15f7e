import type { Trace, TraceStep } from '../src/record/trace.ts'

/** Each step of the past with its direct causes, both by number; the nearest to where the search began come first. */
export type CausalPast = ReadonlyMap<number, readonly number[]>

/**
 * What led to the steps `from`, backwards over causes and over the steps that made the state each of them found:
 * at most `most` steps, the nearest first. A partition or a loss acts by absence and stands in nobody's past.
 */
export function causalPast(trace: Trace, from: Iterable<number>, most = Infinity): CausalPast {
  const causes = directCauses(trace)
  const past = new Map<number, readonly number[]>()
  const queue: number[] = []
  const known = new Set<number>()
  const meet = (step: number): void => {
    if (known.has(step) || known.size >= most || trace.steps[step - 1] === undefined) return
    known.add(step)
    queue.push(step)
  }
  for (const step of [...from].sort((a, b) => b - a)) meet(step)
  // a for-of over a list sees what is appended meanwhile
  for (const step of queue) {
    const found = causes(step)
    for (const cause of found) meet(cause)
    past.set(
      step,
      found.filter((cause) => known.has(cause)),
    )
  }
  return past
}

/** The direct causes of a step: who caused it, else who sent its message, else what its place did before; and who changed its place last. */
function directCauses({ steps, messages }: Trace): (step: number) => readonly number[] {
  const before = new Int32Array(steps.length)
  const changed = new Int32Array(steps.length)
  const last = new Map<string, { step: number; change: number }>()
  steps.forEach((step, position) => {
    const place = placeOf(step)
    if (place === undefined) return
    const known = last.get(place) ?? { step: 0, change: 0 }
    before[position] = known.step
    changed[position] = known.change
    last.set(place, { step: step.step, change: step.state === undefined ? known.change : step.step })
  })
  const sentIn = new Map(messages.map((message) => [message.id, message.sentIn]))
  return (number) => {
    const step = steps[number - 1]
    if (step === undefined) return []
    const sent = step.message === undefined ? undefined : sentIn.get(step.message)
    const cause = step.cause ?? sent ?? before[number - 1] ?? 0
    return [...new Set([cause, changed[number - 1] ?? 0])].filter((one) => one > 0 && one < number)
  }
}

/** Where a step happened: what a client does, at the client; all else at its server; nowhere what concerns the whole cluster. */
function placeOf({ kind, node, client }: TraceStep): string | undefined {
  const ofClient = kind === 'invoke' || kind === 'return' || node === undefined
  return ofClient && client !== undefined ? `client ${client}` : node
}
