import { models } from '../../checkers/models/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { housekeeping, judgedHistory, toldByFailures } from '../history/judged-history.ts'
import type { FailedOperation, PairedHistory } from '../history/pairing.ts'
import { Pairing } from '../history/pairing.ts'
import { IndependentTuples } from '../history/readers/independent.ts'
import { checkOperationValues } from '../history/readers/operation-values.ts'
import { readHistory } from '../history/readers/read-history.ts'
import type { Source } from '../history/readers/source.ts'
import { checkTransactions } from './check-list-append.ts'
import { checkModel } from './check-linearizable.ts'
import { initialError, startingModel } from './check-initial.ts'
import type { InitialValue } from './check-initial.ts'
import { functionsOf, inferModel } from './check-model.ts'
import type { CheckedModel } from './check-model.ts'
import { plural } from './check-text.ts'
import type { FileVerdict } from './check-verdict.ts'

export interface FileOptions {
  /** Default: inferred from the functions of the history. */
  readonly model?: CheckedModel | Model
  /** What objects hold before the first operation. Default: as the model says. */
  readonly initial?: InitialValue
  /** Values are `[key, value]` tuples. Default: found out. */
  readonly independent: boolean
  /** Milliseconds of checking after which the answer is `unknown`. */
  readonly timeout: number
  /** Told what was found out about the history rather than said by the user. */
  readonly note: (text: string) => void
}

/** Of a large history not all failed operations are held. */
const mostFailed = 100_000

/** Aborted transactions are read from, and a "no" to a status query is an answer. */
const keepFailedOf = new Set(['txn', ...toldByFailures])

/** Reads and checks one history. Throws an {@link InputError} when it is not one. */
export async function checkFile(source: Source, options: FileOptions): Promise<FileVerdict> {
  const { history, ignored } = await pairedHistory(source, options)
  const model = modelOf(history, source.name, options)
  const undecided = (because: string): FileVerdict => ({
    file: source.name,
    valid: 'unknown',
    model: typeof model === 'object' ? model.name : (model ?? null),
    operations: history.operations.length,
    partitions: 0,
    millis: 0,
    because,
    wanting: 'results',
  })
  if (model === undefined) {
    const others = ignored === 0 ? '' : ` (${plural(ignored, 'event')} of processes that are no clients)`
    return undecided(`the history has no operations${others}, so it proves nothing`)
  }
  // a model of the user's own knows which values its operations have
  if (typeof model === 'string')
    checkOperationValues(history, source.name, model === 'append' || model === 'set')
  if (history.succeeded === 0)
    return undecided('not one operation succeeded (ok), so the history proves nothing')
  try {
    const check =
      model === 'list-append'
        ? checkTransactions(history, options.timeout)
        : checkModel(
            history,
            startingModel(typeof model === 'string' ? models[model] : model, options.initial),
            options.timeout,
          )
    return { file: source.name, ...check }
  } catch (error) {
    throw located(error instanceof InputError ? initialError(error) : error, history, source.name)
  }
}

async function pairedHistory(
  source: Source,
  { model, independent, note }: FileOptions,
): Promise<{ history: PairedHistory; ignored: number }> {
  let ignored = 0
  const tuples = new IndependentTuples(source.name, independent)
  const pairing = new Pairing({
    name: source.name,
    ...(model !== undefined && {
      model: typeof model === 'string' ? model : model.name,
      functions: functionsOf(model),
      besides: housekeeping,
    }),
    keepFailedOf,
    times: false,
    mostFailed,
    reshape: (operation, lines) => tuples.take(operation, lines),
  })
  for await (const { event, line } of readHistory(source, { onIgnored: () => ignored++ }))
    pairing.add(event, line)
  const paired = pairing.finish()
  if (tuples.areFound() && !independent)
    note(`${source.name}: every value is a [key value] tuple: read as --independent`)
  const judged = judgedHistory(paired)
  const failed = tuples.areFound() ? judged.failed.flatMap((one) => apart(tuples, one)) : judged.failed
  return { history: { ...judged, failed }, ignored }
}

/** A failed operation only helps to explain: one that is no tuple is passed over. */
function apart(tuples: IndependentTuples, { operation, lines }: FailedOperation): FailedOperation[] {
  try {
    const { id } = operation
    return [{ operation: { ...tuples.take({ ...operation }, lines), id }, lines }]
  } catch (error) {
    if (error instanceof InputError) return []
    throw error
  }
}

function modelOf(
  history: PairedHistory,
  name: string,
  { model, note }: FileOptions,
): CheckedModel | Model | undefined {
  if (model !== undefined || history.functions.size === 0) return model
  const keyed = history.operations.some(({ key }) => key !== undefined)
  const inferred = inferModel(history.functions, keyed, name)
  const functions = [...history.functions.keys()].join(', ')
  note(
    `${name}: model ${inferred}, inferred from ${functions}${keyed ? ' with keys' : ''}; --model names another`,
  )
  return inferred
}

/** A model names the operation it cannot take; the user wants the line. */
function located(error: unknown, history: PairedHistory, name: string): unknown {
  if (!(error instanceof InputError) || error.where === undefined) return error
  const id = /^operation (\d+)/.exec(error.where)?.[1]
  if (id === undefined) return error
  const message = error.message.slice(error.where.length + 2)
  return new InputError(`field "value": ${message}`, `${name}:${history.places.invokedLine(Number(id))}`)
}
