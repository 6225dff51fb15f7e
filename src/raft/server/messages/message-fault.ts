import { LARGEST_COUNT } from './bounds.ts'
import { count, flag, isFields, names, value, type Fields } from './fields.ts'

/** Most entries in one message: far more than the server sends. */
const MAX_ENTRIES = 10_000

type Check = (message: Fields) => string | undefined

const vote: Check = (message) => count(message, 'term') ?? flag(message, 'granted')

const candidacy: Check = (message) =>
  count(message, 'term', 1) ?? count(message, 'lastLogIndex') ?? count(message, 'lastLogTerm')

const numbered: Check = (message) => count(message, 'term') ?? count(message, 'id')

/** Each kind of message with its check; see `src/raft/core/messages.ts`. */
const checks: ReadonlyMap<unknown, Check> = new Map<unknown, Check>([
  ['append', append],
  [
    'append-reply',
    (message) =>
      count(message, 'term') ??
      count(message, 'index') ??
      count(message, 'hint') ??
      count(message, 'round') ??
      flag(message, 'success'),
  ],
  [
    'request-vote',
    (message) =>
      candidacy(message) ??
      (message['transfer'] === undefined || message['transfer'] === true
        ? undefined
        : 'transfer must be true, or absent'),
  ],
  ['vote', vote],
  ['pre-vote', candidacy],
  ['pre-vote-reply', vote],
  ['install-snapshot', installSnapshot],
  [
    'snapshot-reply',
    (message) =>
      count(message, 'term') ??
      count(message, 'index', 1) ??
      count(message, 'chunk') ??
      count(message, 'offset') ??
      count(message, 'round') ??
      flag(message, 'installed'),
  ],
  ['timeout-now', (message) => count(message, 'term', 1)],
  ['forward', (message) => numbered(message) ?? value(message['command'], 'command')],
  ['forward-reply', (message) => numbered(message) ?? count(message, 'index')],
  ['read-index', numbered],
  ['read-index-reply', (message) => numbered(message) ?? count(message, 'index', -1)],
])

/**
 * What is wrong with the form of a message of another server; undefined when nothing is. A message in which nothing
 * is wrong cannot make the Raft core fail by what it is made of.
 */
export function messageFault(message: unknown): string | undefined {
  if (!isFields(message)) return 'a message must be an object'
  const { type } = message
  const check = checks.get(type)
  if (check === undefined)
    return typeof type === 'string' ? `there is no message "${type.slice(0, 50)}"` : 'type is missing'
  const fault = check(message)
  return fault === undefined ? undefined : `${String(type)}: ${fault}`
}

function append(message: Fields): string | undefined {
  return (
    count(message, 'term', 1) ??
    count(message, 'prevIndex') ??
    count(message, 'prevTerm') ??
    count(message, 'commitIndex') ??
    count(message, 'round') ??
    entries(message)
  )
}

/** They follow on the entry before them without a hole, and their terms go up to that of the message. */
function entries(message: Fields): string | undefined {
  const {
    entries: list,
    term,
    prevIndex,
    prevTerm,
  } = message as {
    readonly entries: unknown
    readonly term: number
    readonly prevIndex: number
    readonly prevTerm: number
  }
  if (prevTerm > term) return 'prevTerm is above term'
  if (!Array.isArray(list) || list.length > MAX_ENTRIES)
    return `entries must be a list of at most ${MAX_ENTRIES}`
  let last = prevTerm
  for (let at = 0; at < list.length; at++) {
    const one: unknown = list[at]
    if (!isFields(one)) return `entries[${at}] must be an object`
    if (one['index'] !== prevIndex + 1 + at || prevIndex + 1 + at > LARGEST_COUNT)
      return `entries[${at}].index must be ${prevIndex + 1 + at}`
    const fault =
      count(one, 'term', 1) ?? count(one, 'digest') ?? value(one['command'], 'command') ?? membershipOf(one)
    if (fault !== undefined) return `entries[${at}].${fault}`
    if ((one['term'] as number) < last || (one['term'] as number) > term)
      return `entries[${at}].term must be from ${last} to ${term}`
    last = one['term'] as number
  }
  return undefined
}

const membershipOf = ({ membership }: Fields): string | undefined =>
  membership === undefined ? undefined : membershipFault(membership)

function membershipFault(membership: unknown): string | undefined {
  if (!isFields(membership)) return 'membership must be an object'
  return (
    names(membership['voters'], 'membership.voters', 1) ??
    names(membership['outgoing'], 'membership.outgoing', 0) ??
    names(membership['learners'], 'membership.learners', 0) ??
    (membership['context'] === undefined ? undefined : value(membership['context'], 'membership.context'))
  )
}

function installSnapshot(message: Fields): string | undefined {
  const fault =
    count(message, 'term', 1) ??
    count(message, 'index', 1) ??
    count(message, 'lastTerm', 1) ??
    count(message, 'offset') ??
    count(message, 'round') ??
    flag(message, 'done') ??
    membershipFault(message['membership'])
  if (fault !== undefined) return fault
  if ((message['lastTerm'] as number) > (message['term'] as number)) return 'lastTerm is above term'
  return typeof message['data'] === 'string' ? undefined : 'data must be a text'
}
