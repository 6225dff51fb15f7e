import type { Json } from '../../base/json.ts'
import { callText } from '../../history/call-text.ts'
import type { Message } from '../../raft/index.ts'
import type { SessionCommand } from '../../services/sessions.ts'

/** A message of the own Raft in words, with the values that matter. */
export function describeMessage(message: Message): string {
  switch (message.type) {
    case 'request-vote':
      return `RequestVote term ${message.term}, last log (${message.lastLogIndex}, term ${message.lastLogTerm})`
    case 'vote':
      return `vote ${message.granted ? 'granted' : 'refused'}, term ${message.term}`
    case 'pre-vote':
      return `PreVote for term ${message.term}, last log (${message.lastLogIndex}, term ${message.lastLogTerm})`
    case 'pre-vote-reply':
      return message.granted
        ? `pre-vote granted for term ${message.term}`
        : `pre-vote refused, term ${message.term}`
    case 'append': {
      const prev = `after (${message.prevIndex}, term ${message.prevTerm})`
      if (message.entries.length === 0)
        return `heartbeat term ${message.term}, ${prev}, commit ${message.commitIndex}`
      const entries = message.entries.map(
        ({ index, term, command }) => `${index}:${term} ${describeCommand(command)}`,
      )
      return `AppendEntries term ${message.term}, ${prev}, [${entries.join(', ')}], commit ${message.commitIndex}`
    }
    case 'append-reply':
      return message.success
        ? `accepted up to ${message.index}, term ${message.term}`
        : `refused after ${message.index}, term ${message.term}`
  }
}

/** A command in words: `write x 3`, `cas x 1->2`, `no-op`. */
export function describeCommand(command: Json): string {
  if (command === null) return 'no-op'
  return callText((command as unknown as SessionCommand).call)
}
