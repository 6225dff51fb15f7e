import { inProcess, type Environment, type Json, type NodeId, type NodeView, type Outcome } from 'whitewater'

type Call = { f: 'read' | 'write'; key: string; value: Json }
type Entry = { term: number; call: Call | null }
type Done = (outcome: Outcome<Json>) => void
type Message = {
  type: 'vote?' | 'vote!' | 'append?' | 'append!'
  term: number
  log?: Entry[]
  count?: number
}

function begin(env: Environment) {
  let role: NodeView['role'] = 'follower'
  let [term, votedFor, log] = [0, null as NodeId | null, [] as Entry[]]
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
  function waitForLeader() {
    stopTimer()
    stopTimer = env.clock.after(env.random.int(150, 300), stand)
  }
  function stand() {
    ;[role, term, votedFor, votes] = ['candidate', term + 1, env.id, new Set()]
    waitForLeader()
    toOthers({ type: 'vote?', term })
    countVote(env.id)
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
    holds(env.id, log.length)
    toOthers({ type: 'append?', term, log, count: commit })
  }
  function holds(id: NodeId, count: number) {
    held.set(id, count)
    while (isMajority([...held.values()].filter((n) => n > commit).length)) commit++
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
    if (message.type === 'vote?' && (votedFor ?? from) === from) {
      votedFor = from
      env.transport.send(from, { type: 'vote!', term })
    } else if (message.type === 'vote!') countVote(from)
    else if (message.type === 'append?') {
      follow(term)
      ;[log, commit] = [message.log!, message.count!]
      apply()
      env.transport.send(from, { type: 'append!', term, count: log.length })
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
