import { countOf } from '../../src/base/count-of.ts'
import { assert } from '../../src/base/assert.ts'
import type { Operation } from '../../src/record/operation.ts'
import { partitionByKey } from '../models/index.ts'
import type { Model, Partition } from '../models/index.ts'
import type { SpentBudget } from '../porcupine-wasm/index.ts'
import { leftOf } from './search/budget.ts'
import type { CheckOptions } from './search/budget.ts'
import { coreOfViolation } from './search/core.ts'
import { decide, pointOfViolationOf } from './decide.ts'
import type { Answer, PointOfViolation } from './answer.ts'
import { suspectRepetition } from './explanation/executed-twice.ts'
import { because, rejectedNext } from './explanation/explain.ts'
import { isRequired, relevantOperations } from './search/prepare.ts'
import { hintOfInitial } from './explanation/initial-hint.ts'
import { refusedYetExecuted } from './explanation/refused-yet-executed.ts'
import { originOf } from './explanation/value-origin.ts'
import { promiseOf } from './promise.ts'
import { stateAfter } from './search/replay.ts'
import type { LinearizabilityFailure, LinearizabilityVerdict } from './verdict.ts'
import { mustHaveHappened } from './explanation/must-have-happened.ts'
import { formatRefused, nameObject, formatSuspicion } from './explanation/wording.ts'

// of several objects, each gets these first, so that one that takes long does not hide the failure of another
const QUICK_STEPS = 50_000

/**
 * Whether the operations could have happened one at a time, each between its invocation and its return, on the
 * object of the model. Objects are checked in the order of their first operation, those that take long after the
 * others; the first that fails ends it.
 * @throws InputError when the value of an operation is malformed for the model.
 */
export function checkLinearizability(
  operations: readonly Operation[],
  model: Model,
  options: CheckOptions = {},
): LinearizabilityVerdict {
  assert(haveIds(operations), 'two operations have one id')
  const parts = model.partition?.(operations) ?? partitionByKey(operations)
  const consistency = 'linearizable'
  const counted = {
    model: model.name,
    operations: operations.length,
    partitions: parts.length,
    consistency,
    promise: promiseOf(parts[0]?.model ?? model, consistency),
  } as const
  if (!operations.some(({ outcome }) => outcome.type === 'ok')) {
    const because = 'no operation succeeded: the history proves nothing'
    return { valid: 'unknown', ...counted, because, spent: [] }
  }
  const orders = new Map<Partition, readonly Operation[]>()
  const undecided = new Map<Partition, Undecided>()
  let steps = 0
  for (const stepsOfOne of parts.length === 1 ? [Infinity] : [QUICK_STEPS, Infinity]) {
    for (const part of parts) {
      const left = leftOf(options, steps)
      const isSpent = left.maxSteps === 0 || options.expired?.() === true
      // with nothing left, what the first steps found stands
      if (orders.has(part) || (isSpent && undecided.has(part))) continue
      const own = part.model ?? model
      const relevant = relevantOperations(own, part.operations)
      const decision = decide(own, relevant, { ...left, maxSteps: Math.min(left.maxSteps, stepsOfOne) })
      steps += decision.steps
      if (decision.verdict === 'ok') orders.set(part, decision.order)
      else if (decision.verdict === 'unknown')
        undecided.set(part, {
          because: formatUndecided(own, part, relevant, decision),
          spent: [decision.spent],
        })
      else {
        const point = pointOfViolationOf(own, relevant, decision, leftOf(options, steps))
        if (point !== undefined) {
          const refuted = { ...point, conflict: decision.conflict }
          const failure = explainFailure(own, part, relevant, refuted, operations, options)
          const hint = hintOfInitial(model, operations, part)
          return { valid: false, ...counted, failure: hint === undefined ? failure : { ...failure, hint } }
        }
        const because = `${nameObject(own, part.key)}: no order was found, which could not be confirmed`
        undecided.set(part, { because, spent: [] })
      }
    }
  }
  const open = parts.flatMap((part) => (orders.has(part) ? [] : (undecided.get(part) ?? [])))
  if (open.length > 0) {
    const spent = [...new Set(open.flatMap((one) => one.spent))]
    return { valid: 'unknown', ...counted, because: open.map(({ because }) => because).join('; '), spent }
  }
  const certificate = parts.map((part) =>
    withKey(part.key, { order: [...new Set((orders.get(part) ?? []).map(({ id }) => id))] }),
  )
  return { valid: true, ...counted, certificate }
}

interface Undecided {
  readonly because: string
  readonly spent: readonly SpentBudget[]
}

/** Whether no two operations have the same id; they mostly come by rising ids, and then nothing is remembered. */
function haveIds(operations: readonly Operation[]): boolean {
  let last = -Infinity
  if (operations.every(({ id }) => last < (last = id))) return true
  return new Set(operations.map(({ id }) => id)).size === operations.length
}

function explainFailure(
  model: Model,
  { key, operations: recorded }: Partition,
  operations: readonly Operation[],
  {
    blocking,
    prefixes,
    conflict,
  }: PointOfViolation & { readonly conflict: readonly Operation[] | undefined },
  all: readonly Operation[],
  { failed = [], lineOf }: CheckOptions,
): LinearizabilityFailure {
  const original = new Map(all.map((operation) => [operation.id, operation]))
  const given = (operation: Operation): Operation => original.get(operation.id) ?? operation
  const [longest = [], ...others] = [...prefixes].sort((a, b) => b.length - a.length)
  const next = rejectedNext(model, operations, blocking, longest, given)
  const core = coreOfViolation(model, operations, blocking, conflict)
  const suspicion = suspectRepetition(model, operations, blocking)
  const refused = refusedYetExecuted(model, operations, failed, blocking)
  const isOnObject = (operation: Operation): boolean => operation.key === blocking.key
  const origin = originOf(model, [blocking, ...(core ?? [])], {
    operations: recorded,
    failed: [...recorded.filter(({ outcome }) => outcome.type === 'fail'), ...failed.filter(isOnObject)],
    lineOf,
  })
  return withKey(key, {
    operation: given(blocking),
    longestPrefix: longest.map(given),
    state: model.describeState(stateAfter(model, longest)),
    otherPrefixes: others.map((prefix) => prefix.map(given)),
    next,
    because: `${because(model, key, operations, given(blocking), longest, core, origin)}${formatRefused(model, origin?.kind === 'failed' ? [] : refused)}${formatSuspicion(model, suspicion)}`,
    ...(core === undefined ? {} : { core: [...new Set(core.map(given))] }),
    mustHaveHappened: mustHaveHappened(model, operations, blocking, prefixes).map(given),
    ...(suspicion === undefined
      ? {}
      : { suspicion: { ...suspicion, operations: suspicion.operations.map(given) } }),
    ...(refused.length === 0 ? {} : { refused }),
    ...(origin === undefined ? {} : { origin }),
  })
}

function formatUndecided(
  model: Model,
  { key }: Partition,
  operations: readonly Operation[],
  { spent, explained, steps }: Extract<Answer, { verdict: 'unknown' }>,
): string {
  const completed = operations.filter(isRequired).length
  const limits = {
    steps: 'the step limit',
    memory: 'the memory limit',
    deadline: 'the deadline',
    beam: 'the width limit',
  }
  return (
    `${nameObject(model, key)}: ${limits[spent]} was reached after ${countOf(steps, 'step')}, ` +
    `with ${explained} of ${countOf(completed, 'completed operation')} explained`
  )
}

function withKey<T extends object>(key: string | undefined, rest: T): T & { readonly key?: string } {
  return key === undefined ? rest : { key, ...rest }
}
