import type { Json } from '../../base/json.ts'
import { callText } from '../../record/call-text.ts'
import { membershipText, type Entry, type Message } from '../../raft/core/index.ts'
import type { SessionCommand } from '../../raft/services/sessions.ts'

/** A message of the built-in Raft in words, with the values that matter. */
export function describeMessage(message: Message): string {
  switch (message.type) {
    case 'request-vote':
      return `RequestVote term ${message.term}, last log (${message.lastLogIndex}, term ${message.lastLogTerm})${message.transfer === true ? ', asked to by the leader' : ''}`
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
      const entries = message.entries.map((entry) => `${entry.index}:${entry.term} ${describeEntry(entry)}`)
      return `AppendEntries term ${message.term}, ${prev}, [${entries.join(', ')}], commit ${message.commitIndex}`
    }
    case 'append-reply':
      return message.success
        ? `accepted up to ${message.index}, term ${message.term}`
        : `refused after ${message.index}, term ${message.term}`
    case 'install-snapshot':
      return `InstallSnapshot term ${message.term}, up to (${message.index}, term ${message.lastTerm}), characters ${message.offset} to ${message.offset + message.data.length}${message.done ? ', the last' : ''}`
    case 'snapshot-reply':
      return message.installed
        ? `snapshot up to ${message.index} is there, term ${message.term}`
        : `snapshot up to ${message.index} wanted from character ${message.offset}, term ${message.term}`
    case 'timeout-now':
      return `TimeoutNow term ${message.term}`
    case 'forward':
      return `hands on ${describeCommand(message.command)}, term ${message.term}`
    case 'forward-reply':
      return message.index === 0
        ? `did not take what was handed on, term ${message.term}`
        : `took what was handed on at ${message.index}, term ${message.term}`
    case 'read-index':
      return `ReadIndex, term ${message.term}`
    case 'read-index-reply':
      return message.index < 0
        ? `no read index, term ${message.term}`
        : `read index ${message.index}, term ${message.term}`
  }
}

/** An entry in words: its command, or who decides from then on. */
export function describeEntry({ command, membership }: Entry): string {
  return membership === undefined ? describeCommand(command) : `members ${membershipText(membership)}`
}

/** A command in words: `write x 3`, `cas x 1->2`, `no-op`. */
function describeCommand(command: Json): string {
  if (command === null) return 'no-op'
  return callText((command as SessionCommand).call)
}
