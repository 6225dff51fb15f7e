import { callText } from './call-text.ts'
import type { HistoryEvent } from './history-event.ts'
import type { Json } from '../base/json.ts'
import { didNotMatch } from './unmatched.ts'

/** What a client does or learns, in words. A client is known by its number: after an unknown outcome it is another process. */
export function eventText(event: HistoryEvent, client: number): string {
  const { type, f, key, value, error } = event
  const call = callText({ f, ...(key === undefined ? {} : { key }), value: value as Json })
  switch (type) {
    case 'invoke':
      return `client ${client} begins ${call}`
    case 'ok':
      return f === 'read'
        ? `client ${client}: ${call} returns ${JSON.stringify(value)}`
        : `client ${client}: ${call} succeeds`
    case 'fail':
      return `client ${client}: ${call} ${didNotMatch(event) ? 'does not match' : 'fails'}: ${error ?? 'no reason given'}`
    case 'info':
      return `client ${client}: ${call} has no answer: ${error ?? 'no reason given'}`
  }
}
