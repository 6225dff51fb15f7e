import { z } from 'zod'

/** Longest text of an event: what a server says is kept for the whole run. */
const MAX_TEXT = 100

/** Servers go by numbers or names; none is `""`, `"0"`, 0 or null. */
const text = z.string().max(MAX_TEXT)
const name = z.union([text, z.number()]).transform(String)
const index = z.int().min(0)

const schema = z.looseObject({
  name: text,
  nid: name,
  state: z
    .looseObject({ term: index.optional(), vote: name.nullable().optional(), commit: index.optional() })
    .optional(),
  role: text.optional(),
  log: index.optional(),
  lastApplied: index.optional(),
  snapshotIndex: index.optional(),
  stateDigest: text.optional(),
  entries: z.array(z.looseObject({ index, term: index, digest: name })).optional(),
})

/** An entry of a log as a trace tells it. */
export interface TracedEntry {
  readonly index: number
  readonly term: number
  readonly digest: string
}

/**
 * One event of a state trace, in the names of etcd-io/raft's trace validation and those that go beyond it. What is absent
 * was not said.
 */
export interface StateEvent {
  /** `BecomeLeader`, `Commit`, `SendAppendEntriesRequest`, ... */
  readonly name: string
  /** The server by the name it has for itself. */
  readonly nid: string
  readonly term?: number
  /** Null: it has voted for nobody. */
  readonly vote?: string | null
  readonly commit?: number
  /** It has just been elected: `BecomeLeader`. */
  readonly elected: boolean
  /** Whether it shows itself as a leader; absent where it shows no role. */
  readonly leads?: boolean
  /** Index of the last entry of its log. */
  readonly lastIndex?: number
  readonly lastApplied?: number
  /** Index of the last entry that a snapshot stands for. */
  readonly snapshotIndex?: number
  /** Digest of what it has applied up to `lastApplied`. */
  readonly stateDigest?: string
  /** Entries of its log, any of them. */
  readonly entries: readonly TracedEntry[]
}

const nobody: ReadonlySet<string> = new Set(['', '0'])

/**
 * Reads the JSON of a line `@trace {...}`. An entry stands for a command by its digest.
 * @throws Error that says what is wrong with it, in one sentence.
 */
export function parseStateEvent(text: string): StateEvent {
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue?.path.join('.') || 'the event'}: ${issue?.message ?? 'is none'}`)
  }
  const {
    name,
    nid,
    state = {},
    role,
    log,
    lastApplied,
    snapshotIndex,
    stateDigest,
    entries = [],
  } = parsed.data
  const { term, vote, commit } = state
  return {
    ...{ name, nid, entries },
    elected: name === 'BecomeLeader',
    ...(role !== undefined && { leads: role === 'StateLeader' || role.toLowerCase() === 'leader' }),
    ...(term !== undefined && { term }),
    ...(vote !== undefined && { vote: vote === null || nobody.has(vote) ? null : vote }),
    ...(commit !== undefined && { commit }),
    ...(log !== undefined && { lastIndex: log }),
    ...(lastApplied !== undefined && { lastApplied }),
    ...(snapshotIndex !== undefined && { snapshotIndex }),
    ...(stateDigest !== undefined && { stateDigest }),
  }
}
