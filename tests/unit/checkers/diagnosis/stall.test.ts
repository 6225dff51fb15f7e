import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../../checkers/index.ts'
import type { Json } from '../../../../src/base/json.ts'
import type { StatePatch, TraceMessage, TraceStep } from '../../../../src/record/trace.ts'

const nodes = ['n1', 'n2', 'n3']
const stalled = { property: 'liveness', shape: 'no-progress', step: 1, time: 0, headline: '' }

/** A made-up run: servers as they start, then the same steps again and again, for 10 seconds. */
class Run {
  readonly steps: TraceStep[] = []
  readonly messages: TraceMessage[] = []
  #time = 0

  constructor(states: { readonly [node: string]: StatePatch }) {
    for (const node of nodes) this.#step('start', node, states[node])
  }

  again(times: number, round: Round): this {
    for (let number = 1; number <= times; number++) {
      this.#time += 10_000_000 / times
      round(this, number)
    }
    return this
  }

  /** A message is sent in the latest step, and arrives in the next. */
  sends(from: string, to: string, body: Json, text = 'message'): void {
    const sentIn = this.steps.length
    const id = this.messages.length
    const step = this.#step('deliver', to, undefined, id)
    this.messages.push({ id, from, to, text, body, sentIn, arrivals: [step] })
  }

  /** A request, and the answer to it. */
  exchange(from: string, to: string, request: Json, answer: Json): void {
    this.sends(from, to, request)
    this.sends(to, from, answer)
  }

  /** Stands in a term, asks one for its vote, and is refused. */
  candidacy(id: string, term: number, voter: string, [index, of]: readonly [number, number]): void {
    this.shows(id, { role: 'candidate', currentTerm: term, votedFor: id })
    this.sends(id, voter, ask(term, index, of))
    this.shows(voter, { currentTerm: term })
    this.sends(voter, id, denies)
  }

  shows(node: string, state: StatePatch): void {
    this.#step('timer', node, state)
  }

  #step(kind: TraceStep['kind'], node: string, state: StatePatch = {}, message?: number): number {
    const step = this.steps.length + 1
    const of = message === undefined ? {} : { message }
    this.steps.push({ step, time: this.#time, kind, node, text: `${node}: ${kind}`, state, ...of })
    return step
  }

  get diagnosis() {
    return diagnose(this, { ...stalled, proof: [], facts: [] }, nodes)
  }
}

const follower = (currentTerm: number, entries: number, more: StatePatch = {}): StatePatch => ({
  ...{ status: 'up', role: 'follower', currentTerm, votedFor: null, firstIndex: 1 },
  ...{ commitIndex: entries, lastApplied: entries },
  log: {
    from: 1,
    entries: Array.from({ length: entries }, (_, at) => ({ index: at + 1, term: 1, command: 'x' })),
  },
  ...more,
})
const leader = (term: number, entries: number, more: StatePatch = {}): StatePatch =>
  follower(term, entries, { role: 'leader', ...more })

const append = (term: number, prevIndex: number, commitIndex: number): Json => ({
  ...{ type: 'append', term, prevIndex, prevTerm: prevIndex === 0 ? 0 : 1, entries: [], commitIndex },
})
const accepts = { type: 'append-reply', term: 2, success: true }
const refuses = { type: 'append-reply', term: 2, success: false }
const ask = (term: number, lastLogIndex: number, lastLogTerm: number): Json => ({
  ...{ type: 'request-vote', term, lastLogIndex, lastLogTerm },
})
const denies = { type: 'vote', term: 9, granted: false }
const three = { n1: leader(2, 5), n2: follower(2, 5), n3: follower(2, 3) }
const followers = { n1: follower(2, 5), n2: follower(2, 5), n3: follower(2, 5) }

type Round = (run: Run, number: number) => void

const stalls: readonly [
  cause: string,
  says: RegExp,
  states: { readonly [node: string]: StatePatch },
  Round,
][] = [
  [
    'leader-sends-nothing',
    /n1, leader of term 2, sends n3 nothing for \d+ ms/,
    three,
    (run) => run.exchange('n1', 'n2', append(2, 5, 5), accepts),
  ],
  [
    'missing-entries-never-sent',
    /sends n3 heartbeats, and never again the entries that it lacks/,
    three,
    (run) => run.exchange('n1', 'n3', append(2, 3, 5), accepts),
  ],
  [
    'append-not-answered',
    /n3 leaves what n1 asks it to append unanswered/,
    three,
    (run) => run.sends('n1', 'n3', append(2, 3, 5)),
  ],
  [
    'next-index-does-not-go-back',
    /n1 sends n3 AppendEntries behind entry 5 of term 1 again and again, and n3, whose log ends at \(3, term 1\)/,
    three,
    (run) => run.exchange('n1', 'n3', append(2, 5, 5), refuses),
  ],
  [
    'newer-term-not-taken-over',
    /n3, in term 7, refuses n1, which leads the older term 2/,
    { ...three, n3: follower(7, 3) },
    (run) => run.exchange('n1', 'n3', append(2, 3, 5), refuses),
  ],
  [
    'matching-entries-refused',
    /n3 refuses what n1 sends behind entry 3 of term 1 again and again, although its log has that entry/,
    three,
    (run) => run.exchange('n1', 'n3', append(2, 3, 5), refuses),
  ],
  [
    'commit-index-not-told',
    /n1 has committed 5 and tells n3 no more than 0/,
    { ...followers, n1: leader(2, 5), n3: follower(2, 5, { commitIndex: 0, lastApplied: 0 }) },
    (run) => run.exchange('n1', 'n3', append(2, 5, 0), accepts),
  ],
  [
    'held-by-a-majority-not-committed',
    /n1 leads term 1 and does not commit entry 5 of term 1, which a majority has/,
    { ...followers, n1: leader(1, 5, { commitIndex: 2, lastApplied: 2 }) },
    (run) => run.exchange('n1', 'n2', append(1, 5, 2), accepts),
  ],
  [
    'nothing-of-its-own-term-to-commit',
    /n1 leads term 2, has no entry of it/,
    { ...followers, n1: leader(2, 5, { commitIndex: 2, lastApplied: 2 }) },
    (run) => run.exchange('n1', 'n2', append(2, 5, 2), accepts),
  ],
  [
    'committed-not-applied',
    /n2 has commitIndex 5 and has applied no more than 1/,
    { ...followers, n1: leader(2, 5), n2: follower(2, 5, { lastApplied: 1 }) },
    (run) => run.exchange('n1', 'n2', append(2, 5, 5), accepts),
  ],
  [
    'nobody-stands',
    /nobody stands for leader: n1, n2 and n3 stay followers/,
    { ...followers, n1: follower(2, 5, { leader: 'n2' }) },
    (run) => run.shows('n1', {}),
  ],
  [
    'vote-refused-without-a-reason',
    /n2 refuse their votes although they have given none/,
    followers,
    (run, number) => run.candidacy('n1', 2 + number, 'n2', [5, 1]),
  ],
  [
    'newest-log-never-stands',
    /only n1 stand, whose logs are older: n2 refuse rightly/,
    { ...followers, n1: follower(2, 3) },
    (run, number) => run.candidacy('n1', 2 + number, 'n2', [3, 1]),
  ],
  [
    'candidate-claims-another-log',
    /n1 asks for votes as if its log ended at \(3, term 1\), and it ends at \(5, term 1\)/,
    followers,
    (run, number) => run.candidacy('n1', 2 + number, 'n2', [3, 1]),
  ],
  [
    'no-new-term-after-a-split-vote',
    /n1 ask for votes in one and the same term again and again/,
    {
      n1: follower(3, 5, { role: 'candidate', votedFor: 'n1' }),
      n2: follower(3, 5, { votedFor: 'n3' }),
      n3: follower(3, 5, { role: 'candidate', votedFor: 'n3' }),
    },
    (run) => run.exchange('n1', 'n2', ask(3, 5, 1), denies),
  ],
  [
    'newer-term-not-taken-over',
    /n2 refuse their votes in newer terms and stay in their own/,
    followers,
    (run, number) => {
      run.shows('n1', { role: 'candidate', currentTerm: 2 + number, votedFor: 'n1' })
      run.exchange('n1', 'n2', ask(2 + number, 5, 1), { ...denies, term: 2 })
    },
  ],
]

describe('who keeps a cluster standing still', () => {
  test.each(stalls)('%s', (cause, says, states, round) => {
    const found = new Run(states).again(20, round).diagnosis
    if (!('diagnosis' in found)) throw new Error(`not told: ${found.unknown.join()}`)
    expect(found.diagnosis.cause).toBe(cause)
    expect(found.diagnosis.headline).toMatch(says)
    expect(found.diagnosis.because.length).toBeGreaterThan(0)
  })

  test.each(stalls.filter(([cause]) => !/nobody|nothing|applied/.test(cause)))(
    '%s: twice is no loop',
    (_cause, _says, states, round) => {
      expect(new Run(states).again(2, round).diagnosis).not.toHaveProperty('diagnosis')
    },
  )
})

test('a leader that goes back entry by entry is on its way', () => {
  const slow = new Run({ ...three, n1: leader(2, 60), n2: follower(2, 60) })
  slow.again(50, (_, number) => slow.exchange('n1', 'n3', append(2, 60 - number, 5), refuses))
  expect(slow.diagnosis).not.toHaveProperty('diagnosis')
})

test('answers in words that are not known may be answers', () => {
  const odd = new Run(three).again(20, () => undefined)
  odd.again(20, () => odd.exchange('n1', 'n3', append(2, 3, 5), { re: 'append', fine: true }))
  expect(odd.diagnosis).not.toHaveProperty('diagnosis')
})

test('votes are told by the usual words of a lens, whatever the bodies are', () => {
  const told = new Run(followers)
  told.again(20, (_, number) => {
    const term = 2 + number
    told.shows('n1', { role: 'candidate', currentTerm: term, votedFor: 'n1' })
    told.sends('n1', 'n2', number, `request-vote, term ${term}, log ends at 5 of term 1`)
    told.shows('n2', { currentTerm: term, votedFor: null })
    told.sends('n2', 'n1', number, `no vote for n1, term ${term}`)
  })
  expect(told.diagnosis).toMatchObject({ diagnosis: { cause: 'vote-refused-without-a-reason' } })
})

test('what a target would have to show is said', () => {
  const hidden = new Run({}).again(20, () => undefined)
  hidden.again(20, () => hidden.sends('n1', 'n2', 'opaque'))
  expect(hidden.diagnosis).toEqual({
    unknown: [
      'which role each server has',
      'the logs of the servers',
      'how far each server has committed',
      'what messages ask and answer, in the words of Figure 2',
    ],
  })
})
