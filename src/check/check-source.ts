import { defined } from '../base/defined.ts'
import { countOf } from '../base/count-of.ts'
import { models } from '../../checkers/models/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { housekeeping, knownByFailures } from '../record/judged-history.ts'
import type { PairedHistory } from '../record/pairing.ts'
import { repeatsValue } from '../record/completion-value.ts'
import { checkOperationValues } from '../record/formats/readers/operation-values.ts'
import { PairedReading, type PairedReadingOptions } from '../record/formats/readers/paired-reading.ts'
import { skippedText } from '../record/formats/readers/skipped-lines.ts'
import type { Source } from '../record/formats/readers/source.ts'
import { Deadline, TimeRanOut } from './deadline.ts'
import { inferredModel } from './inferred-model.ts'
import { isTransactionModel, levelFor, transactionLevel } from './consistency.ts'
import { checkModel } from './linearizable.ts'
import { initialError, startingModel } from './initial.ts'
import { checkedModels, functionsOf } from './model.ts'
import type { CheckedModel } from './model.ts'
import type { ResolvedOptions } from './options.ts'
import { SeenShapes } from './seen-shapes.ts'
import { Shapes } from './shapes.ts'
import type { FileVerdict } from './verdict.ts'

/** Of a large history not all failed operations are held. */
const MAX_FAILED = 100_000

/** Aborted transactions are read from, and a "no" to a status query is an answer. */
function keepFailedOf(model: ResolvedOptions['model']): ReadonlySet<string> {
  const functions = isTransactionModel(model) ? functionsOf(model) : []
  return new Set(['txn', ...functions, ...knownByFailures])
}

/** What an earlier reading found: the objects that do not hold, by key, and how many there are of all. */
export interface Refuted extends Pick<FileVerdict, 'operations' | 'partitions'> {
  readonly objects: ReadonlySet<string | undefined>
}

/**
 * Reads and checks one history. `refuted`: only these objects are looked at, to explain what an earlier reading found.
 * @throws InputError when it is not one.
 */
export async function checkSource(
  source: Source,
  options: ResolvedOptions,
  deadline = new Deadline(options.timeout),
  refuted?: Refuted,
): Promise<FileVerdict> {
  const reading = new PairedReading(deadline.bounded(source), {
    ...readingOptions(options, deadline),
    ...defined({ objects: refuted?.objects }),
  })
  const history = await beforeTimeRanOut(reading)
  const { skipped } = reading
  const pages = options.wholeHistory ? await import('../../reports/html/whole/pack.ts') : undefined
  const answer = (verdict: Omit<FileVerdict, 'file'>): FileVerdict => ({
    file: source.name,
    ...verdict,
    ...(refuted !== undefined && { operations: refuted.operations, partitions: refuted.partitions }),
    ...(Object.keys(skipped).length > 0 && { skipped }),
    ...(pages !== undefined &&
      history !== undefined &&
      history.operations.length + history.failed.length > 0 && {
        whole: pages.packedHistory(history, verdict.failure),
      }),
  })
  const undecided = (
    because: string,
    model: CheckedModel | Model | undefined,
    wanting: 'time' | 'results',
  ): FileVerdict =>
    answer({
      valid: 'unknown',
      model: typeof model === 'object' ? model.name : (model ?? null),
      operations: history?.operations.length ?? 0,
      partitions: 0,
      millis: 0,
      because,
      wanting,
    })
  if (history === undefined) return unread(reading, source.name, options.model)
  if (reading.isIndependent && !options.independent)
    options.note(`${source.name}: every value is a [key value] tuple: read as --independent`)
  // a model of the user's own knows which values its operations have
  if (typeof options.model !== 'object') checkOperationValues(history, source.name, false)
  const model = modelOf(history, source.name, options)
  if (history.functions.size === 0) {
    const others = skippedText(skipped)
    return undecided(
      `the history has no operations${others === undefined ? '' : ` (${others})`}, so it proves nothing`,
      model,
      'results',
    )
  }
  if (model === 'append' || model === 'set') checkOperationValues(history, source.name, true)
  if (history.succeeded === 0 || model === undefined)
    return undecided('not one operation succeeded (ok), so the history proves nothing', model, 'results')
  if (model !== undefined) levelFor(model, options.consistency)
  try {
    // a check that has no time left says itself what it did not do
    const left = Math.max(1, deadline.left)
    return answer(
      isTransactionModel(model)
        ? (await import('./transactions.ts')).checkTransactionFile(history, model, {
            timeout: left,
            consistency: transactionLevel(model, options.consistency),
            ...(options.initial !== undefined && { initial: options.initial.value }),
          })
        : checkModel(
            history,
            startingModel(typeof model === 'string' ? models[model] : model, options.initial),
            left,
            options.consistency,
          ),
    )
  } catch (error) {
    throw located(error instanceof InputError ? initialError(error) : error, history, source.name)
  }
}

/** The answer about a file when the time was over before all of it was read. */
export function unread(
  { skipped, lines }: PairedReading,
  file: string,
  model: ResolvedOptions['model'],
): FileVerdict {
  return {
    file,
    valid: 'unknown',
    model: typeof model === 'object' ? model.name : (model ?? null),
    operations: 0,
    partitions: 0,
    millis: 0,
    because: `time ran out while reading, after ${countOf(lines, 'line')}`,
    wanting: 'time',
    ...(Object.keys(skipped).length > 0 && { skipped }),
  }
}

/** Undefined when the time was over before all was read. */
async function beforeTimeRanOut(reading: PairedReading): Promise<PairedHistory | undefined> {
  try {
    return await reading.read()
  } catch (error) {
    if (error instanceof TimeRanOut) return undefined
    throw error
  }
}

/** How a file is read for the model that it is to be checked by. */
export function readingOptions(
  { model, independent, wholeHistory }: ResolvedOptions,
  deadline: Deadline,
): PairedReadingOptions {
  return {
    independent,
    transactions: takesTransactions(model),
    ...(model !== undefined && {
      model: typeof model === 'string' ? model : model.name,
      functions: functionsOf(model),
      besides: housekeeping,
    }),
    // a model of the user's own, and versions, may give something else back
    repeatsValue:
      typeof model === 'object' || (model as string) === 'versioned-register' ? new Set() : repeatsValue,
    keepFailedOf: keepFailedOf(model),
    // checking needs only the order of events
    times: wholeHistory,
    maxFailed: MAX_FAILED,
    onChunk: () => deadline.assertLeft(),
  }
}

/** Whether a list of micro-operations is a transaction to the model, whatever its function is called. */
function takesTransactions(model: ResolvedOptions['model']): boolean {
  return model === undefined || functionsOf(model).has('txn')
}

/** Undefined where nothing tells it: then nothing can be proved either. */
function modelOf(
  history: PairedHistory,
  name: string,
  { model, note }: ResolvedOptions,
): CheckedModel | Model | undefined {
  if (model !== undefined || history.functions.size === 0) return model
  if (history.succeeded === 0 && checkedModels.some((each) => hasFunctionsOf(each, history))) return undefined
  const seen = new SeenShapes()
  for (const operation of history.operations) seen.add(operation)
  return inferredModel(new Shapes(history.functions, seen), name, note)
}

function hasFunctionsOf(model: CheckedModel, { functions }: PairedHistory): boolean {
  const own = functionsOf(model)
  return [...functions.keys()].every((f) => own.has(f))
}

/** A model names the operation it cannot take; the user wants the line. */
function located(error: unknown, history: PairedHistory, name: string): unknown {
  if (!(error instanceof InputError)) return error
  const { reason, place } = error
  const { operation, completion } = place
  if (operation === undefined) return error
  const { places } = history
  const line = completion === true ? places.returnedLine(operation) : places.invokedLine(operation)
  return new InputError(`field "value": ${reason}`, { ...place, file: name, line, field: 'value' })
}
