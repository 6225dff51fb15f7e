import { defined } from '../../../src/base/defined.ts'
import type { Mutant } from './stranger.ts'

const mutant = (id: string, ...replaced: (readonly [string, string])[]): Mutant => ({ id, replaced })

/** By id: mistakes that some other rule of this Raft makes good. */
const harmless: Readonly<Record<string, string>> = {
  'old-append-acknowledges-all':
    'an append that begins before what a follower has committed comes after one of the same term that cut off what differs',
}

const all: readonly Mutant[] = [
  // ---- elections
  mutant(
    'higher-term-seen-is-granted',
    [
      'core.follow(message.term, leads ? from : null)',
      "core.follow(message.term, leads ? from : null)\n      if (message.type !== 'vote' && !leads) core.vote = from",
    ],
    [
      "this.role === 'follower' && isFree && isNewer",
      "this.role === 'follower' && (this.vote === from || (isFree && isNewer))",
    ],
  ),
  mutant('vote-carries-term-of-sending', [
    "const answer: Message = { type: 'voted', term: this.term, granted }\n    disk.whenDurable(() => this.around.send(from, answer))",
    "disk.whenDurable(() => this.around.send(from, { type: 'voted', term: this.term, granted }))",
  ]),
  mutant('last-term-zero-after-compaction', [
    'this.entries.at(-1)?.term ?? this.baseTerm',
    'this.entries.at(-1)?.term ?? 0',
  ]),

  // ---- replication
  mutant('heartbeat-commit-unbounded', [
    'const commit = Math.min(this.commit, progress.match)',
    'const { commit } = this',
  ]),
  mutant('old-append-acknowledges-all', [
    'return this.acknowledge(from, this.commit)\n    if (log.termAt',
    'return this.acknowledge(from, log.lastIndex())\n    if (log.termAt',
  ]),
  mutant('ack-carries-term-of-sending', [
    "this.around.send(to, { type: 'appended', term, index })",
    "this.around.send(to, { type: 'appended', term: this.core.term, index })",
  ]),
  mutant('hint-taken-as-match', [
    'const agrees = this.around.log.agreesAtMost(sent.hintIndex, sent.hintTerm).index\n',
    'const agrees = this.around.log.agreesAtMost(sent.hintIndex, sent.hintTerm).index\n      progress.match = Math.max(progress.match, agrees)\n',
  ]),
  mutant('prev-zero-always-matches', [
    'if (prevIndex < this.commit) return this.acknowledge(from, this.commit)\n    if (log.termAt(prevIndex) !== prevTerm) {',
    'if (prevIndex < this.commit && prevIndex > 0) return this.acknowledge(from, this.commit)\n    if (prevIndex > 0 && log.termAt(prevIndex) !== prevTerm) {',
  ]),
  mutant('inflight-leak', [
    'if (progress.flying.length >= this.options.inflight) progress.flying.shift()\n',
    '',
  ]),
  mutant('install-never-retried', [
    "if (progress.mode === 'install' && progress.ticks > INSTALL_BEATS) this.probe(progress)\n",
    '',
  ]),

  // ---- apply
  mutant(
    'apply-skips-page',
    [
      'while (this.applied < this.replication.commit) {',
      'const until = Math.min(this.applied + 8, this.replication.commit)\n    while (this.applied < until) {',
    ],
    [
      'this.reads.serve()\n    if (isOut)',
      'this.applied = this.replication.commit\n    this.reads.serve()\n    if (isOut)',
    ],
  ),

  // ---- snapshots and the log on disk
  mutant('snapshot-taken-as-known', [
    'if (log.termAt(image.index) === image.term)',
    'if (log.termAt(image.index) !== undefined)',
  ]),
  mutant('snapshot-ack-before-fsync', [
    '    this.acknowledge(from, this.commit)\n  }\n\n  onAppended',
    "    this.around.send(from, { type: 'appended', term: this.core.term, index: this.commit })\n  }\n\n  onAppended",
  ]),
  mutant('log-released-one-record-too-far', [
    '(this.ends[0]?.end ?? 0) <= image.index',
    '(this.ends[0]?.end ?? 0) <= image.index + 1',
  ]),
  mutant('log-behind-image-unreadable', ['this.ends[0]?.link ?? this.link', 'this.link']),
  mutant('replay-overwrites-in-place', [
    'if (entry.index <= log.lastIndex()) log.cut(Math.max(entry.index, log.baseIndex + 1))\n      if (entry.index > log.baseIndex) log.push(entry)',
    'if (entry.index <= log.baseIndex) continue\n      if (entry.index <= log.lastIndex()) log.entries[entry.index - log.baseIndex - 1] = entry\n      else log.push(entry)',
  ]),
  mutant('snapshot-takes-uncommitted-config', [
    'const config = log.configAt(applied)',
    'const config = log.config()',
  ]),
  mutant('joint-config-dropped-at-restore', [
    'this.image = { index: applied, term, config, ...state }',
    'this.image = { index: applied, term, config: { voters: config.voters }, ...state }',
  ]),

  // ---- reads
  mutant('read-ids-begin-anew', ['this.id = Math.floor(core.around.random() * 2 ** 40)', 'this.id = 0']),
  mutant('reads-survive-leadership', ['lost(): void {\n    this.confirming = []\n', 'lost(): void {\n']),
  mutant(
    'read-asks-new-majority-only',
    ['this.core.hasQuorum((progress) => progress.round >= round, true)', 'newMajority(this.core, round)'],
    [
      '/** Ticks after which a read is given up. */',
      'const newMajority = (core: Core, round: number): boolean => {\n  const { voters, next } = core.around.log.config()\n  const { id } = core.around\n  return quorum({ voters: next ?? voters }, (one) => one === id || (core.progress.get(one)?.round ?? 0) >= round)\n}\n\n/** Ticks after which a read is given up. */',
    ],
    [
      "import type { Core } from './core.ts'\nimport type { Id, Outcome }",
      "import type { Core } from './core.ts'\nimport { quorum } from './log.ts'\nimport type { Id, Outcome }",
    ],
  ),
]

/** Mistakes of published Rafts, planted in the one of `pipelined/`; chosen before any was hunted. */
export const pipelinedMutants: readonly Mutant[] = all.map((one) => ({
  ...one,
  ...defined({ harmless: harmless[one.id] }),
}))
