import { z } from 'zod'
import { InputError } from '../../base/input-error.ts'
import type { Script } from '../../record/decision.ts'

const node = z.string().max(64)
const number = z.int().min(0).max(1_000_000)
const hold = { hold: z.literal(true).optional() }

const decisionSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('deliver'),
    from: node,
    to: node,
    message: z.string().max(4096),
    again: z.literal(true).optional(),
    ...hold,
  }),
  z.strictObject({ do: z.literal('fire'), node, timer: z.string().max(256), ...hold }),
  z.strictObject({
    do: z.literal('submit'),
    client: number,
    node,
    call: z.json(),
    session: number.exactOptional(),
    sequence: number.exactOptional(),
    acknowledged: number.exactOptional(),
    ...hold,
  }),
  z.strictObject({
    do: z.literal('retry'),
    client: number,
    node,
    acknowledged: number.exactOptional(),
    call: z.json().exactOptional(),
    ...hold,
  }),
  z.strictObject({ do: z.literal('sync'), node, ...hold }),
  z.strictObject({ do: z.literal('crash'), node, kept: z.array(z.int().min(0)).optional() }),
  z.strictObject({ do: z.literal('restart'), node, ...hold }),
])

const scriptSchema = z.array(decisionSchema).max(1_000_000)

/**
 * Reads a script from JSON that somebody else wrote.
 * @throws InputError that names the decision and the field.
 */
export function parseScript(value: unknown, where: string): Script {
  const parsed = scriptSchema.safeParse(value)
  if (parsed.success) return parsed.data as Script
  const issue = parsed.error.issues[0]
  const field = `script.${issue?.path.join('.') ?? ''}`
  throw new InputError(`${field}: ${issue?.message ?? 'not a script'}`, { file: where, field })
}
