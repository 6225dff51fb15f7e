import type { Json } from '../base/json.ts'

/**
 * What a subject can do. What it cannot do is left out, and said once: scenarios that need it, faults that it cannot
 * survive, coverage marks that it can never reach.
 */
export interface Offers {
  /**
   * What its clients may call. `read` with `write`, `cas` or both: registers by key. All of `create`, `remove`,
   * `rename`, `list`, `stat`: a directory. All of `open`, `deposit`, `debit`, `transfer`, `balance`: a ledger.
   * Default `read`, `write`, `cas`.
   */
  readonly functions?: readonly string[]
  /**
   * Calls carry `client` and `sequence`, and are sent again until answered, also to other servers; a request that is
   * sent again executes once. Default false: each call is sent once.
   */
  readonly sessions?: boolean
  /** What was synced survives a crash. False: nothing does, and no fault crashes servers. Default true. */
  readonly persistence?: boolean
  /**
   * Logs are compacted, and who missed entries gets a snapshot. `on-request`: also when an operator asks, nodes have
   * `snapshot(done)`. Default false.
   */
  readonly snapshots?: boolean | 'on-request'
  /** Nodes have `reconfigure(members, done)`. Default false. */
  readonly membership?: boolean
  /** Nodes have `transfer(to, done)`. Default false. */
  readonly transfer?: boolean
  /** It elects leaders and does nothing else: clients call nothing. It must show itself by `view()`. Default false. */
  readonly electionsOnly?: boolean
  /** The smallest cluster that it plays, 1 to 3 servers. Default 1. */
  readonly fewestServers?: number
  /**
   * Options with which reads rest on leases: `{ reads: 'lease' }`. Leases are taken to allow for clocks that run within a
   * tenth of true time; runs with clocks that go further astray draw another value. Default: none, and a lease that wrong
   * clocks break is a stale read as any other.
   */
  readonly leases?: { readonly [option: string]: Json }
}

/** Services by name, each with the functions of which a subject must have all. */
export const serviceFunctions = {
  directory: ['create', 'remove', 'rename', 'list', 'stat'],
  ledger: ['open', 'deposit', 'debit', 'transfer', 'balance'],
} as const

const registerFunctions = ['read', 'write', 'cas'] as const

/** Every function that the workloads call. */
export const knownFunctions: readonly string[] = [
  ...registerFunctions,
  ...serviceFunctions.directory,
  ...serviceFunctions.ledger,
]

/** Something that a scenario, a fault or a coverage mark may need of a subject. */
export type Need =
  /** Clients call something. */
  | 'operations'
  | 'registers'
  | 'directory'
  | 'ledger'
  | 'sessions'
  /** Sessions that are opened and expire. */
  | 'expiring-sessions'
  | 'persistence'
  | 'snapshots'
  | 'membership'
  | 'transfer'
  /** Reads that rest on leases. */
  | 'leases'
  /** The settings of the Raft that comes with Whitewater. */
  | 'own-raft-settings'

/** Offers with nothing left to defaults, and what only the Raft that comes with Whitewater has. Plain data. */
export interface Offered extends Required<Omit<Offers, 'snapshots' | 'fewestServers' | 'leases'>> {
  readonly snapshots: boolean
  /** Present when that is more than one. */
  readonly fewestServers?: number
  /** Present where reads may rest on leases. */
  readonly leases?: { readonly [option: string]: Json }
  /** Nodes have `snapshot(done)`. */
  readonly snapshotsOnRequest?: boolean
  readonly expiringSessions: boolean
  /** Clients may ask what became of a request. */
  readonly statusQueries: boolean
  readonly builtInRaftSettings: boolean
}

/** What a target offers that declares nothing. */
export const defaultOffers: Offered = {
  functions: registerFunctions,
  sessions: false,
  persistence: true,
  snapshots: false,
  membership: false,
  transfer: false,
  electionsOnly: false,
  expiringSessions: false,
  statusQueries: false,
  builtInRaftSettings: false,
}

/** What the Raft that comes with Whitewater offers: everything. */
export const builtInRaftOffers: Offered = {
  ...defaultOffers,
  functions: knownFunctions,
  sessions: true,
  snapshots: true,
  membership: true,
  transfer: true,
  expiringSessions: true,
  statusQueries: true,
  builtInRaftSettings: true,
}

/** The smallest cluster of it that makes sense. */
export const fewestServersOf = ({ fewestServers = 1 }: Offered): number => fewestServers

/** What a target offers, as declared or as usual. */
export const offersOf = ({ offers }: { readonly offers?: Offered }): Offered => offers ?? defaultOffers

const hasAll = (functions: readonly string[], needed: readonly string[]): boolean =>
  needed.every((f) => functions.includes(f))

/** Everything that the offers satisfy. */
export function needsMet(offered: Offered): ReadonlySet<Need> {
  const { functions, electionsOnly } = offered
  const calls = electionsOnly ? [] : functions
  const met: { readonly [need in Need]: boolean } = {
    operations: !electionsOnly,
    registers: calls.includes('read') && (calls.includes('write') || calls.includes('cas')),
    directory: hasAll(calls, serviceFunctions.directory),
    ledger: hasAll(calls, serviceFunctions.ledger),
    sessions: offered.sessions,
    'expiring-sessions': offered.expiringSessions,
    persistence: offered.persistence,
    snapshots: offered.snapshots,
    membership: offered.membership,
    transfer: offered.transfer,
    leases: offered.builtInRaftSettings || offered.leases !== undefined,
    'own-raft-settings': offered.builtInRaftSettings,
  }
  return new Set((Object.keys(met) as Need[]).filter((need) => met[need]))
}

/** A need in words, to stand after "needs". */
export const needTexts: { readonly [need in Need]: string } = {
  operations: 'client calls',
  registers: 'registers',
  directory: 'a directory',
  ledger: 'a ledger',
  sessions: 'client sessions',
  'expiring-sessions': 'sessions that are opened and expire',
  persistence: 'persistence',
  snapshots: 'snapshots',
  membership: 'membership changes',
  transfer: 'leadership transfer',
  leases: 'reads by leases',
  'own-raft-settings': 'settings of own-raft',
}

const listed = (functions: readonly string[]): string => functions.map((f) => `'${f}'`).join(', ')

/** What a target writes into its offers that meets a need; undefined where that does not help. */
const declarations: { readonly [need in Need]?: string } = {
  registers: `functions: [${listed(registerFunctions)}]`,
  directory: `functions: [${listed(serviceFunctions.directory)}]`,
  ledger: `functions: [${listed(serviceFunctions.ledger)}]`,
  sessions: 'sessions: true',
  snapshots: 'snapshots: true',
  membership: 'membership: true',
  transfer: 'transfer: true',
  leases: "leases: { reads: 'lease' }",
}

/** How a target that can meet these needs says so: clauses, each for some of them. */
export function remedies(needs: readonly Need[]): string[] {
  const declared = needs.flatMap((need) => declarations[need] ?? [])
  const own = needs.filter((need) => need === 'expiring-sessions' || need === 'own-raft-settings')
  return [
    ...(declared.length === 0 ? [] : [`if it can, declare it: offers: { ${declared.join(', ')} }`]),
    ...(needs.includes('operations') ? ['it can once electionsOnly: true is gone from its offers'] : []),
    ...(needs.includes('persistence') ? ['it can once persistence: false is gone from its offers'] : []),
    ...(own.length === 0 ? [] : [`only own-raft has ${own.map((need) => needTexts[need]).join(' and ')}`]),
  ]
}

/** What a target offers, in words: `read, write, cas; snapshots; no persistence`. */
export function offersText(offered: Offered): string {
  const { functions, electionsOnly, persistence } = offered
  const more = (['sessions', 'snapshots', 'membership', 'transfer'] as const).filter((name) => offered[name])
  return [
    electionsOnly ? 'elections only' : functions.join(', '),
    ...more,
    ...(offered.leases === undefined ? [] : ['leases']),
    ...(persistence ? [] : ['no persistence']),
    ...(fewestServersOf(offered) > 1 ? [`clusters of ${fewestServersOf(offered)} servers and more`] : []),
  ].join('; ')
}
