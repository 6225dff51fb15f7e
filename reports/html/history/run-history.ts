import { checkLinearizability, locatedFailure, statesAlong } from '../../../checkers/linearizability/index.ts'
import type { LinearizabilityVerdict } from '../../../checkers/linearizability/index.ts'
import { partitionByKey, serviceModel } from '../../../checkers/models/index.ts'
import type { Model, Partition } from '../../../checkers/models/index.ts'
import { defined } from '../../../src/base/defined.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { judgedEvents } from '../../../src/record/judged-history.ts'
import { distance } from '../../../src/record/nearby.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { RunRecord } from '../../../src/record/run-record.ts'
import type { Violation } from '../../../src/record/verdict.ts'
import { visibleText } from '../../visible-text.ts'
import { stepsByOperation } from '../operations.ts'
import type { EventId } from '../event-id.ts'
import type { ReportConflict, ReportHistory, ReportObject, ReportOrder } from './history-schema.ts'

/** Steps of the search for the object of the verdict, as many as the run itself was allowed, and for each other. */
const VERDICT_STEPS = 5_000_000
const OTHER_STEPS = 200_000
/** Failed operations that are kept to explain a breach. */
const MAX_FAILED = 10_000
const MAX_OBJECTS = 24
/** Operations of the object of the verdict that a page carries, and of each other. */
const MAX_OPERATIONS = 200
const MAX_OTHER_OPERATIONS = 60
/** The end of an order that a page carries, as long as it has states for. */
const MAX_ORDER = 60
const MAX_NEXT = 12
const MAX_TEXT = 120

/** What a run's history is made of when it is read object by object. */
interface ReadRun {
  readonly model: Model
  readonly failed: readonly Operation[]
  /** Number of the operation that was invoked at a position of the history. */
  numberOf(operation: Operation): number
  readonly called: ReturnType<typeof stepsByOperation>
  readonly answered: ReturnType<typeof stepsByOperation>
  readonly prefix: 'm' | 'o'
}

/** What clients saw in a run, judged object by object; undefined where no client called anything. */
export function runHistory(
  record: RunRecord,
  violation: Violation,
  prefix: 'm' | 'o',
): ReportHistory | undefined {
  const { operations, failed } = judgedEvents(record.history, MAX_FAILED)
  if (operations.length === 0) return undefined
  const model = serviceModel(operations)
  const numbers = invocationNumbers(record.history)
  const run: ReadRun = {
    model,
    failed: failed.map(({ operation }) => operation),
    numberOf: ({ invoked }) => numbers[invoked] ?? 0,
    called: stepsByOperation(record.trace, 'invoke'),
    answered: stepsByOperation(record.trace, 'return'),
    prefix,
  }
  const named = new Set(violation.facts.flatMap(({ operation }) => operation ?? []))
  const isAboutHistory = violation.property === 'linearizability'
  const parts = model.partition?.(operations) ?? partitionByKey(operations)
  const ranked = parts
    .map((part) => ({ part, names: part.operations.filter((one) => named.has(run.numberOf(one))).length }))
    .sort((a, b) => b.names - a.names)
  const objects = ranked
    .slice(0, MAX_OBJECTS)
    .map(({ part, names }, index) => objectOf(part, run, isAboutHistory && names > 0, index === 0))
  // the sort is stable: that of the verdict stays the first of those that nothing explains
  objects.sort((a, b) => Number(b.valid === false) - Number(a.valid === false))
  const more = parts.length - objects.length
  return { prefix, objects, ...(more > 0 && { moreObjects: more }) }
}

function objectOf(part: Partition, run: ReadRun, isBroken: boolean, isFirst: boolean): ReportObject {
  const { model, numberOf } = run
  const verdict = checkLinearizability(part.operations, model, {
    maxSteps: isBroken ? VERDICT_STEPS : OTHER_STEPS,
    failed: run.failed.filter(({ key }) => key === part.key),
  })
  const orders = ordersOf(verdict, part, model)
  const conflict = verdict.valid === false ? conflictOf(verdict.failure, part, run) : undefined
  const most = conflict !== undefined || isFirst ? MAX_OPERATIONS : MAX_OTHER_OPERATIONS
  const needed = new Set([...orders.flatMap(({ ops }) => ops.map(numberOf)), ...(conflict?.needed ?? [])])
  return {
    key: part.key === undefined ? null : visibleText(part.key, 60),
    valid: verdict.valid,
    ...(verdict.valid === 'unknown' && { because: visibleText(verdict.because) }),
    total: part.operations.length,
    operations: chosen(part.operations, { needed, most, numberOf, blocking: conflict?.blocking }).map((one) =>
      shown(one, run),
    ),
    orders: orders.map(({ earlier, ops, states }) => ({ earlier, ops: ops.map(numberOf), states })),
    ...defined({ failure: conflict?.conflict }),
  }
}

/** The end of each order that is known. */
function ordersOf(
  verdict: LinearizabilityVerdict,
  { operations }: Partition,
  model: Model,
): (Omit<ReportOrder, 'ops'> & { readonly ops: readonly Operation[] })[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const orders =
    verdict.valid === true
      ? verdict.certificate.map(({ order }) => order.flatMap((id) => byId.get(id) ?? []))
      : verdict.valid === false
        ? [verdict.failure.longestPrefix, ...verdict.failure.otherPrefixes]
        : []
  return orders.map((order) => ({
    earlier: Math.max(0, order.length - MAX_ORDER),
    ops: order.slice(-MAX_ORDER),
    states: statesAlong(order, model).map((state) => visibleText(state, MAX_TEXT)),
  }))
}

function conflictOf(
  failure: Extract<LinearizabilityVerdict, { valid: false }>['failure'],
  { operations }: Partition,
  { model, numberOf }: ReadRun,
): { conflict: ReportConflict; blocking: Operation; needed: number[] } {
  const { core, mustHaveHappened, executedTwice, nearby, compared, because } = locatedFailure(
    { ...failure, next: failure.next.slice(0, MAX_NEXT) },
    model,
    operations,
    () => 0,
  )
  const numbers = (list: readonly { readonly operation: unknown }[] | undefined): number[] | undefined =>
    list?.map(({ operation }) => numberOf(operation as Operation))
  const conflict: ReportConflict = {
    blocking: numberOf(failure.operation),
    because: visibleText(because),
    ...defined({
      core: numbers(core),
      happened: numbers(mustHaveHappened),
      twice: numbers(executedTwice),
      compared,
    }),
    next: failure.next
      .slice(0, MAX_NEXT)
      .map(({ operation, why }) => ({ op: numberOf(operation), why: visibleText(why) })),
    nearby: { ...nearby, ops: numbers(nearby.operations) ?? [] },
  }
  const { blocking, happened = [], twice = [], next } = conflict
  const needed = [
    ...[blocking, ...(conflict.core ?? []), ...happened, ...twice],
    ...[...next.map(({ op }) => op), ...conflict.nearby.ops],
  ]
  return { conflict, blocking: failure.operation, needed }
}

interface Choice {
  readonly needed: ReadonlySet<number>
  readonly most: number
  numberOf(operation: Operation): number
  readonly blocking: Operation | undefined
}

/** Those that are needed, then the nearest to the blocking one, or the latest; by invocation. */
function chosen(operations: readonly Operation[], { needed, most, numberOf, blocking }: Choice): Operation[] {
  if (operations.length <= most) return [...operations]
  const far = (one: Operation): number => (blocking === undefined ? -one.invoked : distance(one, blocking))
  const isNeeded = (one: Operation): boolean => needed.has(numberOf(one))
  const others = operations.filter((one) => !isNeeded(one)).sort((a, b) => far(a) - far(b))
  const all = operations.filter(isNeeded)
  return [...all, ...others.slice(0, Math.max(0, most - all.length))].sort((a, b) => a.invoked - b.invoked)
}

function shown(operation: Operation, run: ReadRun): ReportObject['operations'][number] {
  const id = run.numberOf(operation)
  const [called, answered] = [run.called.get(id), run.answered.get(id)]
  const eventId = (step: { readonly step: number } | undefined): EventId | null =>
    step === undefined ? null : `${run.prefix}${step.step}`
  return {
    id,
    client: called?.client ?? Number(operation.process),
    text: visibleText(run.model.describeOperation(operation), MAX_TEXT),
    begin: operation.invoked,
    end: Number.isFinite(operation.returned) ? operation.returned : null,
    called: eventId(called),
    answered: eventId(answered),
  }
}

/** By position: how many operations had been invoked before. */
function invocationNumbers(history: readonly HistoryEvent[]): number[] {
  let count = 0
  return history.map(({ type }) => (type === 'invoke' ? count++ : count))
}
