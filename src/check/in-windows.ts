import { NotInWindows } from '../../checkers/linearizability/index.ts'
import type { WindowedAnswer } from '../../checkers/linearizability/index.ts'
import { promiseOf } from '../../checkers/linearizability/promise.ts'
import { models } from '../../checkers/models/index.ts'
import type { ModelName } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import { PairedReading } from '../record/formats/readers/paired-reading.ts'
import type { Source } from '../record/formats/readers/source.ts'
import { checkSource, readingOptions, unread } from './check-source.ts'
import { isTransactionModel } from './consistency.ts'
import { Deadline, TimeRanOut } from './deadline.ts'
import { inferredModel } from './inferred-model.ts'
import { startingModel } from './initial.ts'
import type { CheckedModel } from './model.ts'
import type { ResolvedOptions } from './options.ts'
import { Shapes } from './shapes.ts'
import type { FileVerdict } from './verdict.ts'
import { WindowedHistory } from './windowed-history.ts'

/** The models that histories of registers are mostly taken for, where none is named: they do the same. */
const registers: readonly string[] = ['kv', 'cas-register']

/**
 * Reads and checks a history that can be opened again, holding only the latest operations on each object where that is
 * enough to tell ({@link WindowedObjects}). The verdict is that of {@link checkSource}: what does not hold is read once more,
 * to be explained by all operations on it, and what cannot be told so is checked as a whole.
 * @throws InputError when it is not one.
 */
export async function checkInWindows(open: () => Source, options: ResolvedOptions): Promise<FileVerdict> {
  const deadline = new Deadline(options.timeout)
  const found = suitsWindows(options) ? await readInWindows(open(), options, deadline) : undefined
  if (found === undefined) return checkSource(open(), options, deadline)
  const { verdict, refuted } = found
  if (refuted === undefined) return verdict
  const { model, objects } = refuted
  const { operations, partitions } = verdict
  // whoever reads may meet another file by now: then nothing has been found
  const explained = await checkSource(open(), { ...options, model }, deadline, {
    objects,
    operations,
    partitions,
  })
  return explained.valid === true ? checkSource(open(), options, deadline) : explained
}

/** Whether a history may be told by the latest operations: more is needed to show it, or for the other levels. */
function suitsWindows({ model, consistency, independent, wholeHistory }: ResolvedOptions): boolean {
  if (wholeHistory || independent || (consistency !== undefined && consistency !== 'linearizable'))
    return false
  return model === undefined || !isTransactionModel(model)
}

interface InWindows {
  readonly verdict: FileVerdict
  /** The objects that do not hold, if there are any, and the model they are checked by. */
  readonly refuted?: {
    readonly model: NonNullable<ResolvedOptions['model']>
    readonly objects: WindowedAnswer['refuted']
  }
}

/** Undefined where the whole history must tell, errors included: it names the first one. */
async function readInWindows(
  source: Source,
  options: ResolvedOptions,
  deadline: Deadline,
): Promise<InWindows | undefined> {
  const named = typeof options.model === 'string' ? models[options.model as ModelName] : options.model
  const model = startingModel(named ?? models.kv, options.initial)
  if (model.exchange === undefined || model.partition !== undefined || model.start !== undefined)
    return undefined
  const started = performance.now()
  const reading = new PairedReading(deadline.bounded(source), readingOptions(options, deadline))
  const history = new WindowedHistory(model, {
    own: typeof options.model === 'object',
    infers: options.model === undefined,
  })
  try {
    const { succeeded, functions } = await reading.readInto(history)
    const { refuted, ...counted } = history.finish()
    if (succeeded === 0 || reading.isIndependent) return undefined
    const told =
      options.model ?? inferredRegister(new Shapes(functions, history.shapes), source.name, options)
    const { skipped } = reading
    const verdict = {
      file: source.name,
      valid: true,
      model: typeof told === 'string' ? told : told.name,
      consistency: 'linearizable',
      promise: promiseOf(model, 'linearizable'),
      ...counted,
      millis: Math.round(performance.now() - started),
      ...(Object.keys(skipped).length > 0 && { skipped }),
    }
    return { verdict, ...(refuted.size > 0 && { refuted: { model: told, objects: refuted } }) }
  } catch (error) {
    if (error instanceof TimeRanOut) return { verdict: unread(reading, source.name, options.model) }
    if (error instanceof NotInWindows || error instanceof InputError) return undefined
    throw error
  }
}

/** @throws NotInWindows when it is none of those. */
function inferredRegister(seen: Shapes, name: string, { note }: ResolvedOptions): CheckedModel {
  const notes: string[] = []
  const model = inferredModel(seen, name, (text) => notes.push(text))
  if (!registers.includes(model)) throw new NotInWindows(model)
  notes.forEach(note)
  return model
}
