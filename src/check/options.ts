import type { Model } from '../../checkers/models/index.ts'
import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'
import { isTransactionModel, levelFor, parseConsistency } from './consistency.ts'
import type { CheckedLevel } from './consistency.ts'
import { assertStarts } from './initial.ts'
import type { InitialValue } from './initial.ts'
import { resolveModel } from './model.ts'
import type { CheckedModel } from './model.ts'

/** How a history is checked; each may be left out. */
export interface CheckOptions {
  /**
   * What the history is about: the name of a model, the path of a module that exports one (`./my-model.ts`,
   * `./my-model.ts#name`), or the model. Default: inferred from the functions of the history.
   */
  readonly model?: string | Model
  /** What objects hold before the first operation, a JSON value. Default: as the model says. */
  readonly initial?: unknown
  /** The level to check for. Default: the strongest, of `long-fork` `snapshot-isolation`. */
  readonly consistency?: CheckedLevel
  /** Values are Jepsen's independent `[key, value]` tuples. Default: found out. */
  readonly independent?: boolean
  /** Wall time of reading and checking after which the answer is `unknown`. Default 60,000. */
  readonly timeout?: Millis
  /**
   * Whether the report carries the whole history, so that its page can show all of it. A large file then takes more memory:
   * checking needs no times. Default: false; the verb `check` does so with `--html`.
   */
  readonly wholeHistory?: boolean
  /** Called with what was found out about the history rather than given: a sentence with the file's name. */
  readonly onNote?: (text: string) => void
}

/** {@link CheckOptions} that have been looked into: the model is loaded, the options fit each other. */
export interface ResolvedOptions {
  /** Absent: inferred from the functions of the history. */
  readonly model?: CheckedModel | Model
  readonly initial?: InitialValue
  readonly consistency?: CheckedLevel
  readonly independent: boolean
  readonly timeout: Millis
  readonly wholeHistory: boolean
  readonly note: (text: string) => void
}

const DEFAULT_TIMEOUT: Millis = 60_000

/**
 * Loads the model and compares the options with each other, before a large file is read.
 * @throws InputError that names the option.
 */
export async function resolveOptions(options: CheckOptions): Promise<ResolvedOptions> {
  const { model, initial, consistency, independent = false, timeout = DEFAULT_TIMEOUT } = options
  if (independent && isTransactionModel(model))
    throw new InputError(`does not fit ${model}: transactions name their keys themselves`, {
      option: 'independent',
    })
  if (!(timeout > 0))
    throw new InputError(`must be milliseconds above zero; got ${String(timeout)}`, { option: 'timeout' })
  const resolved: ResolvedOptions = {
    ...(model !== undefined && { model: typeof model === 'string' ? await resolveModel(model) : model }),
    ...(initial !== undefined && { initial: { value: initial } }),
    ...(consistency !== undefined && { consistency: parseConsistency(consistency) }),
    independent,
    timeout,
    wholeHistory: options.wholeHistory ?? false,
    note: options.onNote ?? (() => undefined),
  }
  if (resolved.model !== undefined) {
    assertStarts(resolved.model, resolved.initial)
    levelFor(resolved.model, resolved.consistency)
  }
  return resolved
}
