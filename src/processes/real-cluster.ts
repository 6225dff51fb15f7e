import { elementAt } from '../base/element-at.ts'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InputError } from '../base/input-error.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { Addresses } from '../subject/server.ts'
import { Links } from './proxy/links.ts'
import { Ports } from './supervision/ports.ts'
import type { RealWorldOptions } from './real-world-options.ts'
import { RunningNode, type NodeEvent } from './supervision/running-node.ts'
import { ServerLog } from './supervision/server-log.ts'

/** The servers of a real world, not started yet, and what lies between them. */
export interface RealCluster {
  readonly nodes: ReadonlyMap<NodeId, RunningNode>
  readonly links: Links
  /** Ends all of it; kills who has not ended after `within`. */
  close(within: Millis): Promise<void>
}

export interface ClusterListener {
  readonly notify: (node: NodeId, event: NodeEvent, text: string, fault: string | undefined) => void
  readonly onError: (error: unknown) => void
  readonly onErrorLine: (node: NodeId, line: string, incarnation: number) => void
}

/** Makes folders, finds ports, opens proxies. */
export async function openCluster(
  options: Pick<RealWorldOptions, 'target' | 'members' | 'folder' | 'random' | 'logLimit'>,
  { notify, onError, onErrorLine }: ClusterListener,
): Promise<RealCluster> {
  const { target, members, random } = options
  const folder = resolve(options.folder)
  await makeFolders(folder, members)
  const ports = new Ports()
  try {
    const listen = await addresses(ports, members, Object.keys(target.ports))
    const links = await Links.open({ target, listen, random, onError })
    const nodes = new Map<NodeId, RunningNode>()
    for (const [ordinal, id] of members.entries()) {
      const reach = listen.get(id) as Addresses
      const node = {
        ...{ id, ordinal, listen: reach },
        ...{ folder: join(folder, id), members: links.membersFor(id) },
      }
      const log = new ServerLog(join(folder, 'logs', `${id}.log`), options.logLimit)
      nodes.set(
        id,
        new RunningNode({
          ...{ target, node, log, endpoint: { id, reach } },
          notify: (event, text, fault) => notify(id, event, text, fault),
          onErrorLine: (line, incarnation) => onErrorLine(id, line, incarnation),
        }),
      )
    }
    const close = async (within: Millis): Promise<void> => {
      await Promise.all([...nodes.values()].map((node) => node.stop(within)))
      await links.close()
      ports.close()
    }
    return { nodes, links, close }
  } catch (error) {
    ports.close()
    throw error
  }
}

async function makeFolders(folder: string, members: readonly NodeId[]): Promise<void> {
  try {
    for (const name of ['logs', ...members]) await mkdir(join(folder, name), { recursive: true })
  } catch (error) {
    throw new InputError(`cannot be made: ${(error as Error).message}; choose another folder`, {
      file: folder,
    })
  }
}

async function addresses(
  ports: Ports,
  members: readonly NodeId[],
  names: readonly string[],
): Promise<Map<NodeId, Addresses>> {
  const listen = new Map<NodeId, Addresses>()
  for (const id of members) {
    const taken = await ports.take(names.length)
    const named = names.map((name, position) => [
      name,
      { host: '127.0.0.1', port: elementAt(taken, position) },
    ])
    listen.set(id, Object.fromEntries(named) as Addresses)
  }
  return listen
}
