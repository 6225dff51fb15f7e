// What skiff-algorithm's messages mean: requests and answers in the frames of a connection.
import type { Lens } from 'whitewater'

type Frame = { kind: string; messages?: Part[] }
type Part = { ask?: { type: string; args: any }; reply?: [error: string | null, answer: any] }

export const lens: Lens = {
  message: (message) => {
    const { kind, messages = [] } = message as Frame
    const parts = messages.map(meaning)
    // a frame may carry several: the one that binds its sender counts, and all are told
    const binding = parts.find((part) => part.kind !== 'other') ?? parts[0]
    const text = parts.map((part) => part.text).join('; ')
    return { kind: 'other', term: 0, ...binding, text: text || `connection: ${kind}` }
  },
}

function meaning({ ask, reply }: Part): { kind: Meaning; term: number; text: string; granted?: boolean } {
  if (ask !== undefined) {
    const { term, lastLogIndex, lastLogTerm = 0, prevLogIndex, entries = [], leaderCommit } = ask.args
    if (ask.type === 'RequestVote') {
      const end = { lastIndex: lastLogIndex, lastTerm: lastLogTerm } // exact: held against the vote
      const text = `asks for a vote in term ${term}, log ends at ${lastLogIndex} of term ${lastLogTerm}`
      return { kind: 'request-vote', term, ...end, text }
    }
    const text = `term ${term}: ${entries.length} entries after ${prevLogIndex}, commit ${leaderCommit}`
    return { kind: ask.type === 'InstallSnapshot' ? 'snapshot' : 'append', term, text }
  }
  const [error, answer] = reply ?? [null, null]
  const { term = 0, voteGranted, success, reason } = answer ?? {}
  if (voteGranted !== undefined) {
    // an answer names the term of the voter, not of the request: what is granted cannot be told from it
    const text = voteGranted ? `votes for it` : `refuses its vote: ${reason ?? `is in term ${term}`}`
    return { kind: voteGranted ? 'other' : 'vote', term, granted: false, text }
  }
  const text = success ? `has taken it, in term ${term}` : `refuses: ${error ?? reason}, in term ${term}`
  return { kind: 'append-reply', term, text }
}
type Meaning = 'request-vote' | 'vote' | 'append' | 'append-reply' | 'snapshot' | 'other'
