import { z } from 'zod'
import type { Json } from '../base/json.ts'
import type { Millis } from '../base/time.ts'

/** Who is to be a member from now on; see the built-in Raft's membership changes. */
export interface Reconfiguration {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
  readonly learners?: readonly string[]
  /** Kept with the members, for those who look at them. */
  readonly context?: Json
}

/** One call that an operator is to make, after the ones before it. */
export type OperatorCall =
  | { readonly think: Millis; readonly f: 'reconfigure'; readonly value: Reconfiguration }
  /** To a server by its name, or null: to whichever is fit. */
  | { readonly think: Millis; readonly f: 'transfer-leadership'; readonly value: string | null }
  /** Of that server, whether it leads or not. */
  | { readonly think: Millis; readonly f: 'take-snapshot'; readonly value: string }

const think = z.int().min(0)
const server = z.string().regex(/^n[1-9]\d{0,5}$/, 'must be the name of a server, such as n2')
const servers = z.array(server).max(100)

export const operatorCallSchema: z.ZodType<OperatorCall> = z.discriminatedUnion('f', [
  z.strictObject({
    think,
    f: z.literal('reconfigure'),
    value: z.strictObject({
      add: servers.exactOptional(),
      remove: servers.exactOptional(),
      learners: servers.exactOptional(),
      context: z.json().exactOptional(),
    }),
  }),
  z.strictObject({ think, f: z.literal('transfer-leadership'), value: server.nullable() }),
  z.strictObject({ think, f: z.literal('take-snapshot'), value: server }),
])
