import { callText } from './call-text.ts'
import type { HistoryEvent } from './history-event.ts'
import type { Json } from '../base/json.ts'
import { didNotMatch } from './unmatched.ts'

/** What a client does or learns, in words. */
export function eventText(event: HistoryEvent): string {
  const { type, f, key, value, process, error } = event
  const call = callText({ f, ...(key === undefined ? {} : { key }), value: value as Json })
  switch (type) {
    case 'invoke':
      return `client ${process} begins ${call}`
    case 'ok':
      return f === 'read'
        ? `client ${process}: ${call} returns ${JSON.stringify(value)}`
        : `client ${process}: ${call} succeeds`
    case 'fail':
      return `client ${process}: ${call} ${didNotMatch(event) ? 'does not match' : 'fails'}: ${error ?? 'no reason given'}`
    case 'info':
      return `client ${process}: ${call} has no answer: ${error ?? 'no reason given'}`
  }
}
