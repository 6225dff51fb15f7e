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
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw lockstepBreach('json', `answered step ${step} with what is no JSON: ${textOf(line)}`)
  }
  if (!isFields(value)) throw wrong(step, 'the line', value, 'an object: { "step", "effects", "view"? }')
  if (value['step'] !== step) throw wrong(step, 'step', value['step'], `${step}, as in the line it answers`)
  const { effects, view } = value
  if (!Array.isArray(effects)) throw wrong(step, 'effects', effects, 'a list, [] for none')
  if (effects.length > MAX_EFFECTS)
    throw lockstepBreach(
      'flood',
      `answered step ${step} with ${effects.length} effects; ${MAX_EFFECTS} may be`,
    )
  for (const [at, effect] of effects.entries()) checkEffect(effect, `effects[${at}]`, step)
  // the view is checked where every view is
  return { step, effects: effects as readonly Effect[], ...(isAbsent(view) ? {} : { view: view as never }) }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

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

function checkEffect(effect: unknown, at: string, step: number): void {
  if (!isFields(effect)) throw wrong(step, at, effect, 'an object: { "do", ... }', 'effects')
  const kind = effect['do']
  const fields = Object.hasOwn(effectFields, String(kind)) ? effectFields[kind as Effect['do']] : undefined
  if (fields === undefined)
    throw wrong(step, `${at}.do`, kind, Object.keys(effectFields).join(', '), 'effects.do')
  for (const [field, [fits, wanted]] of Object.entries(fields)) {
    if (!fits(effect[field]))
      throw wrong(step, `${at}.${field}`, effect[field], wanted, `${String(kind)}.${field}`)
  }
}

const wrong = (step: number, field: string, got: unknown, wanted: string, shape = field): ContractBreach =>
  lockstepBreach(
    shape,
    `answered step ${step} with ${field} ${got === undefined ? 'missing' : valueText(got as Json, MAX_SHOWN_LENGTH)}; it must be ${wanted}`,
  )

const textOf = (line: string): string => valueText(line, MAX_SHOWN_LENGTH)
