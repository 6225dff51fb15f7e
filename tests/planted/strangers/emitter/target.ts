import type { Json, RaftNode, Target } from 'whitewater'
import { inProcess } from '../../../../src/subject/in-process.ts'
import { lens } from './lens.ts'
import { EmitterRaft, rightParts, type Parts } from './raft.ts'
import { ELECTION_MOST, type Request, type Settings } from './vocabulary.ts'

/** What an adapter shows of the Raft: all, only its memory, or nothing. */
export type Shows = 'lens' | 'view' | 'nothing'

const settings = {
  preVote: [true, false],
  checkQuorum: [true, false],
  reads: ['index', 'log'],
  snapshotEvery: [20, 5, 100],
  trailing: [0, 3],
  batch: [16, 1, 4],
  window: [4, 1],
  gather: [0, 3],
  applyLag: [0, 4],
  chunk: [400, 60],
} satisfies { [S in keyof Settings]: readonly Settings[S][] }

/** The Raft, or one of whose parts some are others. */
export function emitterTarget(
  made: Partial<Parts> = {},
  { name = 'emitter-raft', shows = 'lens' as Shows, Server = EmitterRaft, leases = false } = {},
): Target<Request, Json> {
  return inProcess<Request, Json>({
    name,
    globals: 'virtual',
    electionTimeout: ELECTION_MOST,
    ...(shows === 'lens' ? { lens } : {}),
    offers: {
      ...{ sessions: true, snapshots: true, membership: true, transfer: true },
      ...(leases ? { leases: { reads: 'lease' } } : {}),
    },
    options: leases ? { ...settings, checkQuorum: [true], reads: ['lease', 'index'] } : settings,
    create: (environment, drawn) => {
      const server = new Server(environment, drawn as unknown as Settings, { ...rightParts, ...made })
      return shows === 'nothing' ? unseen(server) : server
    },
  })
}

/** A server without `view()`. */
function unseen(server: EmitterRaft): RaftNode<Request, Json> {
  return {
    receive: (from, message) => server.receive(from, message),
    submit: (call, done) => server.submit(call, done),
    reconfigure: (members, done) => server.reconfigure(members, done),
    transfer: (to, done) => server.transfer(to, done),
    stop: () => server.stop(),
  }
}

export default emitterTarget()
export const withoutLens = emitterTarget({}, { shows: 'view' })
/** Reads by leases, which hold where clocks run alike within a tenth. */
export const leases = emitterTarget({}, { name: 'emitter-raft-leases', leases: true })
export const withoutView = emitterTarget({}, { shows: 'nothing' })
