import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { NodeView } from '../../../src/record/node-view.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import { defaultConfig, rules, type Message, type RaftConfig } from '../../../src/raft/core/index.ts'
import { services, type ServiceName } from '../../../src/raft/services/service.ts'
import { defaultSessionSettings } from '../../../src/raft/services/session-settings.ts'
import { sessionRules, Sessions } from '../../../src/raft/services/sessions.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import { inProcess } from '../../../src/subject/in-process.ts'
import type { Offers } from '../../../src/subject/offers.ts'
import { RaftHost } from '../../../src/raft/node/host.ts'

// Correct Rafts that offer less or other than the usual: the built-in Raft behind the contract that strangers write
// against, with its views copied, its calls flat, and methods for its operator. Each is an export of its own, so that
// a campaign can be run on it: `--target strangers.ts#noCas`.

type Call = { f: string; key?: string; value: Json; client?: number; sequence?: number }
type Done<R> = (outcome: Outcome<R>) => void

interface Build {
  readonly config?: Partial<RaftConfig>
  readonly service?: ServiceName
  /** Whether requests say who asks; without, each is another client's. */
  readonly sessions?: boolean
  /** A bug: a request that is sent again is taken for another one. */
  readonly forgetsRequests?: boolean
}

class Stranger implements RaftNode<Call, Json, Message> {
  readonly #host: RaftHost
  readonly #sessions: boolean
  readonly #forgets: boolean
  readonly #stranger: number
  #calls = 0

  constructor(
    environment: Environment<Message>,
    { config = {}, service = 'key-value', sessions = false, forgetsRequests = false }: Build,
  ) {
    this.#sessions = sessions
    this.#forgets = forgetsRequests
    this.#stranger = environment.random.int(1, 1_000_000) * 100_000
    const machine = new Sessions(services[service](), sessionRules, defaultSessionSettings, () =>
      environment.clock.now(),
    )
    this.#host = new RaftHost(environment, { ...defaultConfig, ...config }, rules, machine)
  }

  receive(from: NodeId, message: Message): void {
    this.#host.receive(from, message)
  }

  submit({ client, sequence, ...call }: Call, done: Done<Json>): void {
    if (this.#sessions !== (client !== undefined && sequence !== undefined))
      throw new TypeError(
        `sessions: ${this.#sessions}, and the call is ${JSON.stringify({ client, sequence })}`,
      )
    const isKnown = client !== undefined && sequence !== undefined && !this.#forgets
    const request = isKnown ? { client, sequence } : { client: this.#stranger + ++this.#calls, sequence: 1 }
    this.#host.submit({ ...request, call: call as Json }, done)
  }

  view(): NodeView {
    return this.#host.view()
  }

  /** As the thesis has it (§4.1): one server more, or one fewer. */
  reconfigure(members: readonly NodeId[], done: Done<null>): void {
    const { voters } = this.#host.raft.server.membership
    const add = members.filter((id) => !voters.includes(id))
    const remove = voters.filter((id) => !members.includes(id))
    // an operator who does not know what became of the change before it may ask for too much
    if (add.length + remove.length > 1 && this.#host.raft.server.role === 'leader')
      return done({ type: 'fail', error: 'one at a time' })
    this.#operate({ f: 'reconfigure', value: { add, remove } }, done)
  }

  transfer(to: NodeId, done: Done<null>): void {
    this.#operate({ f: 'transfer-leadership', value: to }, done)
  }

  #operate(call: Json, done: Done<null>): void {
    this.#host.submit({ client: 0, sequence: 0, call }, done as Done<Json>)
  }
}

function stranger(name: string, offers: Offers, { config = {}, ...build }: Build = {}) {
  return inProcess<Call, Json, Message>({
    name,
    offers,
    electionTimeout: config.electionTimeoutMax ?? 300,
    create: (environment) => {
      const node = new Stranger(environment, { ...build, config, sessions: offers.sessions === true })
      if (offers.functions === undefined || build.service !== undefined) return node
      // what is not declared is never called
      const functions = offers.functions
      const submit = node.submit.bind(node)
      node.submit = (call, done) => {
        if (!functions.includes(call.f)) throw new RangeError(`${call.f} is called, and not declared`)
        submit(call, done)
      }
      return node
    },
  })
}

export const plain = stranger('plain', {})
export const noCas = stranger('no-cas', { functions: ['read', 'write'] })
export const casAlone = stranger('cas-alone', { functions: ['read', 'cas'] })
export const sessions = stranger('sessions', { sessions: true })
/** Correct but for sessions: it executes again what is sent again. */
export const forgetsRequests = stranger('forgets-requests', { sessions: true }, { forgetsRequests: true })
export const snapshots = stranger(
  'snapshots',
  { snapshots: true },
  { config: { snapshotEvery: 4, trailing: 1 } },
)
/** Compacts only after more entries than any run has. */
export const rareSnapshots = stranger(
  'rare-snapshots',
  { snapshots: true },
  { config: { snapshotEvery: 100_000 } },
)
export const members = stranger(
  'members',
  { membership: true },
  { config: { preVote: true, membershipChange: 'single' } },
)
export const handOver = stranger('hand-over', { transfer: true })
export const directory = stranger(
  'directory',
  { functions: ['create', 'remove', 'rename', 'list', 'stat'] },
  { service: 'directory' },
)
export const bank = stranger(
  'bank',
  { functions: ['open', 'deposit', 'debit', 'transfer', 'balance'], sessions: true },
  { service: 'ledger' },
)
export const whole = stranger(
  'whole',
  { sessions: true, snapshots: true, membership: true, transfer: true },
  { config: { preVote: true, membershipChange: 'single', snapshotEvery: 8, trailing: 2 } },
)
export const slow = stranger(
  'slow',
  {},
  { config: { electionTimeoutMin: 2500, electionTimeoutMax: 5000, heartbeatInterval: 500 } },
)

/** Serves clients and never shows its state. */
export const hidden = inProcess<Call, Json, Message>({
  name: 'hidden',
  electionTimeout: 300,
  create: (environment) => {
    const node = new Stranger(environment, {})
    return {
      receive: (from, message) => node.receive(from, message),
      submit: (call, done) => node.submit(call, done),
    }
  },
})

/** Keeps nothing over a crash, and writes nothing down. */
export const forgetful = inProcess<Call, Json, Message>({
  name: 'forgetful',
  electionTimeout: 300,
  offers: { persistence: false },
  create: (environment) => {
    const storage = {
      load: () => {
        if (environment.storage.load() !== undefined) throw new Error('it began again after a crash')
        environment.storage.write('began', true)
        environment.storage.sync(() => undefined)
        return undefined
      },
      write: () => undefined,
      sync: (done: () => void) => void environment.clock.after(0, done),
    }
    return new Stranger({ ...environmentOf(environment), storage }, {})
  },
})

function electing(name: string, hears: (message: Message) => boolean) {
  return inProcess({
    name,
    electionTimeout: 300,
    offers: { electionsOnly: true },
    create: (environment) => {
      const node = new Stranger(environment, {})
      return {
        receive: (from: NodeId, message: Message) => {
          if (hears(message)) node.receive(from, message)
        },
        view: () => node.view(),
      } as unknown as RaftNode<Call, Json, Message>
    },
  })
}

/** Elects leaders and does nothing else: it has no `submit`. */
export const electors = electing('electors', () => true)
/** Nobody is ever elected: votes are not heard. */
export const deafElectors = electing('deaf-electors', (message) => message.type !== 'vote')

export const tuned = inProcess<Call, Json, Message>({
  name: 'tuned',
  electionTimeout: 300,
  options: { batch: [1, 8, 64], noop: [true, false], pipeline: [false, true] },
  create: (environment, options) => new Stranger(environment, { config: options as Partial<RaftConfig> }),
})

/** Correct as it usually is: with the last value of its option it executes again what is sent again. */
export const tunedToFail = inProcess<Call, Json, Message>({
  name: 'tuned-to-fail',
  electionTimeout: 300,
  offers: { sessions: true },
  options: { memory: ['long', 'short'] },
  create: (environment, { memory }) =>
    new Stranger(environment, { sessions: true, forgetsRequests: memory === 'short' }),
})

/** Its methods are those of a class: they are not copied with its own fields. */
const environmentOf = (environment: Environment): Environment => ({
  id: environment.id,
  members: environment.members,
  clock: environment.clock,
  random: environment.random,
  transport: environment.transport,
  storage: environment.storage,
  note: (event, data) => environment.note(event, data),
})
