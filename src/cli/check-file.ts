import { models } from '../../checkers/models/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { housekeeping, judgedHistory, toldByFailures } from '../history/judged-history.ts'
import type { PairedHistory } from '../history/pairing.ts'
import { Pairing } from '../history/pairing.ts'
import { IndependentTuples } from '../history/readers/independent.ts'
import { checkOperationValues } from '../history/readers/operation-values.ts'
import { readHistory } from '../history/readers/read-history.ts'
import type { Source } from '../history/readers/source.ts'
import { isTransactionModel, levelFor, transactionLevel } from './check-consistency.ts'
import type { CheckedLevel } from './check-consistency.ts'
import { checkModel } from './check-linearizable.ts'
import { functionsOf, inferModel } from './check-model.ts'
import type { CheckedModel } from './check-model.ts'
import { plural } from './check-text.ts'
import { checkTransactionFile } from './check-transactions.ts'
import type { FileVerdict } from './check-verdict.ts'

export interface FileOptions {
  /** Default: inferred from the functions of the history. */
  readonly model?: CheckedModel | Model
  /** The level to check for. Default: the model's own. */
  readonly consistency?: CheckedLevel
  /** Values are `[key, value]` tuples. Default: found out. */
  readonly independent: boolean
  /** Milliseconds of checking after which the answer is `unknown`. */
  readonly timeout: number
  /** Told what was found out about the history rather than said by the user. */
  readonly note: (text: string) => void
}

/** Aborted transactions are read from, and a "no" to a status query is an answer. */
function keepFailedOf(model: FileOptions['model']): ReadonlySet<string> {
  const functions = isTransactionModel(model) ? functionsOf(model) : []
  return new Set(['txn', ...functions, ...toldByFailures])
}

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
  levelFor(model, options.consistency)
  if (history.succeeded === 0)
    return undecided('not one operation succeeded (ok), so the history proves nothing')
  try {
    const check = isTransactionModel(model)
      ? checkTransactionFile(history, model, {
          timeout: options.timeout,
          consistency: transactionLevel(model, options.consistency),
        })
      : checkModel(history, typeof model === 'string' ? models[model] : model, options.timeout)
    return { file: source.name, ...check }
  } catch (error) {
    throw located(error, history, source.name)
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
    keepFailedOf: keepFailedOf(model),
    times: false,
    reshape: (operation, lines) => tuples.take(operation, lines),
  })
  for await (const { event, line } of readHistory(source, { onIgnored: () => ignored++ }))
    pairing.add(event, line)
  const paired = pairing.finish()
  if (tuples.areFound() && !independent)
    note(`${source.name}: every value is a [key value] tuple: read as --independent`)
  return { history: judgedHistory(paired), ignored }
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
  const [, id, completed] = /^operation (\d+)(, completion)?/.exec(error.where) ?? []
  if (id === undefined) return error
  const message = error.message.slice(error.where.length + 2)
  const { places } = history
  const line = completed === undefined ? places.invokedLine(Number(id)) : places.returnedLine(Number(id))
  return new InputError(`field "value": ${message}`, `${name}:${line}`)
}
