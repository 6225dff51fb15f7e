import { z } from 'zod'
import type { KeptWithRun } from '../../reports/index.ts'
import { fitting } from '../base/fitting.ts'
import type { InputPlace } from '../base/input-error.ts'
import type { MinimizedFailure, RunRecord } from '../record/run-record.ts'
import type { TraceMessage, TraceStep } from '../record/trace.ts'

// Fields that are not known are left in: a newer version may have written them.

const text = z.string()
const count = z.number()
const counts = z.record(text, count)

const violation = z.looseObject({
  property: text,
  shape: text,
  step: count,
  time: count,
  headline: text,
  proof: z.array(z.looseObject({ kind: z.enum(['let', 'then', 'however']), text })),
  facts: z.array(z.looseObject({ step: count })),
})

const fault = z.looseObject({
  id: text,
  kind: text,
  text,
  activations: z.array(z.looseObject({ from: count, to: z.nullable(count), nodes: z.array(text) })),
  effects: counts,
})

const runCounts = z.looseObject({
  steps: count,
  messages: count,
  operations: count,
  ok: count,
  failed: count,
  unknown: count,
  crashes: count,
  elections: count,
  virtualMs: count,
})

const run = z.looseObject({
  version: z.literal(1),
  scenario: text,
  target: text,
  seed: text,
  plan: z.json(),
  mode: z.literal('process').optional(),
  token: text,
  digest: text,
  nodes: z.array(text),
  status: z.enum(['valid', 'invalid', 'unknown']),
  because: text.optional(),
  violation: violation.optional(),
  signature: text.optional(),
  known: z.array(text).optional(),
  faults: z.array(fault),
  coverageMarks: counts,
  counts: runCounts,
  // what the renderers were told beside the record
  environment: z.looseObject({}).optional(),
  replayed: z.looseObject({ runs: count, same: count }).optional(),
  minimizeMillis: count.optional(),
  checkCommand: text.optional(),
  targetVersion: text.optional(),
  traced: z.boolean().optional(),
})

const step = z.looseObject({
  step: count,
  time: count,
  kind: text,
  text,
  state: z.looseObject({}).optional(),
})

const message = z.looseObject({
  id: count,
  from: text,
  to: text,
  text,
  sentIn: count,
  arrivals: z.array(count),
})

const event = z.looseObject({ process: count, type: z.enum(['invoke', 'ok', 'fail', 'info']), f: text })

const minimized = z.looseObject({
  version: z.literal(1),
  record: run.extend({
    history: z.array(event),
    trace: z.looseObject({ steps: z.array(step), messages: z.array(message) }).optional(),
  }),
  script: z.array(z.looseObject({ do: text })).optional(),
  before: runCounts,
  after: runCounts,
  passes: z.array(
    z.looseObject({ name: text, tried: count, of: z.literal('states').optional(), kept: count, left: count }),
  ),
  necessity: z.array(z.looseObject({ of: z.union([count, text]), text, without: text })),
  replays: count,
  states: count.optional(),
  oneMinimal: z.boolean(),
  proof: z
    .object({ states: count, isProved: z.boolean(), within: z.array(z.record(z.string(), z.number())) })
    .optional(),
})

const traceHeader = z.looseObject({
  version: z.literal(1),
  steps: z.int().nonnegative(),
  messages: z.int().nonnegative().optional(),
})

/** The first line of `trace.jsonl.gz`: how many steps and messages follow. */
export type TraceHeader = z.infer<typeof traceHeader>

/** A run as `run.json` has it: without its history and trace. */
export type RunJson = Omit<RunRecord, 'history' | 'trace'> & KeptWithRun

/** @throws InputError that names the field. */
export const parseRunJson = (value: unknown, file: string): RunJson => parsed<RunJson>(run, value, { file })

/** @throws InputError that names the field. */
export const parseMinimizedJson = (value: unknown, file: string): MinimizedFailure =>
  parsed<MinimizedFailure>(minimized, value, { file })

/** @throws InputError that names the line and the field. */
export const parseTraceHeader = (value: unknown, file: string, line: number): TraceHeader =>
  parsed<TraceHeader>(traceHeader, value, { file, line })

/** @throws InputError that names the line and the field. */
export const parseStep = (value: unknown, file: string, line: number): TraceStep =>
  parsed<TraceStep>(step, value, { file, line })

/** @throws InputError that names the line and the field. */
export const parseMessage = (value: unknown, file: string, line: number): TraceMessage =>
  parsed<TraceMessage>(message, value, { file, line })

const parsed = <T>(schema: z.ZodType, value: unknown, place: InputPlace): T =>
  // as it is: a page made from it has its members in the order of the file
  fitting<T>(schema, value, place, 'it was changed, or is of another version: make the run again')
