import type { AppendEntries, Message } from '../../core/index.ts'

/** What of a server's state a message is held against. */
export interface Position {
  readonly currentTerm: number
  readonly role: 'follower' | 'candidate' | 'leader'
  readonly commitIndex: number
  readonly log: {
    readonly firstIndex: number
    readonly lastIndex: number
    /** -1 where the log has no entry. */
    termAt(index: number): number
  }
  readonly reads: { readonly round: number }
}

/**
 * What a message of the right form says that no server can say that keeps to Raft, by what this server knows for
 * certain; undefined when there is nothing of the kind. An old message may say anything about its own time, so only
 * those of the present term on are looked at.
 */
export function positionFault(message: Message, position: Position): string | undefined {
  const { currentTerm, role } = position
  if (message.term < currentTerm) return undefined
  switch (message.type) {
    case 'append':
      if (role === 'leader' && message.term === currentTerm) return TWO_LEADERS
      return contradictsCommitted(message, position)
    case 'install-snapshot':
      return role === 'leader' && message.term === currentTerm ? TWO_LEADERS : undefined
    case 'append-reply':
    case 'snapshot-reply': {
      if (role !== 'leader' || message.term > currentTerm) return undefined
      const { lastIndex } = position.log
      const holds = message.type === 'append-reply' ? message.success : message.installed
      if (holds && message.index > lastIndex)
        return `${message.type}: index ${message.index} is behind the end of this leader's log, ${lastIndex}`
      // an answer to what was not asked yet would confirm reads that nobody confirmed
      return message.round > position.reads.round
        ? `${message.type}: round ${message.round} has not begun, the latest is ${position.reads.round}`
        : undefined
    }
    default:
      return undefined
  }
}

const TWO_LEADERS = 'another server leads in the term in which this one does'

/** A leader of this term or a later one holds all that is committed (§5.4). */
function contradictsCommitted(message: AppendEntries, { log, commitIndex }: Position): string | undefined {
  const { prevIndex, prevTerm, entries } = message
  const differs = (index: number, term: number): boolean =>
    index <= commitIndex && index >= log.firstIndex - 1 && log.termAt(index) !== term
  if (differs(prevIndex, prevTerm))
    return `append: entry ${prevIndex} is committed, and of term ${log.termAt(prevIndex)}, not ${prevTerm}`
  for (const { index, term } of entries) {
    if (index > commitIndex) return undefined
    if (differs(index, term))
      return `append: entry ${index} is committed, and of term ${log.termAt(index)}, not ${term}`
  }
  return undefined
}
