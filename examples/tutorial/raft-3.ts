import { inProcess, type Environment, type Json, type NodeId, type NodeView, type Outcome } from 'whitewater'

type Call = { f: 'read' | 'write'; key: string; value: Json }
type Entry = { term: number; call: Call | null }
type Saved = { term: number; votedFor: NodeId | null; log: Entry[] }
type Done = (outcome: Outcome<Json>) => void
type Message = {
  type: 'vote?' | 'vote!' | 'append?' | 'append!'
  term: number
  log?: Entry[]
  count?: number
  last?: readonly number[]
}

function begin(env: Environment) {
  let role: NodeView['role'] = 'follower'
  const saved = (env.storage.load() as { raft?: Saved } | undefined)?.raft ?? {
    term: 0,
    votedFor: null,
    log: [],
  }
  let { term, votedFor, log } = saved
  let [commit, applied] = [0, 0]
  let votes = new Set<NodeId>()
  let held = new Map<NodeId, number>() // of a leader: so many entries each server holds
  let stopTimer = () => {}
  const store = new Map<string, Json>()
  const waiting = new Map<number, Done>()
  const isMajority = (count: number) => count * 2 > env.members.length

  function toOthers(message: Message) {
    for (const id of env.members) if (id !== env.id) env.transport.send(id, message as Json)
  }
  const last = () => [log.at(-1)?.term ?? 0, log.length] as const
  const isAsGood = ([theirs = 0, length = 0]: readonly number[]) =>
    theirs > last()[0] || (theirs === last()[0] && length >= last()[1]) // §5.4.1
  // what others rely on leaves only once it is durable; of an older term it need not leave at all
  function save(then: () => void) {
    const inTerm = term
    env.storage.write('raft', { term, votedFor, log } as Json)
    env.storage.sync(() => term === inTerm && then())
  }
  function waitForLeader() {
    stopTimer()
    stopTimer = env.clock.after(env.random.int(150, 300), stand)
  }
  function stand() {
    ;[role, term, votedFor, votes] = ['candidate', term + 1, env.id, new Set()]
    waitForLeader()
    save(() => {
      if (role !== 'candidate') return
      toOthers({ type: 'vote?', term, last: last() })
      countVote(env.id)
    })
  }
  function countVote(from: NodeId) {
    votes.add(from)
    if (role !== 'candidate' || !isMajority(votes.size)) return
    ;[role, held] = ['leader', new Map()]
    append(null)
    beat()
  }
  function beat() {
    stopTimer()
    stopTimer = env.clock.after(50, beat)
    toOthers({ type: 'append?', term, log, count: commit })
  }
  function append(call: Call | null) {
    log.push({ term, call })
    const count = log.length
    save(() => holds(env.id, count))
    toOthers({ type: 'append?', term, log, count: commit })
  }
  function holds(id: NodeId, count: number) {
    held.set(id, Math.max(count, held.get(id) ?? 0))
    const counted = [...held.values()].sort((a, b) => b - a)[Math.floor(env.members.length / 2)] ?? 0
    if (log[counted - 1]?.term === term) commit = Math.max(commit, counted) // never by counting an older term: §5.4.2
    apply()
  }
  function apply() {
    while (applied < commit) {
      const { call } = log[applied++] as Entry
      if (call?.f === 'write') store.set(call.key, call.value)
      waiting.get(applied)?.({ type: 'ok', value: (call?.f === 'read' && store.get(call.key)) || null })
      waiting.delete(applied)
    }
  }
  function follow(newTerm: number) {
    if (newTerm > term) votedFor = null
    ;[role, term] = ['follower', newTerm]
    for (const done of waiting.values()) done({ type: 'info', error: 'no leader any more' })
    waiting.clear()
    waitForLeader()
  }
  function receive(from: NodeId, body: Json) {
    const message = body as Message
    if (message.term > term) follow(message.term)
    if (message.term < term) return
    if (message.type === 'vote?') {
      if ((votedFor ?? from) !== from || !isAsGood(message.last!)) return
      votedFor = from
      save(() => env.transport.send(from, { type: 'vote!', term }))
    } else if (message.type === 'vote!') countVote(from)
    else if (message.type === 'append?') {
      follow(term)
      // an old message may hold less than there is already
      if (message.log!.at(-1)!.term !== last()[0] || message.log!.length > log.length) log = message.log!
      commit = Math.max(commit, message.count!)
      apply()
      const { length } = log
      save(() => env.transport.send(from, { type: 'append!', term, count: length }))
    } else if (message.type === 'append!' && role === 'leader') holds(from, message.count!)
  }
  function submit(call: Call, done: Done) {
    if (role !== 'leader') return done({ type: 'fail', error: 'not leader' })
    waiting.set(log.length + 1, done)
    append(call)
  }
  function view(): NodeView {
    const shown = log.map((entry, at) => ({
      index: at + 1,
      term: entry.term,
      digest: JSON.stringify(entry.call),
    }))
    return {
      role,
      currentTerm: term,
      votedFor,
      log: shown,
      firstIndex: 1,
      commitIndex: commit,
      lastApplied: applied,
    }
  }
  waitForLeader()
  return { receive, submit, view }
}

export default inProcess<Call, Json>({
  name: 'raft',
  create: begin,
  offers: { functions: ['read', 'write'] },
})
