import { InputError } from '../base/input-error.ts'
import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { ServerTarget } from '../subject/server.ts'
import type { CutStyle } from './proxy/link.ts'

export interface RealWorldOptions {
  readonly target: ServerTarget
  readonly members: readonly NodeId[]
  /** For the servers' data, `<node>/`, and their output, `logs/<node>.log`. Made when it is not there. */
  readonly folder: string
  /** For the nemesis, the links, and how they are cut. */
  readonly random: RandomStream
  /** What cuts do; `mixed` draws it for each. Default `mixed`. */
  readonly cuts?: CutStyle | 'mixed'
  /** How long the servers may take to become ready at first. Default 60,000 ms. */
  readonly readyWithin?: Millis
  /** How often each server is asked who leads. Default 50 ms. */
  readonly statusEvery?: Millis
  /** How many bytes of each server's output are kept on disk. Default 16 MiB. */
  readonly logLimit?: number
}

/** @throws InputError when no world can be made of them. */
export function assertUsable({ members, target }: RealWorldOptions): void {
  if (process.platform === 'win32') {
    throw new InputError('real servers need process groups and signals: run this on Linux or macOS')
  }
  if (members.length === 0) throw new InputError(`a cluster of ${target.name} needs at least one server`)
  for (const [position, id] of members.entries()) {
    // it names files and folders
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id) || id === 'logs') {
      throw new InputError(`"${id}" cannot name a server; use letters and digits, such as n1`, {
        field: `members[${position}]`,
      })
    }
    if (members.indexOf(id) !== position)
      throw new InputError(`"${id}" is there twice`, { field: `members[${position}]` })
  }
}
