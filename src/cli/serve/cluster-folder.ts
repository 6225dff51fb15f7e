import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeFolder } from '../../base/make-folder.ts'
import { InputError } from '../../base/input-error.ts'
import { nodeIds } from '../../base/node-id.ts'
import { Ports } from '../../processes/supervision/ports.ts'
import type { ServiceName } from '../../raft/services/service.ts'
import type { MemberAddress } from '../../raft/server/members/member-address.ts'
import { settingsFile } from '../../raft/server/settings/settings-source.ts'

/** What a cluster on this machine is to be like. */
export interface ClusterShape {
  readonly count: number
  readonly service: ServiceName
  /** Clients reach n1 at this port, n2 at the next, ...; absent: any free ones. */
  readonly firstPort?: number
  /** Further fields of each server's settings, as a file has them. */
  readonly settings: { readonly [field: string]: unknown }
}

/** The secret that the servers of a cluster in a folder prove to each other. */
const SECRET_FILE = 'cluster-secret'

/** One server of a cluster in a folder. */
export interface ClusterServer extends MemberAddress {
  readonly id: string
  /** Its settings: `whitewater node --config <file>` starts it. */
  readonly config: string
  readonly log: string
}

/**
 * The servers whose settings are in a folder; written there when it holds none, and then the same each time, so that
 * they find each other and their data again.
 * @throws InputError when the folder holds a cluster of another shape.
 */
export async function clusterIn(folder: string, shape: ClusterShape): Promise<readonly ClusterServer[]> {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => /^n\d+\.json$/.test(name)) : []
  const ids = nodeIds(shape.count)
  const place = (id: string): Pick<ClusterServer, 'id' | 'config' | 'log'> => ({
    id,
    config: resolve(folder, `${id}.json`),
    log: resolve(folder, `${id}.log`),
  })
  if (found.length > 0) return existing(folder, found, ids.map(place), shape)
  const members = await freeAddresses(ids, shape.firstPort)
  makeFolder(folder, 0o700)
  haveSecret(folder)
  return ids.map(place).map((server) => {
    const { id, config } = server
    const settings = {
      ...{ id, data: `${id}-data`, service: shape.service, members, secretFile: SECRET_FILE },
      ...shape.settings,
    }
    writeSettings(config, settings)
    return { ...server, ...(members[id] as MemberAddress) }
  })
}

function writeSettings(file: string, settings: object): void {
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
}

/** Draws the secret of a cluster, unless it is there. */
function haveSecret(folder: string): void {
  const file = join(folder, SECRET_FILE)
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
}

/**
 * Gives a secret to a cluster that was made without one. All its servers are started together, so none of them meets
 * one that has none. One that has another secret keeps it.
 */
function addSecret(folder: string, servers: readonly Pick<ClusterServer, 'config'>[]): void {
  const all = servers.map(({ config }) => ({ config, secretFile: settingsFile(config).secretFile }))
  if (all.some(({ secretFile }) => secretFile === join(folder, SECRET_FILE))) haveSecret(folder)
  if (all.some(({ secretFile }) => secretFile !== undefined)) return
  haveSecret(folder)
  for (const { config } of all) {
    const settings = JSON.parse(readFileSync(config, 'utf8')) as object
    writeSettings(config, { ...settings, secretFile: SECRET_FILE })
  }
}

function existing(
  folder: string,
  found: readonly string[],
  servers: readonly Pick<ClusterServer, 'id' | 'config' | 'log'>[],
  { service, firstPort }: ClusterShape,
): readonly ClusterServer[] {
  if (found.length !== servers.length || servers.some(({ id }) => !found.includes(`${id}.json`)))
    throw new InputError(
      `this holds a cluster of ${found.length}; say --cluster ${found.length}, or name another folder`,
      { file: folder },
    )
  const checked = servers.map((server, at) => {
    const settings = settingsFile(server.config)
    const address = settings.members?.[server.id]
    if (settings.id !== server.id || address === undefined)
      throw new InputError(`these are not the settings of ${server.id} that serve wrote`, {
        file: server.config,
      })
    const runs = settings.service ?? 'key-value'
    if (runs !== service)
      throw new InputError(`this cluster runs the service ${runs}; say --service ${runs}`, {
        file: server.config,
      })
    if (firstPort !== undefined && !address.client.endsWith(`:${firstPort + at}`))
      throw new InputError(`this cluster has its ports already: leave out --port`, { file: server.config })
    return { ...server, ...address }
  })
  addSecret(folder, servers)
  return checked
}

async function freeAddresses(
  ids: readonly string[],
  firstPort: number | undefined,
): Promise<{ readonly [id: string]: MemberAddress }> {
  // held by this process until it ends: another cluster that is started meanwhile takes others
  const free = await new Ports().take(firstPort === undefined ? ids.length * 2 : ids.length)
  const at = (port: number | undefined): string => `127.0.0.1:${port}`
  return Object.fromEntries(
    ids.map((id, index) => {
      const client = firstPort === undefined ? free[ids.length + index] : firstPort + index
      return [id, { peer: at(free[index]), client: at(client) }]
    }),
  )
}

/** Lines with which a person can try a service by hand. */
export function exampleLines(service: ServiceName, client: string): readonly string[] {
  const url = `http://${client}/v1`
  switch (service) {
    case 'key-value':
      return [
        `curl -L -X PUT ${url}/kv/greeting -d '"hello"'`,
        `curl -L ${url}/kv/greeting`,
        `curl -L ${url}/kv/greeting/cas -d '{"from": "hello", "to": "bye"}'`,
      ]
    case 'directory':
      return [
        `curl -L -X PUT ${url}/directory/reports`,
        `curl -L ${url}/directory/`,
        `curl -L ${url}/directory/reports/rename -d '{"to": "/archive"}'`,
      ]
    case 'ledger':
      return [
        `curl -L -X PUT ${url}/ledger/accounts/alice -d '{"amount": 100}'`,
        `curl -L ${url}/ledger/accounts/alice/debit -d '{"amount": 30}'`,
        `curl -L ${url}/ledger/accounts/alice`,
      ]
  }
}
