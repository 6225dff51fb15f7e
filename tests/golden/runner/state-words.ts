import type { NodeId } from '../../../src/base/node-id.ts'
import type { StatePatch, TraceEntry } from '../../../src/record/trace.ts'
import { patched, type NodeState } from '../../../reports/node-state.ts'

const entryText = ({ index, term, command }: TraceEntry): string => `${index}:${term} ${command}`

const entriesText = (entries: readonly TraceEntry[]): string => `[${entries.map(entryText).join(', ')}]`

/** The state after a patch. What the server dropped behind a snapshot is gone, as it is for the server. */
export function stateAfter(state: NodeState, patch: StatePatch | undefined): NodeState {
  if (patch === undefined) return state
  const { firstIndex = 1, log = [], ...after } = patched(state, patch)
  return { ...after, firstIndex, log: log.filter(({ index }) => index >= firstIndex) }
}

/** What one step changed in a server, in words; empty when nothing. */
export function changeWords(before: NodeState, after: NodeState): readonly string[] {
  const words: string[] = []
  const { role, currentTerm, votedFor, commitIndex, lastApplied } = after
  if (role !== before.role || currentTerm !== before.currentTerm) words.push(`${role} of term ${currentTerm}`)
  const votes = typeof votedFor === 'string' && role === 'follower'
  if (votes && (votedFor !== before.votedFor || currentTerm !== before.currentTerm))
    words.push(`votes for ${votedFor}`)
  words.push(...logWords(before, after), ...matchWords(before, after))
  if (commitIndex !== before.commitIndex) words.push(`commit ${commitIndex}`)
  if (lastApplied !== before.lastApplied && lastApplied !== commitIndex) words.push(`applied ${lastApplied}`)
  if (isBehind(after) && (words.length > 0 || !isBehind(before))) words.push('not on disk yet')
  return words
}

function logWords(before: NodeState, after: NodeState): readonly string[] {
  const { firstIndex = 1, log = [] } = after
  // entries that went behind a snapshot are not dropped: the snapshot stands for them
  const old = (before.log ?? []).filter(({ index }) => index >= firstIndex)
  const kept = (one: TraceEntry): boolean =>
    old.some(({ index, term }) => index === one.index && term === one.term)
  const gone = old.filter(({ index, term }) => !log.some((one) => one.index === index && one.term === term))
  const added = log.filter((entry) => !kept(entry))
  const words: string[] = []
  if (firstIndex !== (before.firstIndex ?? 1)) words.push(`log begins after ${firstIndex - 1}`)
  if (gone.length > 0) words.push(`drops ${entriesText(gone)}`)
  if (added.length > 0) words.push(`appends ${entriesText(added)}`)
  return words
}

function matchWords(before: NodeState, after: NodeState): readonly string[] {
  if (after.role !== 'leader') return []
  const old = before.matchIndex ?? {}
  return Object.entries(after.matchIndex ?? {})
    .filter(([peer, index]) => index > 0 && index !== old[peer])
    .map(([peer, index]) => `matchIndex of ${peer} ${index}`)
}

/** Whether a crash would take something from the server. */
function isBehind({ status, durable, currentTerm, votedFor, log, firstIndex = 1 }: NodeState): boolean {
  if (status !== 'up' || !durable) return false
  const lastIndex = firstIndex - 1 + (log?.length ?? 0)
  const { currentTerm: term, votedFor: vote, lastIndex: last } = durable
  return term !== currentTerm || vote !== votedFor || last !== lastIndex
}

/** A server as it stands, in one line. */
export function stateLine(node: NodeId, state: NodeState): string {
  const {
    status,
    role,
    currentTerm,
    votedFor,
    commitIndex,
    lastApplied,
    firstIndex = 1,
    log = [],
    durable,
  } = state
  if (status === 'down') {
    const { currentTerm: term, votedFor: vote, lastIndex } = durable ?? {}
    return `${node}  down; on its disk term ${term}, vote for ${vote ?? 'nobody'}, log up to ${lastIndex}`
  }
  const after = firstIndex > 1 ? `after ${firstIndex - 1} ` : ''
  const applied = lastApplied === commitIndex ? '' : `, applied ${lastApplied}`
  const disk = isBehind(state) ? ', not all of it on disk' : ''
  const vote = votedFor ?? 'nobody'
  return `${node}  ${role} of term ${currentTerm}, vote for ${vote}, log ${after}${entriesText(log)}, commit ${commitIndex}${applied}${disk}`
}
