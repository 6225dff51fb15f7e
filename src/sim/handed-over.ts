import type { Json } from '../base/json.ts'
import type { Envelope } from './network.ts'
import type { ValuePassing } from './wire.ts'

/**
 * The message as its receiver gets it, to whom it belongs: what the trace shows and what comes later stays as it was
 * sent.
 */
export function handedOver({ message, again = false }: Envelope, how: ValuePassing, isTraced: boolean): Json {
  return how === 'copied' && (again || isTraced) ? (JSON.parse(JSON.stringify(message)) as Json) : message
}
