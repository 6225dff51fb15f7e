import type { Json } from '../../base/json.ts'
import { valueText } from '../../base/value-text.ts'
import { fewestServersOf, needsMet } from '../../subject/offers.ts'
import { ViewState } from '../../subject/view-state.ts'
import type { Carrier } from '../carrier.ts'
import { mixedUp, notBatched, wrongInBatches } from './batches.ts'
import { ENOUGH, LoneClient } from './lone-client.ts'
import { LoneServer } from './lone-server.ts'
import { SmallCluster } from './small-cluster.ts'
import { asked, compare, three, toldBy, write } from './told.ts'
import type { Rule, Trial } from './trial.ts'

const BIG = 1024 * 1024
const FLOOD = 2000

const noRegisters = ({ offered }: Pick<Trial, 'offered'>): string | undefined => {
  const met = needsMet(offered)
  const isThere = met.has('registers') && offered.functions.includes('write')
  return isThere ? undefined : 'it does not offer read and write'
}

/** A cluster of one: it elects itself, and answers everything itself. Of what needs more, as small a cluster as it plays. */
function alone(trial: Trial): { server: LoneServer | SmallCluster; carrier: Carrier; client: LoneClient } {
  const fewest = fewestServersOf(trial.offered)
  const server = fewest === 1 ? new LoneServer('n1', ['n1']) : new SmallCluster(three.slice(0, fewest))
  const carrier = trial.open()
  server.begin(carrier)
  return { server, carrier, client: new LoneClient(server, trial.offered) }
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
    says: 'the only server of a cluster elects itself (or one of the fewest it plays), and a read gives what was written',
    skipped: noRegisters,
    try: (trial) => {
      const { client } = alone(trial)
      client.expectRead(null, 'before anything is written')
      client.ask(write(7))
      client.expectRead(7, 'after a write of 7')
    },
  },
  {
    name: 'restarts',
    says: 'after a crash and a new init with what was stored, nothing acknowledged is lost',
    skipped: (trial) =>
      noRegisters(trial) ?? (trial.offered.persistence ? undefined : 'it offers no persistence'),
    try: (trial) => {
      const { server, carrier, client } = alone(trial)
      client.ask(write('kept'))
      server.crash()
      server.begin(carrier)
      client.expectRead('kept', 'after a crash')
    },
  },
  {
    name: 'sessions',
    says: 'a request that is sent again under its number is executed once, also after a crash',
    skipped: (trial) =>
      noRegisters(trial) ?? (trial.offered.sessions ? undefined : 'its calls carry no sessions'),
    try: (trial) => {
      const { server, carrier, client } = alone(trial)
      const other = new LoneClient(server, trial.offered, 2)
      const reader = new LoneClient(server, trial.offered, 3)
      client.ask(write('first'))
      other.ask(write('second'))
      client.askAgain(write('first'))
      reader.expectRead('second', 'after a write of "second" by client 2 and an older one of client 1 again')
      if (!trial.offered.persistence) return
      server.crash()
      server.begin(carrier)
      client.askAgain(write('first'))
      reader.expectRead('second', 'after a crash and a request from before it again')
    },
  },
  {
    name: 'snapshots',
    says: 'a snapshot that is asked for is taken and answered, and what it holds survives a crash',
    skipped: (trial) =>
      noRegisters(trial) ??
      (trial.offered.snapshotsOnRequest === true ? undefined : 'it takes no snapshots on request'),
    try: (trial) => {
      const { server, carrier, client } = alone(trial)
      client.ask(write('held'))
      const asked = server.snapshot()
      server.run(ENOUGH, () => asked.outcome !== undefined)
      if (asked.outcome?.type !== 'ok')
        throw new Error(`a snapshot is answered with ${valueText(asked.outcome)}, not with ok`)
      if (!trial.offered.persistence) return
      server.crash()
      server.begin(carrier)
      client.expectRead('held', 'after a snapshot and a crash')
    },
  },
  {
    name: 'forgets',
    says: 'after a crash it knows only what init says is stored',
    skipped: noRegisters,
    try: (trial) => {
      const { server, carrier, client } = alone(trial)
      client.ask(write('old'))
      server.crash()
      server.wipe()
      server.begin(carrier)
      client.expectRead(null, 'after a crash and with an empty disk')
    },
  },
  {
    name: 'big-value',
    says: 'a value of 1 MiB is written and read',
    skipped: noRegisters,
    try: (trial) => {
      const { client } = alone(trial)
      const big = 'x'.repeat(BIG)
      client.ask(write(big))
      const outcome = client.read()
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
      for (let count = 0; count < FLOOD; count++)
        server.submit(asked(write(count), trial.offered, 1, count + 1))
      server.run(ENOUGH)
    },
  },
  {
    name: 'deterministic',
    says: 'equal lines are answered equally, by another program and after a crash',
    try: (trial) => {
      const carrier = trial.open()
      const { offered } = trial
      const [first, again] = [toldBy(carrier, offered), toldBy(carrier, offered)]
      const other = toldBy(trial.open(), offered)
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
      const one = toldBy(carrier, trial.offered)
      const two = new LoneServer('n2', three)
      two.begin(carrier)
      two.run(20)
      compare(one, toldBy(carrier, trial.offered), 'while the program plays another server too')
      two.run(20)
    },
  },
  {
    name: 'batch',
    says: 'an array of events, of the servers of a cluster, is answered by an array of as many, in order',
    skipped: notBatched,
    try: (trial) => {
      const told = three.map((id) => toldBy(trial.open(), trial.offered, id))
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
