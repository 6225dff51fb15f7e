import type { Json } from '../../base/json.ts'
import type { Millis } from '../../base/time.ts'
import type { ClientEvent } from '../event.ts'

/** How long a client waits for a reply, of every workload but lin-kv. */
export const DEFAULT_TIMEOUT: Millis = 5000

/** An invocation with what came of it. */
export interface Completed {
  readonly invoked: ClientEvent
  readonly completed: ClientEvent
  /** What it returned. */
  readonly value: Json
}

/** Invocations by their completions, in the order of completion; those of `f` that were `ok`. */
export const completed = (history: readonly ClientEvent[], f: string): Completed[] =>
  pairs(history).flatMap(({ invoked, completed: end }) =>
    invoked.f === f && end?.type === 'ok' ? [{ invoked, completed: end, value: end.value }] : [],
  )

/** Every invocation with its completion; undefined: there is none. In the order of completion, open ones last. */
export function pairs(
  history: readonly ClientEvent[],
): { readonly invoked: ClientEvent; readonly completed: ClientEvent | undefined }[] {
  const open = new Map<number, ClientEvent>()
  const ended: { invoked: ClientEvent; completed: ClientEvent | undefined }[] = []
  for (const event of history) {
    const invoked = open.get(event.process)
    if (event.type === 'invoke') open.set(event.process, event)
    else if (invoked !== undefined) {
      open.delete(event.process)
      ended.push({ invoked, completed: event })
    }
  }
  for (const invoked of open.values()) ended.push({ invoked, completed: undefined })
  return ended
}
