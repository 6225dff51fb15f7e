import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { partitionByKey, takesInitial, takesMapOfKeys, withInitial } from '../../models/index.ts'
import type { Model, Partition } from '../../models/index.ts'
import { decide } from '../decide.ts'
import { relevantOperations } from '../search/prepare.ts'

/** Another initial value with which the history, or at least the object that failed, would be explained. */
export interface InitialHint {
  /** As `withInitial` takes it. */
  readonly initial: unknown
  /** With the option that says it. */
  readonly text: string
}

const MAX_CANDIDATES = 4
const STEPS_OF_ONE = 100_000
// operations handed to the checker plus steps it took, over all attempts
const AFFORDABLE = 2_000_000

/**
 * Looks whether a history that fails starts with another value than the model does: the values that were found before
 * anybody had brought them are tried. The verdict stays what it is: only who recorded the history can tell.
 */
export function hintOfInitial(
  model: Model,
  operations: readonly Operation[],
  part: Partition,
): InitialHint | undefined {
  const { initials } = part.model ?? model
  // a model of one's own may be made of one of these
  if (initials === undefined || !takesInitial(model)) return undefined
  let left = AFFORDABLE
  const holds = (object: Model, members: readonly Operation[]): boolean =>
    partsOf(object, members).every((one) => {
      if (left < 0) return false
      const own = one.model ?? object
      const relevant = relevantOperations(own, one.operations)
      const { verdict, steps } = decide(own, relevant, { maxSteps: STEPS_OF_ONE })
      left -= relevant.length + steps
      return verdict === 'ok'
    })
  const key = part.operations[0]?.key
  const ofPart = initials(part.operations)
  const ofAll = key === undefined ? initials(operations) : []
  for (const initial of distinct([...ofPart, ...ofAll])) {
    if (holds(withInitial(model, initial), operations))
      return {
        initial,
        text: `with an initial value of ${canonicalJson(initial)} it would hold: ${option(initial)}`,
      }
  }
  if (key === undefined || !takesMapOfKeys(model)) return undefined
  const whole = partitionByKey(operations)
  const found: Record<string, unknown> = {}
  for (const one of whole) {
    if (one.key === undefined) return undefined
    if (one.key !== key && holds(model, one.operations)) continue
    const { key: name, operations: members } = one
    const initial = distinct(initials(members)).find((value) =>
      holds(withInitial(model, { [name]: value }), members),
    )
    if (initial !== undefined) found[name] = initial
  }
  if (!Object.hasOwn(found, key)) return undefined
  const isAll = holds(withInitial(model, found), operations)
  const what = isAll ? 'it' : Object.keys(found).join(', ')
  return { initial: found, text: `with other initial values ${what} would hold: ${option(found)}` }
}

function partsOf(model: Model, operations: readonly Operation[]): readonly Partition[] {
  return model.partition?.(operations) ?? partitionByKey(operations)
}

function distinct(candidates: readonly unknown[]): unknown[] {
  return [...new Map(candidates.map((one) => [canonicalJson(one), one])).values()].slice(0, MAX_CANDIDATES)
}

/** As a shell takes it. */
function option(initial: unknown): string {
  const text = canonicalJson(initial)
  return /^[\w.-]+$/.test(text) ? `--initial ${text}` : `--initial '${text.replaceAll("'", `'\\''`)}'`
}
