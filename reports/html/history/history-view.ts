import { defined } from '../../../src/base/defined.ts'
import { counted, grouped } from '../../quantities.ts'
import { el } from '../markup.ts'
import type { Child, Element } from '../markup.ts'
import type { ColumnTrace } from '../schema.ts'
import type { ReportHistory, ReportObject } from './history-schema.ts'
import type { PlacedOperation } from '../timeline/timeline.ts'
import { comparedValues } from './compared.ts'
import type { ExplainedFailure } from './explained.ts'
import { historyPicture } from './picture.ts'
import { inRun } from './places.ts'
import { failureTables, orderTable } from './tables.ts'
import { barsOf, MAX_OPERATIONS, windowOf } from './window.ts'
import type { Window } from './window.ts'

/** What of the histories a reader looks at. */
export interface HistoryChoice {
  /** Index into `Report.histories`. */
  readonly run: number
  /** Index into its objects. */
  readonly object: number
  /** Index into the object's orders. */
  readonly order: number
  /** All operations that the page carries, instead of those about the conflict. */
  readonly whole: boolean
}

/** One object of one run: its bars, the order, the contradiction. */
export function objectView(
  history: ReportHistory,
  choice: HistoryChoice,
  trace: ColumnTrace | null,
): Element {
  const object = history.objects[choice.object]
  if (object === undefined) return el('p', {}, 'No operations.')
  const places = inRun(trace)
  const operations = placedOperations(object)
  const failure = explained(object, operations, choice.order)
  const id = 'history-picture'
  if (failure === undefined) {
    const order = orderOf(object, operations, choice.order)
    return el(
      'div',
      {},
      el('p', { class: 'standing' }, standing(object)),
      historyPicture(plainWindow(operations, order, choice.whole), order, id),
      orderTable(order, places),
    )
  }
  const window = choice.whole
    ? { operations: barsOf(failure, [...operations.values()]), hidden: object.total - operations.size }
    : windowOf(failure)
  return el(
    'div',
    {},
    el('p', { class: 'standing' }, standing(object)),
    historyPicture(window, failure, id),
    failure.compared !== undefined && comparedValues(failure.compared),
    failureTables(failure, places),
  )
}

function standing({ valid, because = '', failure, total, operations }: ReportObject): Child[] {
  const how =
    valid === 'unknown'
      ? `Not judged: ${because}.`
      : valid
        ? 'An order explains all of it: linearizable.'
        : (failure?.because ?? '')
  const left = total - operations.length
  return [
    el('b', {}, how),
    ` ${counted(total, 'operation')} on it${left > 0 ? `, ${grouped(left)} of them only in history.jsonl` : ''}.`,
  ]
}

function placedOperations(object: ReportObject): ReadonlyMap<number, PlacedOperation> {
  return new Map(
    object.operations.map(({ id, client, text, begin, end, called, answered }) => [
      id,
      {
        operation: { id, process: client, invoked: begin, returned: end ?? Infinity },
        text,
        steps: { called, answered },
      },
    ]),
  )
}

type Shown = Pick<ExplainedFailure, 'longestPrefix' | 'earlier' | 'state' | 'states'>

/** One of its orders, the others' states being of no use here. */
function orderOf(
  { orders }: ReportObject,
  operations: ReadonlyMap<number, PlacedOperation>,
  index: number,
): Shown {
  const order = orders[index] ?? orders[0]
  if (order === undefined) return { longestPrefix: [] }
  return {
    longestPrefix: placed(order.ops, operations),
    earlier: order.earlier,
    states: [order.states],
    ...defined({ state: order.states.at(-1) }),
  }
}

function explained(
  object: ReportObject,
  operations: ReadonlyMap<number, PlacedOperation>,
  order: number,
): ExplainedFailure | undefined {
  const { failure } = object
  const located = operations.get(failure?.blocking ?? -1)
  if (failure === undefined || located === undefined) return undefined
  const { core, happened, twice, next, nearby, compared } = failure
  const isFirst = order === 0
  return {
    located,
    ...orderOf(object, operations, order),
    // why something cannot come next, and what its result is compared with, was found after the first order
    next: isFirst
      ? next.flatMap(({ op, why }) => {
          const one = operations.get(op)
          return one === undefined ? [] : [{ ...one, why }]
        })
      : [],
    ...defined({
      core: core && placed(core, operations),
      mustHaveHappened: happened && placed(happened, operations),
      executedTwice: twice && placed(twice, operations),
      compared: isFirst ? compared : undefined,
    }),
    isFirst,
    nearby: { ...nearby, operations: placed(nearby.ops, operations) },
  }
}

const placed = (
  ids: readonly number[],
  operations: ReadonlyMap<number, PlacedOperation>,
): PlacedOperation[] => ids.flatMap((id) => operations.get(id) ?? [])

/** Without a conflict: the latest operations. */
function plainWindow(operations: ReadonlyMap<number, PlacedOperation>, order: Shown, whole: boolean): Window {
  const all = [...operations.values()]
  const drawn = whole ? all : all.slice(-MAX_OPERATIONS)
  return { operations: barsOf(order, drawn), hidden: all.length - drawn.length }
}
