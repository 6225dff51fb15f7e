import { defined } from '../../../src/base/defined.ts'
import type { Mutant } from './stranger.ts'

const mutant = (id: string, ...replaced: (readonly [string, string])[]): Mutant => ({ id, replaced })

/** By id: mistakes that some other rule of this Raft makes good. */
const harmless: Readonly<Record<string, string>> = {
  'timer-reset-by-refused-candidate':
    'timeouts are drawn anew each time, so that another stands first before long',
  'no-check-quorum':
    'only a leader that hears nobody and is heard by all goes on so, and the Raft of the paper does the same',
  'commit-past-last-new':
    'each leader begins with an entry of its term: the first append that a follower accepts cuts off all that differs',
  'acknowledges-its-whole-log':
    'as commit-past-last-new: behind an accepted append nothing is left that differs',
  'answers-for-another-entry':
    'who waits for an entry is answered when it is cut off, before another takes its place',
}

const all: readonly Mutant[] = [
  // ---- elections
  mutant('vote-no-log-check', [
    'if (!isNewer || (s.vote !== null && s.vote !== from)) return refuse()',
    'if (s.vote !== null && s.vote !== from) return refuse()',
  ]),
  mutant(
    'vote-and-prevote-no-log-check',
    [
      'if (!isNewer || (s.vote !== null && s.vote !== from)) return refuse()',
      'if (s.vote !== null && s.vote !== from) return refuse()',
    ],
    ['if (!isNewer) return refuse()\n', ''],
  ),
  mutant('vote-twice', [
    'if (!isNewer || (s.vote !== null && s.vote !== from)) return',
    'if (!isNewer) return',
  ]),
  mutant('vote-not-persisted', ['if (s.vote === null) setTerm(s, term, from, out)', 's.vote = from']),
  mutant('vote-reply-before-fsync', [
    "waitForLeader(s, out)\n  out.push({ do: 'promise'",
    "waitForLeader(s, out)\n  out.push({ do: 'send'",
  ]),
  mutant('vote-forgotten-at-restart', [
    '[s.term, s.vote] = [promise.term, promise.vote]',
    '[s.term, s.vote] = [promise.term, null]',
  ]),
  mutant('stale-vote-counted', [
    "s.role === 'candidate' && ballot.term === s.term",
    "s.role === 'candidate'",
  ]),
  mutant('prevote-counted-as-vote', [
    "? s.role === 'precandidate' && ballot.term === s.term + 1",
    "? s.role !== 'leader' && s.role !== 'follower'",
  ]),
  mutant('majority-half', [
    '2 * all.filter(holds).length > all.length',
    '2 * all.filter(holds).length >= all.length',
  ]),
  mutant('quorum-of-all', ['2 * all.filter(holds).length > all.length', 'all.every(holds)']),
  mutant('fixed-election-timeout', [
    'after: s.roll(ELECTION_AT_LEAST, ELECTION_AT_MOST)',
    'after: ELECTION_AT_MOST',
  ]),
  mutant('timer-reset-by-refused-candidate', [
    'const refuse = (): void => {',
    'const refuse = (): void => {\n    if (s.role !== "leader") waitForLeader(s, out)',
  ]),
  mutant('prevote-not-retried', [
    'waitForLeader(s, out)\n  if (!isMember(s)) return\n',
    'if (!isMember(s)) return waitForLeader(s, out)\n',
  ]),
  mutant('no-check-quorum', [
    'if (!majority(s, (id) => id === s.id || s.peers.get(id)?.heard === true)) return follow(s, s.term, out)\n',
    '',
  ]),
  mutant('checkquorum-higher-term-stuck', [
    'if (sent.term < s.term) return refuse(s, from, prev, round, out)',
    'if (sent.term < s.term) return',
  ]),
  mutant('learner-refuses-vote', [
    'if (term < s.term || (pre && term === s.term)) return refuse()',
    'if (!isMember(s) || term < s.term || (pre && term === s.term)) return refuse()',
  ]),

  // ---- replication
  mutant('no-prev-term-check', [
    'prev > lastIndex(s) || (prev >= s.base.index && termAt(s, prev) !== sent.prevTerm)',
    'prev > lastIndex(s)',
  ]),
  mutant('truncate-on-any-append', [
    'for (const entry of entries) {\n',
    'if (prev >= s.commit && prev < lastIndex(s)) cut(s, prev + 1, out)\n  for (const entry of entries) {\n',
  ]),
  mutant('no-truncate-on-conflict', [
    'entry.index <= s.base.index || termAt(s, entry.index) === entry.term',
    'entry.index <= lastIndex(s)',
  ]),
  mutant('compacted-term-is-zero', [
    'const prevTerm = termAt(s, prev)\n  if (peer.image !== undefined || prevTerm === undefined) return sendImage(s, to, peer, out)\n  const from = prev - s.base.index\n',
    'const prevTerm = termAt(s, prev) ?? 0\n  if (peer.image !== undefined || prev < s.base.index - 3) return sendImage(s, to, peer, out)\n  const from = Math.max(0, prev - s.base.index)\n',
  ]),
  mutant('commit-past-last-new', ['Math.min(sent.commit, match)', 'Math.min(sent.commit, lastIndex(s))']),
  mutant('commit-not-monotonic', ['s.commit = Math.max(s.commit, commit)', 's.commit = commit']),
  mutant('stale-append-reply-counted', [
    "if (s.role !== 'leader' || term !== s.term) return undefined",
    "if (s.role !== 'leader') return undefined",
  ]),
  mutant('stale-term-append-accepted', [
    'if (sent.term < s.term) return refuse(s, from, prev, round, out)\n',
    '',
  ]),
  mutant(
    'truncate-on-step-down',
    [
      's.leader = null\n    refuseReads(s, out)',
      's.leader = null\n    cut(s, s.commit + 1, out)\n    refuseReads(s, out)',
    ],
    ['import { isMember, lastIndex', 'import { cut, isMember, lastIndex'],
  ),
  mutant('heartbeat-loop-aborts', ['// what was under way may be lost\n', 'if (peer.flying > 2) break\n']),
  mutant(
    'conflict-hint-is-log-end',
    [
      'hintIndex = prev\n    while (hintIndex - 1 > s.base.index && termAt(s, hintIndex - 1) === own) hintIndex -= 1',
      '',
    ],
    ['Math.max(peer.match + 1, Math.min(next, prev))', 'Math.max(peer.match + 1, next)'],
  ),
  mutant('acknowledges-its-whole-log', ['const match = prev + entries.length', 'const match = lastIndex(s)']),
  mutant('acknowledges-before-fsync', [
    "out.push({ do: 'promise', to: from, message: { type: 'stored', term: s.term, match, round } })\n}\n\n/** Says",
    "out.push({ do: 'send', to: from, message: { type: 'stored', term: s.term, match, round } })\n}\n\n/** Says",
  ]),

  // ---- commit and apply
  mutant('commit-old-term', ['if (termAt(s, index) !== s.term) return\n', '']),
  mutant('commit-scan-stops', [
    'for (let index = lastIndex(s); index > s.commit; index--) {',
    'for (let index = s.commit + 1; index <= lastIndex(s); index++) {',
  ]),
  mutant('commit-before-own-disk', ['id === s.id ? s.durable >= index :', 'id === s.id ? true :']),

  // ---- snapshots
  mutant('snapshot-goes-back', ['if (index <= s.commit) return stored(index)\n', '']),
  mutant('snapshot-keeps-conflicts', ['const goesOn = termAt(s, index) === term', 'const goesOn = true']),
  mutant('snapshot-old-config', ['members: inForce,', 'members: s.image.members,']),
  mutant('snapshot-wrong-term', ['index: s.applied,\n    term,', 'index: s.applied,\n    term: s.term,']),
  mutant('snapshot-no-commit', ['s.commit = index\n', 's.commit = Math.max(s.commit, 0)\n']),
  mutant('snapshot-no-sessions', ['results: [...s.results],', 'results: [],']),
  mutant('term-from-snapshot', ['s.image = image\n', 's.image = image\n  s.term = term\n']),
  mutant('snapshot-loop', [
    'if (peer.image !== undefined && peer.image.index <= match) delete peer.image\n',
    '',
  ]),
  mutant('snapshot-piece-twice', [
    'if (offset === incoming.text.length) {',
    'if (offset <= incoming.text.length) {',
  ]),
  mutant(
    'snapshot-pieces-of-two',
    [
      's.incoming?.from !== from || s.incoming.term !== term || s.incoming.index !== index',
      's.incoming === undefined || offset === 0',
    ],
    [
      'if (offset === incoming.text.length) {',
      'if (offset <= incoming.text.length) {\n      incoming.text = incoming.text.slice(0, offset)',
    ],
  ),
  mutant('snapshot-log-gap', [
    "out.push({ do: 'when-durable', happening: { what: 'image', index: s.image.index } })",
    'onImageDurable(s, s.image.index, out)',
  ]),

  // ---- membership and transfer
  mutant('change-without-own-term-commit', [
    's.handover !== undefined || s.commit < s.opening',
    's.handover !== undefined',
  ]),
  mutant('two-changes-in-flight', [
    "if (under !== undefined && under.index > s.commit) return fail(token, 'change under way', out)\n",
    '',
  ]),
  mutant('new-leader-ignores-pending', [
    'if (entry === null || entry.before !== lastTerm(s)) break\n    remember(s, entry)',
    'if (entry === null || entry.before !== lastTerm(s)) break\n    s.entries.push(entry)',
  ]),
  mutant('truncated-config-stays', [
    's.memberships = s.memberships.filter((one) => one.index < index)\n',
    '',
  ]),
  mutant(
    'removed-leader-stays',
    ['// it has led itself out\n  follow(s, s.term, out)', '// it takes nothing more\n  s.retired = true'],
    [
      "if (s.handover !== undefined) return fail(token, 'busy', out)\n  wait",
      "if (s.handover !== undefined || s.retired) return fail(token, 'busy', out)\n  wait",
    ],
    ['forced: boolean\n', 'forced: boolean\n  retired?: boolean\n'],
  ),
  mutant('transfer-never-aborted', ["else if (timer === 'transfer') settleHandover(s, null, out)", '']),

  // ---- reads
  mutant('read-local-leader', [
    's.reads.push({ round: callRound(s, out), index, token, call })',
    's.reads.push({ round: 0, index, token, call })',
  ]),
  mutant('read-counts-earlier-answers', ['round: callRound(s, out), index', 'round: s.round, index']),
  mutant('read-before-own-commit', ['const index = Math.max(s.commit, s.opening)', 'const index = s.commit']),
  mutant('readindex-before-apply', ['round === 0 && index <= s.applied', 'round === 0']),
  mutant('lease-by-quorum-watch', [
    's.reads.push({ round: callRound(s, out), index, token, call })',
    'const isFresh = majority(s, (id) => id === s.id || s.peers.get(id)?.heard === true)\n  s.reads.push({ round: isFresh ? 0 : callRound(s, out), index, token, call })',
  ]),

  // ---- sessions and clients
  mutant('no-dedupe', [
    'if (last !== undefined && call.sequence === last.sequence) return last.answer\n',
    '',
  ]),
  mutant('dedupe-no-result', [
    'call.sequence === last.sequence) return last.answer',
    "call.sequence === last.sequence) return { type: 'ok', value: null }",
  ]),
  mutant(
    'dedupe-at-propose',
    ['if (last !== undefined && call.sequence === last.sequence) return last.answer\n', ''],
    [
      "if (s.handover !== undefined) return fail(token, 'busy', out)\n  wait",
      "const last = s.results.get(call.client)\n  if (last?.sequence === call.sequence) {\n    out.push({ do: 'answer', token, answer: last.answer })\n    return\n  }\n  if (s.handover !== undefined) return fail(token, 'busy', out)\n  wait",
    ],
  ),
  mutant('answers-for-another-entry', ["answer: ours ? answer : { type: 'info', error: 'lost' }", 'answer']),
  mutant('cut-off-is-fail', [
    "answer: { type: 'info', error: 'leadership lost' }",
    "answer: { type: 'fail', error: 'leadership lost' }",
  ]),

  // ---- storage
  mutant('torn-tail-accepted', ['entry === null || entry.before !== lastTerm(s)', 'entry === null']),
]

/** Mistakes of published Rafts, planted in the one of `thesis/`. */
export const thesisMutants: readonly Mutant[] = all.map((one) => ({
  ...one,
  ...defined({ harmless: harmless[one.id] }),
}))
