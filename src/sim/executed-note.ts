import type { Json } from '../base/json.ts'

/** A request that a state machine really executed; see `Environment.note`. */
export interface Executed {
  readonly index: number
  readonly client: number | string
  readonly sequence: number
}

/** What a note says was executed; undefined when it is another note, or not of that form. */
export function executedIn(event: string, data: Json | undefined): Executed | undefined {
  if (event !== 'executed' || typeof data !== 'object' || data === null) return undefined
  const { index, client, sequence } = data as { readonly [field in keyof Executed]?: Json }
  if (typeof index !== 'number' || typeof sequence !== 'number') return undefined
  return typeof client === 'number' || typeof client === 'string' ? { index, client, sequence } : undefined
}
