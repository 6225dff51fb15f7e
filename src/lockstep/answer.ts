import { countOf } from '../base/count-of.ts'
import type { Json } from '../base/json.ts'
import { valueText } from '../base/value-text.ts'
import { ContractBreach } from '../subject/contract-breach.ts'
import type { Answer, Effect } from './protocol.ts'

type Fields = { readonly [name: string]: unknown }

/** Effects of one answer: more is a flood. */
const MAX_EFFECTS = 100_000
const MAX_SHOWN_LENGTH = 200

/** A breach of the lockstep contract. `shape` names the rule, without values. */
export const lockstepBreach = (shape: string, message: string): ContractBreach =>
  new ContractBreach('lockstep', shape, message)

/**
 * The answer that a line holds, checked field by field.
 * @throws ContractBreach that names the field, what it has and what is wanted.
 */
export function parseAnswer(line: string, step: number): Answer {
  return checkAnswer(parseLine(line, step), step)
}

/**
 * The answers to a batch: a line that holds as many, in order, in an array.
 * @throws ContractBreach as {@link parseAnswer}.
 */
export function parseAnswers(line: string, steps: readonly number[]): readonly Answer[] {
  const values = parseLine(line, steps[0] ?? 0)
  const wanted = `an array of ${countOf(steps.length, 'answer')}, as the line it answers held events`
  if (!Array.isArray(values)) throw wrong(steps[0] ?? 0, 'the line', values, wanted, 'batch')
  if (values.length !== steps.length)
    throw lockstepBreach('batch', `answered a batch with an array of ${values.length}; it must be ${wanted}`)
  return steps.map((step, at) => checkAnswer(values[at], step))
}

function parseLine(line: string, step: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw lockstepBreach('json', `answered step ${step} with what is no JSON: ${textOf(line)}`)
  }
}

function checkAnswer(value: unknown, step: number): Answer {
  if (!isFields(value)) throw wrong(step, 'the line', value, 'an object: { "step", "effects", "view"? }')
  if (value['step'] !== step) throw wrong(step, 'step', value['step'], `${step}, as in the line it answers`)
  const { effects } = value
  if (!Array.isArray(effects)) throw wrong(step, 'effects', effects, 'a list, [] for none')
  if (effects.length > MAX_EFFECTS)
    throw lockstepBreach(
      'flood',
      `answered step ${step} with ${effects.length} effects; ${MAX_EFFECTS} may be`,
    )
  for (let at = 0; at < effects.length; at++) checkEffect(effects[at], at, step)
  // the view is checked where every view is
  return value as unknown as Answer
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What each effect must carry, by field. */
const isText = (value: unknown): boolean => typeof value === 'string'
const isThere = (value: unknown): boolean => value !== undefined
const isDelay = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= MAX_DELAY
const MAX_DELAY = 1e9
const text = [isText, 'a text'] as const
const json = [isThere, 'a JSON value'] as const
const operation = [Number.isSafeInteger, 'the number of the operation it answers'] as const

const effectFields: {
  readonly [kind in Effect['do']]: {
    readonly [field: string]: readonly [(value: unknown) => boolean, string]
  }
} = {
  send: { to: text, body: json },
  'set-timer': { timer: text, after: [isDelay, `milliseconds, from 0 to ${MAX_DELAY}`] },
  'cancel-timer': { timer: text },
  write: { key: text, value: json },
  sync: { token: json },
  reply: { operation, outcome: [isFields, 'an outcome: { "type", "value" or "error" }'] },
  note: { event: text },
}

const fieldsOf: ReadonlyMap<unknown, readonly FieldRule[]> = new Map(
  Object.entries(effectFields).map(([kind, fields]) => [
    kind,
    Object.entries(fields).map(([field, [fits, wanted]]) => ({ field, fits, wanted })),
  ]),
)

interface FieldRule {
  readonly field: string
  readonly fits: (value: unknown) => boolean
  readonly wanted: string
}

function checkEffect(effect: unknown, at: number, step: number): void {
  if (!isFields(effect)) throw wrong(step, `effects[${at}]`, effect, 'an object: { "do", ... }', 'effects')
  const kind = effect['do']
  const fields = fieldsOf.get(kind)
  if (fields === undefined)
    throw wrong(step, `effects[${at}].do`, kind, [...fieldsOf.keys()].join(', '), 'effects.do')
  for (const { field, fits, wanted } of fields) {
    if (fits(effect[field])) continue
    throw wrong(step, `effects[${at}].${field}`, effect[field], wanted, `${String(kind)}.${field}`)
  }
}

const wrong = (step: number, field: string, got: unknown, wanted: string, shape = field): ContractBreach =>
  lockstepBreach(
    shape,
    `answered step ${step} with ${field} ${got === undefined ? 'missing' : valueText(got as Json, MAX_SHOWN_LENGTH)}; it must be ${wanted}`,
  )

const textOf = (line: string): string => valueText(line, MAX_SHOWN_LENGTH)
