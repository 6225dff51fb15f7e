import { z } from 'zod'
import type { Millis } from '../../base/time.ts'

/**
 * Servers by words, never by their ids: names given by an earlier step (`name`), or
 * - `leader`: the leader of the highest term; who still takes itself for one in an older term is not meant;
 * - `follower`, `up-to-date-follower`, `lagging-follower`: one that follows and has no name yet;
 * - `any`: one that has no name yet; `rest`: all that have none; `all`.
 */
export type Who = string | readonly string[]

/** What a step waits for a server to do. */
export type Happening =
  | 'leads'
  /** It is a candidate, or became leader at once. */
  | 'stands'
  /** It granted its vote since the last `stand`. */
  | 'votes'
  /** Its log has become longer since the last operation was begun. */
  | 'appends'
  /** Its log ends as that of `of` does. */
  | 'agrees'
  /** Its commit index has moved since the last operation was begun. */
  | 'commits'
  /** It has cut entries off since the last operation was begun. */
  | 'truncates'
  /** It neither leads nor stands. */
  | 'follows'
  /** Its log begins later than when the last operation was begun: it was compacted, or came as a snapshot. */
  | 'compacts'

/** Puts the servers that have to be there on stage. */
interface Naming {
  readonly do: 'name'
  readonly as: string
  readonly who: string
  /** Not one of these: `name as new, who leader, but old` waits until another leads. */
  readonly but?: Who
  readonly within: Millis
}

interface Operating {
  readonly do: 'write' | 'read'
  /** One server; of several the first. */
  readonly at: Who
  /** Whose operation it is: one at a time each. */
  readonly client: string
  /**
   * `ok`: it is asked again until it succeeds. `any`: the schedule goes on once it has ended, whatever its outcome, or once
   * `within` has passed. `later`: the schedule goes on at once.
   */
  readonly ends: 'ok' | 'any' | 'later'
  readonly within: Millis
  /** The register, from 0. Default 0. */
  readonly key?: number
}

/** Servers join or leave, by one change. */
interface Changing {
  readonly do: 'change'
  readonly what: 'add' | 'remove'
  /** Several at once only those can do that decide by both majorities; others refuse. */
  readonly server: Who
  /** Who is asked. */
  readonly at: Who
  /** On top of what was asked for before, whatever became of it; or of what was answered with success alone. */
  readonly after: 'asked' | 'done'
  readonly client: string
  readonly ends: Operating['ends']
  readonly within: Millis
}

/** They are asked to take a snapshot now, where the subject lets one ask for that. */
interface Compacting {
  readonly do: 'take-snapshot'
  readonly who: Who
}

/** A second copy of the last request of that client, under the same number of its session. */
interface Repeating {
  readonly do: 'send-again'
  readonly client: string
  readonly at: Who
}

interface Awaiting {
  readonly do: 'await'
  readonly who: Who
  readonly that: Happening
  readonly of?: Who
  /** One of them suffices. Default: each of them. */
  readonly some?: true
  readonly within: Millis
}

interface Waiting {
  readonly do: 'wait'
  readonly least: Millis
  readonly most: Millis
}

/** `way`: `both`, or only what goes `to` those servers, or comes `from` them. */
interface Cutting {
  readonly do: 'cut'
  readonly who: Who
  readonly from: Who
  readonly way?: 'both' | 'to' | 'from'
}

interface Joining {
  readonly do: 'join'
  readonly who: Who
  readonly from: Who
}

interface Crashing {
  readonly do: 'crash'
  readonly who: Who
  /** `subset`: of the writes not yet synced each survives by chance. */
  readonly unsynced: 'lose' | 'keep' | 'subset'
}

/**
 * They are killed, and stay lost when all else is healed, until the others have recovered without them. Those that are left must be able
 * to: the schedule answers for that.
 */
interface Losing {
  readonly do: 'lose'
  readonly who: Who
}

interface OfServers {
  readonly do: 'restart' | 'pause' | 'resume'
  readonly who: Who
}

/**
 * `stand`: their clocks are hurried until they stand for leader. `lead`: again and again, until one leads; two servers
 * may be able to, and the other one be sooner.
 */
interface Standing {
  readonly do: 'stand' | 'lead'
  readonly who: Who
  readonly within: Millis
}

/** Each message from the one to the others is late by that much. */
interface Delaying {
  readonly do: 'delay'
  readonly from: Who
  readonly to: Who
  readonly by: Millis
}

/** Each message arrives a second time, up to that much later. */
interface Doubling {
  readonly do: 'duplicate'
  readonly from: Who
  readonly to: Who
  readonly within: Millis
}

interface SlowingDisk {
  readonly do: 'slow-disk'
  readonly who: Who
  /** 0: as fast as before. */
  readonly by: Millis
}

interface SlowingClock {
  readonly do: 'slow-clock'
  readonly who: Who
  /** How many times slower than true time; 1: right again. */
  readonly times: number
}

/**
 * `trap`: all is set; who has the bug breaks something from here on. `heal`: undoes all that is done to disks, links and
 * servers; `calm` only delays and copies.
 */
interface Plain {
  readonly do: 'trap' | 'heal' | 'calm'
}

/**
 * Another schedule begins: what the one before it did is undone, its clients ask no more, its names are forgotten. A step of the one
 * before that cannot come about leads here.
 */
interface Beginning {
  readonly do: 'schedule'
  readonly name: string
}

/** One step of a schedule: it is carried out once the one before it is. What cannot come about ends the schedule. */
export type Step =
  | Naming
  | Operating
  | Changing
  | Compacting
  | Repeating
  | Awaiting
  | Waiting
  | Cutting
  | Joining
  | Crashing
  | Losing
  | OfServers
  | Standing
  | Delaying
  | Doubling
  | SlowingDisk
  | SlowingClock
  | Beginning
  | Plain

const who = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
const millis = z.number().min(0).max(100_000_000)

const happenings = [
  'leads',
  'stands',
  'votes',
  'appends',
  'agrees',
  'commits',
  'truncates',
  'follows',
  'compacts',
] as const satisfies Happening[]

export const stepSchema: z.ZodType<Step> = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('name'),
    as: z.string().min(1),
    who: z.string().min(1),
    but: who.exactOptional(),
    within: millis,
  }),
  z.strictObject({
    do: z.enum(['write', 'read']),
    at: who,
    client: z.string().min(1),
    ends: z.enum(['ok', 'any', 'later']),
    within: millis,
    key: z.int().min(0).exactOptional(),
  }),
  z.strictObject({
    do: z.literal('change'),
    what: z.enum(['add', 'remove']),
    server: who,
    at: who,
    after: z.enum(['asked', 'done']),
    client: z.string().min(1),
    ends: z.enum(['ok', 'any', 'later']),
    within: millis,
  }),
  z.strictObject({ do: z.literal('take-snapshot'), who }),
  z.strictObject({ do: z.literal('send-again'), client: z.string().min(1), at: who }),
  z.strictObject({
    do: z.literal('await'),
    who,
    that: z.enum(happenings),
    of: who.exactOptional(),
    some: z.literal(true).exactOptional(),
    within: millis,
  }),
  z.strictObject({ do: z.literal('wait'), least: millis, most: millis }),
  z.strictObject({
    do: z.literal('cut'),
    who,
    from: who,
    way: z.enum(['both', 'to', 'from']).exactOptional(),
  }),
  z.strictObject({ do: z.literal('join'), who, from: who }),
  z.strictObject({ do: z.literal('crash'), who, unsynced: z.enum(['lose', 'keep', 'subset']) }),
  z.strictObject({ do: z.literal('lose'), who }),
  z.strictObject({ do: z.enum(['restart', 'pause', 'resume']), who }),
  z.strictObject({ do: z.enum(['stand', 'lead']), who, within: millis }),
  z.strictObject({ do: z.literal('delay'), from: who, to: who, by: millis }),
  z.strictObject({ do: z.literal('duplicate'), from: who, to: who, within: millis }),
  z.strictObject({ do: z.literal('slow-disk'), who, by: millis }),
  z.strictObject({ do: z.literal('slow-clock'), who, times: z.int().min(1).max(1000) }),
  z.strictObject({ do: z.literal('schedule'), name: z.string().min(1) }),
  z.strictObject({ do: z.enum(['trap', 'heal', 'calm']) }),
])
