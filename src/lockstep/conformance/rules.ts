import { canonicalJson, type Json } from '../../base/json.ts'
import { valueText } from '../../base/value-text.ts'
import type { Outcome } from '../../record/operation.ts'
import { needsMet } from '../../subject/offers.ts'
import { ViewState } from '../../subject/view-state.ts'
import type { Carrier } from '../carrier.ts'
import { mixedUp, notBatched, wrongInBatches } from './batches.ts'
import { LoneServer } from './lone-server.ts'
import { compare, KEY, three, toldBy, write } from './told.ts'
import type { Rule, Trial } from './trial.ts'

/** Timers and syncs until a lone server must have elected itself and answered. */
const ENOUGH = 2000
const BIG = 1024 * 1024
const FLOOD = 2000

const noRegisters = ({ offered }: Trial): string | undefined => {
  const met = needsMet(offered)
  if (!met.has('registers') || !offered.functions.includes('write')) return 'it does not offer read and write'
  return offered.sessions ? 'its calls carry sessions' : undefined
}

/** A cluster of one: it elects itself, and answers everything itself. */
function alone(trial: Trial): { readonly server: LoneServer; readonly carrier: Carrier } {
  const server = new LoneServer('n1', ['n1'])
  const carrier = trial.open()
  server.begin(carrier)
  return { server, carrier }
}

/** Asks until it is answered otherwise than by a refusal: a server may first have to elect itself. */
function answerOf(server: LoneServer, call: Json): Outcome<Json> {
  let refused = 'no reply'
  for (let tries = 0; tries < 100; tries++) {
    const asked = server.submit(call)
    server.run(ENOUGH / 100, () => asked.outcome !== undefined)
    const { outcome } = asked
    if (outcome !== undefined && outcome.type !== 'fail') return outcome
    if (outcome !== undefined) refused = outcome.error
    server.run(ENOUGH / 100)
  }
  throw new Error(
    `the only server of a cluster does not answer ${valueText(call)} within ${ENOUGH} timers and syncs: ${refused}`,
  )
}

const read: Json = { f: 'read', key: KEY, value: null }

function expectRead(server: LoneServer, wanted: Json, when: string): void {
  const outcome = answerOf(server, read)
  const got = outcome.type === 'ok' ? (outcome.value ?? null) : outcome.type
  if (canonicalJson(got) === canonicalJson(wanted)) return
  throw new Error(`${when}, a read gives ${valueText(got)}, not ${valueText(wanted)}`)
}

export const rules: readonly Rule[] = [
  {
    name: 'begins',
    says: 'init is answered by one line with its step and a list of effects',
    try: (trial) => new LoneServer('n1', three).begin(trial.open()),
  },
  {
    name: 'view',
    says: 'what it shows of itself is a NodeView',
    skipped: (trial) => {
      const server = new LoneServer('n1', three)
      server.begin(trial.open())
      return server.node.view === undefined ? 'it shows nothing of its servers (view)' : undefined
    },
    try: (trial) => {
      const { server } = alone(trial)
      const state = new ViewState()
      for (let looks = 0; looks < 50; looks++) {
        server.run(1)
        state.update(server.node.view?.() as never)
      }
    },
  },
  {
    name: 'timers',
    says: 'timers fire again and again while nobody answers its messages',
    try: (trial) => {
      const server = new LoneServer('n1', three)
      server.begin(trial.open())
      server.run(500)
      if (server.now === 0)
        throw new Error('it sets no timer in answer to init, so that nothing ever happens')
      if (server.sent.length === 0) throw new Error('it sends nothing to the others, though its timers fire')
    },
  },
  {
    name: 'late-sync',
    says: 'events go on while a sync takes long, and the late syncs are taken in order',
    try: (trial) => {
      const server = new LoneServer('n1', three)
      server.begin(trial.open())
      server.holdsSyncs = true
      server.run(100)
      server.releaseSyncs()
      server.run(100)
    },
  },
  {
    name: 'unknown-message',
    says: 'a message that it does not know is answered by a line as every other',
    try: (trial) => {
      const server = new LoneServer('n1', three)
      server.begin(trial.open())
      const bodies: readonly Json[] = [{ type: 'whitewater-conformance', term: 1 }, {}, [], null, 7, 'text']
      for (const body of bodies) server.node.receive('n2', body)
      server.run(10)
    },
  },
  {
    name: 'answers',
    says: 'the only server of a cluster elects itself, and a read gives what was written',
    skipped: noRegisters,
    try: (trial) => {
      const { server } = alone(trial)
      expectRead(server, null, 'before anything is written')
      answerOf(server, write(7))
      expectRead(server, 7, 'after a write of 7')
    },
  },
  {
    name: 'restarts',
    says: 'after a crash and a new init with what was stored, nothing acknowledged is lost',
    skipped: (trial) =>
      noRegisters(trial) ?? (trial.offered.persistence ? undefined : 'it offers no persistence'),
    try: (trial) => {
      const { server, carrier } = alone(trial)
      answerOf(server, write('kept'))
      server.crash()
      server.begin(carrier)
      expectRead(server, 'kept', 'after a crash')
    },
  },
  {
    name: 'forgets',
    says: 'after a crash it knows only what init says is stored',
    skipped: noRegisters,
    try: (trial) => {
      const { server, carrier } = alone(trial)
      answerOf(server, write('old'))
      server.crash()
      server.wipe()
      server.begin(carrier)
      expectRead(server, null, 'after a crash and with an empty disk')
    },
  },
  {
    name: 'big-value',
    says: 'a value of 1 MiB is written and read',
    skipped: noRegisters,
    try: (trial) => {
      const { server } = alone(trial)
      const big = 'x'.repeat(BIG)
      answerOf(server, write(big))
      const outcome = answerOf(server, read)
      if (outcome.type !== 'ok' || outcome.value !== big)
        throw new Error('a read after the write of a text of 1 MiB gives something else')
    },
  },
  {
    name: 'flood',
    says: `${FLOOD} calls one after the other are each answered by a line`,
    skipped: ({ offered }) => (offered.electionsOnly ? 'it takes no calls' : undefined),
    try: (trial) => {
      const { server } = alone(trial)
      for (let count = 0; count < FLOOD; count++) server.submit(write(count))
      server.run(ENOUGH)
    },
  },
  {
    name: 'deterministic',
    says: 'equal lines are answered equally, by another program and after a crash',
    try: (trial) => {
      const carrier = trial.open()
      const [first, again, other] = [toldBy(carrier), toldBy(carrier), toldBy(trial.open())]
      compare(first, again, 'after a crash')
      compare(first, other, 'in a program begun anew')
    },
  },
  {
    name: 'several-servers',
    says: 'one program plays several servers, which share nothing',
    skipped: ({ servers }) => (servers === 'all' ? undefined : 'each server has a program of its own'),
    try: (trial) => {
      const carrier = trial.open()
      const one = toldBy(carrier)
      const two = new LoneServer('n2', three)
      two.begin(carrier)
      two.run(20)
      compare(one, toldBy(carrier), 'while the program plays another server too')
      two.run(20)
    },
  },
  {
    name: 'batch',
    says: 'an array of events, of the servers of a cluster, is answered by an array of as many, in order',
    skipped: notBatched,
    try: (trial) => {
      const told = three.map((id) => toldBy(trial.open(), id))
      const wrong = wrongInBatches(told, trial.open())
      if (wrong !== undefined) throw new Error(wrong)
    },
  },
  {
    name: 'clusters',
    says: 'servers of one name in several clusters, told apart by node, share nothing: runs take turns',
    // no program has to: of one that does not, runs are made one after the other
    skipped: (trial) => notBatched(trial) ?? mixedUp(trial),
    try: () => undefined,
  },
]
