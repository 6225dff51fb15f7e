import { defined } from '../../../src/base/defined.ts'
import type { Mutant } from './stranger.ts'

const mutant = (id: string, ...replaced: (readonly [string, string])[]): Mutant => ({ id, replaced })

/** By id: mistakes that some other rule of this Raft makes good. */
const harmless: Readonly<Record<string, string>> = {
  'term-not-persisted':
    'a vote brings the term to disk, and so does an entry: what is forgotten is a term in which it did nothing',
  'timer-not-reset-by-leader': 'elections are many, and each leader serves until the next',
  'candidate-stays':
    'it takes what the leader sends all the same, and counts no votes of a term that has its leader',
  'refuses-after-voting': 'a candidate asks each voter once in a term',
  'truncation-not-on-disk':
    'each entry names the term before it, so what was cut off does not fit what took its place',
  'match-index-goes-back': 'entries are committed later, and the next answer brings it forward again',
  'refusal-moves-match':
    'a refusal names an index before all entries of the term, and only these are counted',
  'commit-old-term':
    'entries of old terms travel in one message with the no-op of the new term, so both are counted at once',
  'commit-half-is-enough': 'of an even number of servers the other half can elect nobody who lacks the entry',
}

const all: readonly Mutant[] = [
  // ---- elections and votes
  mutant('vote-no-log-check', ['free && (newer || asLong)', 'free']),
  mutant(
    'vote-index-before-term',
    ['asked.lastTerm > this.lastTerm()', 'asked.lastIndex > this.log.length'],
    [
      'asked.lastTerm === this.lastTerm() && asked.lastIndex >= this.log.length',
      'asked.lastIndex === this.log.length && asked.lastTerm >= this.lastTerm()',
    ],
  ),
  mutant('vote-index-only', ['free && (newer || asLong)', 'free && asked.lastIndex >= this.log.length']),
  mutant('vote-term-only', ['free && (newer || asLong)', 'free && asked.lastTerm >= this.lastTerm()']),
  mutant('vote-and-instead-of-or', [
    'free && (newer || asLong)',
    'free && !(this.log.length > asked.lastIndex && this.lastTerm() > asked.lastTerm)',
  ]),
  mutant('vote-twice', [
    'asked.term === this.term && (this.vote === null || this.vote === from)',
    'asked.term === this.term',
  ]),
  mutant('vote-not-persisted', ['if (this.vote === null) this.setTerm(this.term, from)', 'this.vote = from']),
  mutant('vote-forgotten-at-restart', [
    '[this.term, this.vote] = [meta.term, meta.vote]',
    '[this.term, this.vote] = [meta.term, null]',
  ]),
  mutant('vote-reply-before-fsync', [
    "this.promise(from, { type: 'vote!'",
    "this.send(from, { type: 'vote!'",
  ]),
  mutant('candidate-not-persisted', [
    'this.setTerm(this.term + 1, this.env.id)',
    ';[this.term, this.vote] = [this.term + 1, this.env.id]',
  ]),
  mutant('term-not-persisted', [
    'this.setTerm(term, null)\n    if (this.role',
    ';[this.term, this.vote] = [term, null]\n    if (this.role',
  ]),
  mutant('vote-cleared-on-step-down', [
    "this.role = 'follower'\n    this.waitForLeader()",
    "if (this.role === 'candidate') this.vote = null\n    this.role = 'follower'\n    this.waitForLeader()",
  ]),
  mutant('vote-cleared-by-leader', [
    "this.role = 'follower'\n    this.waitForLeader()",
    "this.vote = null\n    this.role = 'follower'\n    this.waitForLeader()",
  ]),
  mutant('stale-vote-counted', ['granted && term === this.term && this.role', 'granted && this.role']),
  mutant('refusal-counted', [
    'granted && term === this.term && this.role',
    'term === this.term && this.role',
  ]),
  mutant('dup-vote-counted', ['this.votes.add(voter)', 'this.votes.add(`${voter}/${this.votes.size}`)']),
  mutant('majority-half', [
    'this.votes.size * 2 <= this.env.members.length',
    'this.votes.size * 2 < this.env.members.length',
  ]),
  mutant('votes-carry-over', ['this.votes = new Set()\n    this.waitForLeader()', 'this.waitForLeader()']),
  mutant('leader-without-reset-match', [
    'this.match = new Map(this.env.members.map((id) => [id, 0]))',
    'for (const id of this.env.members) this.match.set(id, this.match.get(id) ?? 0)',
  ]),
  mutant('fixed-election-timeout', [
    'this.env.random.int(electionAtLeast, electionAtMost)',
    'electionAtLeast',
  ]),
  mutant('timer-not-reset-by-leader', [
    "this.role = 'follower'\n    this.waitForLeader()",
    "this.role = 'follower'",
  ]),
  mutant('candidate-stays', ["this.role = 'follower'\n    this.waitForLeader()", 'this.waitForLeader()']),
  mutant('refuses-after-voting', ['(this.vote === null || this.vote === from)', 'this.vote === null']),

  // ---- replication and truncation
  mutant('no-prev-term-check', [
    'before > this.log.length || this.termAt(before) !== sent.beforeTerm',
    'before > this.log.length',
  ]),
  mutant('truncate-on-any-append', [
    'for (const [i, entry] of entries.entries()) {',
    'this.truncateFrom(before + 1)\n    for (const [i, entry] of entries.entries()) {',
  ]),
  mutant('truncate-on-shorter-append', [
    'const index = before + entries.length\n',
    'const index = before + entries.length\n    if (entries.length > 0) this.truncateFrom(index + 1)\n',
  ]),
  mutant('no-truncate-on-conflict', [
    'if (index <= this.log.length && this.termAt(index) === entry.term) continue',
    'if (index <= this.log.length) continue',
  ]),
  mutant('overwrites-one-entry', [
    'if (index <= this.log.length) this.truncateFrom(index)\n      this.add(entry)',
    'if (index <= this.log.length) {\n        this.log[index - 1] = entry\n        this.shown[index - 1] = { index, term: entry.term, digest: digestOf(entry.call) }\n        this.write(`log/${index}`, entry)\n      } else this.add(entry)',
  ]),
  mutant('truncation-not-on-disk', [
    'for (let i = index; i <= this.log.length; i++) this.write(`log/${i}`, null)\n',
    '',
  ]),
  mutant('entries-not-on-disk', ['this.add(entry)\n    }', 'this.push(entry)\n    }']),
  mutant('stale-term-append-accepted', [
    "if (term < this.term) return this.promise(from, { type: 'append!', term: this.term, ok: false, index: 0 })\n",
    '',
  ]),
  mutant('stale-append-reply-counted', [
    "if (term !== this.term || this.role !== 'leader') return\n    const known",
    "if (this.role !== 'leader') return\n    const known",
  ]),
  mutant('acknowledges-its-whole-log', [
    "{ type: 'append!', term, ok: true, index }",
    "{ type: 'append!', term, ok: true, index: this.log.length }",
  ]),
  mutant('acknowledges-before-fsync', [
    "this.promise(from, { type: 'append!', term, ok: true, index })",
    "this.send(from, { type: 'append!', term, ok: true, index })",
  ]),
  mutant(
    'match-index-goes-back',
    ['this.match.set(by, Math.max(this.match.get(by) ?? 0, index))', 'this.match.set(by, index)'],
    ['} else if (index > known) {', '} else {'],
  ),
  mutant('refusal-moves-match', ['if (!ok) {\n', 'if (!ok) {\n      this.match.set(from, index)\n']),
  mutant('next-index-stays', [
    'this.next.set(from, Math.max(known, Math.min(index, (this.next.get(from) ?? 1) - 2)) + 1)\n',
    '',
  ]),
  mutant('empty-heartbeats-only', ['if (send) this.replicate()', '']),
  mutant('heartbeats-stop', [
    'this.cancelTimer = this.env.clock.after(heartbeatEvery, () => this.beat())',
    'this.cancelTimer = this.env.clock.after(heartbeatEvery, () => this.replicate())',
  ]),
  mutant('truncate-on-step-down', [
    "if (this.role !== 'follower') this.waitForLeader()",
    "if (this.role === 'leader') this.truncateFrom(this.commit + 1)\n    if (this.role !== 'follower') this.waitForLeader()",
  ]),

  // ---- commit and apply
  mutant('commit-old-term', [
    'if (this.termAt(onMajority) === this.term) this.advance(onMajority)',
    'this.advance(onMajority)',
  ]),
  mutant(
    'commit-old-term-without-no-op',
    ['if (this.termAt(onMajority) === this.term) this.advance(onMajority)', 'this.advance(onMajority)'],
    ['this.propose(null)\n    this.beat(false)', 'this.beat()'],
  ),
  mutant('commit-past-last-new', ['Math.min(sent.commit, index)', 'Math.min(sent.commit, this.log.length)']),
  mutant(
    'commit-past-last-new-empty-heartbeats',
    ['Math.min(sent.commit, index)', 'Math.min(sent.commit, this.log.length)'],
    [
      'if (send) this.replicate()',
      "if (send)\n      for (const peer of this.peers)\n        this.send(peer, { type: 'append?', term: this.term, before: 0, beforeTerm: 0, entries: [], commit: this.commit })",
    ],
  ),
  mutant('commit-not-monotonic', ['this.commit = Math.max(this.commit, commit)', 'this.commit = commit']),
  mutant('commit-one-too-few', [
    'held[Math.floor(held.length / 2)]',
    'held[Math.floor(held.length / 2) - 1]',
  ]),
  mutant('commit-half-is-enough', [
    'held[Math.floor(held.length / 2)]',
    'held[Math.floor((held.length - 1) / 2)]',
  ]),
  mutant('commit-before-own-disk', [
    "this.afterSync(() => {\n      if (this.term === term && this.role === 'leader') this.acknowledged(this.env.id, index)\n    })",
    'this.acknowledged(this.env.id, index)',
  ]),
  mutant(
    'commits-what-it-was-told-at-once',
    ['this.advance(Math.min(sent.commit, index))', ''],
    [
      "this.role = 'follower'\n    this.waitForLeader()",
      "this.role = 'follower'\n    this.waitForLeader()\n    this.advance(Math.min(sent.commit, this.log.length))",
    ],
  ),

  // ---- clients
  mutant('reply-before-commit', [
    'this.propose(call)\n',
    "this.propose(call)\n    if (call.f === 'write') done({ type: 'ok', value: null })\n",
  ]),
  mutant('read-local-leader', [
    'const index = this.log.length + 1\n    // an',
    "if (call.f === 'read') return done({ type: 'ok', value: this.values.get(call.key ?? '') ?? null })\n    const index = this.log.length + 1\n    // an",
  ]),
  mutant('read-anywhere', [
    "if (this.role !== 'leader') return done(",
    "if (call.f === 'read') return done({ type: 'ok', value: this.values.get(call.key ?? '') ?? null })\n    if (this.role !== 'leader') return done(",
  ]),
  mutant('answers-for-another-entry', [
    "waiting?.done(waiting.term === entry.term ? outcome : { type: 'fail', error: 'lost to a newer leader' })",
    'waiting?.done(outcome)',
  ]),
  mutant('cut-off-is-fail', [
    "done({ type: 'info', error: 'cut off, perhaps not everywhere' })",
    "done({ type: 'fail', error: 'cut off' })",
  ]),
  mutant('step-down-is-fail', [
    "if (this.role !== 'follower') this.waitForLeader()",
    "if (this.role === 'leader') {\n      for (const { done } of this.waiting.values()) done({ type: 'fail', error: 'not leader any more' })\n      this.waiting.clear()\n    }\n    if (this.role !== 'follower') this.waitForLeader()",
  ]),
  mutant(
    'cas-compares-when-asked',
    [
      'const index = this.log.length + 1\n    // an',
      "if (call.f === 'cas' && JSON.stringify(this.values.get(call.key ?? '') ?? null) !== JSON.stringify(call.value[0]))\n      return done({ type: 'fail', error: 'another value' })\n    const index = this.log.length + 1\n    // an",
    ],
    [
      "if (call.f === 'cas' && JSON.stringify(old) !== JSON.stringify(call.value[0])) {\n      return { type: 'fail', error: 'another value' }\n    }\n",
      '',
    ],
  ),
  mutant(
    'cas-writes-first',
    ["this.values.set(key, call.f === 'cas' ? call.value[1] : call.value)\n", ''],
    [
      "if (call.f === 'read') return { type: 'ok', value: old }\n",
      "if (call.f === 'read') return { type: 'ok', value: old }\n    this.values.set(key, call.f === 'cas' ? call.value[1] : call.value)\n",
    ],
  ),
  mutant('state-by-server', [
    'const old = this.values.get(key) ?? null\n',
    "const old = this.values.get(key) ?? null\n    if (this.env.id === 'n3' && this.applied % 7 === 0) return { type: 'ok', value: old }\n",
  ]),
]

/** Mistakes of published Rafts, planted in the Raft of the package's own test: `tests/package/fixtures/my-raft.ts`. */
export const mutants: readonly Mutant[] = all.map((one) => ({
  ...one,
  ...defined({ harmless: harmless[one.id] }),
}))
