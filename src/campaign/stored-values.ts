import { z } from 'zod'
import { fitting } from '../base/fitting.ts'
import { InputError } from '../base/input-error.ts'
import { parsePlan, type Plan } from '../run/plan.ts'
import { emptyTally, type Tally } from '../testcase/tally.ts'
import type { CampaignSettings } from './settings.ts'
import type { Row } from './sqlite.ts'
import { DAMAGED } from './store-schema.ts'

// Values of a store as they are read: it may be damaged, or come from anybody.

const text = z.string()
const texts = z.array(text)
const count = z.number().nonnegative()
const counts = z.record(text, count)

// fields that are not known are left in: a newer version may have written them

const settings = z
  .looseObject({
    scenarios: texts,
    choices: texts,
    seed: text,
    runs: z.int().nonnegative().optional(),
    millis: count.optional(),
    target: text,
    corpus: text.optional(),
    shape: z.looseObject({
      nodes: count.optional(),
      clients: count.optional(),
      rate: count.optional(),
      timeLimit: count.optional(),
      nemesis: texts.optional(),
      known: texts.optional(),
      ignore: texts.optional(),
    }),
    shard: z
      .looseObject({ index: z.int().positive(), of: z.int().positive() })
      .refine(({ index, of }) => index <= of, 'is no part of so many'),
    leftOut: z.array(z.looseObject({ scenario: text, needs: texts })).optional(),
  })
  .refine(({ scenarios, choices }) => scenarios.length === choices.length, {
    path: ['choices'],
    message: 'there must be one for each scenario',
  })

const whole = z.int().nonnegative()

// what older versions did not count is absent
const tally = z.looseObject({
  runs: whole.optional(),
  failed: whole.optional(),
  unknown: whole.optional(),
  steps: count.optional(),
  virtualMs: count.optional(),
  millis: count.optional(),
  coverageMarks: counts.optional(),
  faults: z
    .record(
      text,
      z.looseObject({
        planned: count.optional(),
        idle: count.optional(),
        activations: count,
        effects: counts,
        phases: counts.optional(),
      }),
    )
    .optional(),
  known: counts.optional(),
})

/** @throws InputError that names the field. */
export const settingsOf = (json: unknown, file: string): CampaignSettings =>
  fittingJson<CampaignSettings>(settings, json, file, 'settings')

/**
 * What is said of single runs is stored apart.
 * @throws InputError that names the field.
 */
export function tallyOf(json: unknown, file: string, scenario: string): Tally {
  const stored = fittingJson<Partial<Omit<Tally, 'failures'>>>(tally, json, file, `counts of ${scenario}`)
  const faults = Object.entries(stored.faults ?? {}).map(
    ([kind, one]) => [kind, { ...one, planned: one.planned ?? 0, idle: one.idle ?? 0 }] as const,
  )
  return { ...emptyTally(), ...stored, faults: Object.fromEntries(faults), failures: [] }
}

/** @throws InputError that names the field. */
export const remarksOf = (json: unknown, file: string): readonly string[] =>
  json === null ? [] : fittingJson<string[]>(texts, json, file, 'remarks')

function fittingJson<T>(schema: z.ZodType, json: unknown, file: string, field: string): T {
  let value: unknown
  try {
    value = JSON.parse(String(json))
  } catch (error) {
    throw damaged(`is no JSON (${(error as Error).message})`, file, field)
  }
  return fitting<T>(schema, value, { file }, DAMAGED, field)
}

/** @throws InputError where it is none. */
export function textOf(row: Row, column: string, file: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  throw damaged('must be text', file, column)
}

/** @throws InputError where it is neither. */
export const optionalTextOf = (row: Row, column: string, file: string): string | undefined =>
  row[column] === null ? undefined : textOf(row, column, file)

/**
 * The plan of a guided run; undefined: scenario and seed give it.
 * @throws InputError that names the field.
 */
export function planOf(row: Row, file: string): Plan | undefined {
  // what older versions did not store is absent
  if ((row['plan'] ?? null) === null) return undefined
  let value: unknown
  try {
    value = JSON.parse(textOf(row, 'plan', file))
  } catch (error) {
    if (error instanceof InputError) throw error
    throw damaged(`is no JSON (${(error as Error).message})`, file, 'plan')
  }
  return parsePlan(value, file)
}

/** @throws InputError where it is none, or negative. */
export function numberOf(row: Row, column: string, file: string): number {
  const value = row[column]
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw damaged('must be a number', file, column)
}

/**
 * A moment as it is stored: `2026-11-28T02:00:00.000Z`.
 * @throws InputError where it is none.
 */
export function momentOf(row: Row, column: string, file: string): string {
  const value = textOf(row, column, file)
  if (z.iso.datetime().safeParse(value).success) return value
  throw damaged('must be a moment such as 2026-11-28T02:00:00.000Z', file, column)
}

/**
 * The seed of a run, which ends with its number.
 * @throws InputError where it is none.
 */
export function seedOf(row: Row, file: string): string {
  const value = textOf(row, 'seed', file)
  if (/(^|-)\d{1,15}$/.test(value)) return value
  throw damaged('must end with the number of a run', file, 'seed')
}

export const damaged = (reason: string, file: string, field: string): InputError =>
  new InputError(`field ${field}: ${reason}; ${DAMAGED}`, { file, field })
