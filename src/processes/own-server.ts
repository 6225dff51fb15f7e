import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import { errors, notLeader } from '../base/operation-error.ts'
import { entryFile } from '../base/package-files.ts'
import type { Outcome } from '../record/operation.ts'
import { opensSession, type SessionCommand } from '../raft/services/session-command.ts'
import { neverSent } from '../subject/never-sent.ts'
import {
  server,
  type Address,
  type ServerClient,
  type ServerCommand,
  type ServerNode,
  type ServerStatus,
  type ServerTarget,
} from '../subject/server.ts'

export interface OwnServerOptions {
  /** The least election timeout in milliseconds; it is drawn from this to twice as much. Default 300. */
  readonly electionTimeout?: number
  /** Entries between two snapshots. Default 200: short runs are to see some. */
  readonly snapshotEvery?: number
  readonly reads?: 'read-index' | 'lease' | 'log'
  /** Whether clients open sessions, and send again what was not answered. Default true. */
  readonly sessions?: boolean
}

/** The built-in Raft as a real server, `whitewater node`, as a target: registers by key, over HTTP. */
export function ownServer(options: OwnServerOptions = {}): ServerTarget {
  const { electionTimeout = 300, sessions = true } = options
  return server(
    {
      name: 'own-server',
      ports: { client: 'clients', peer: 'peers' },
      start: (node) => startCommand(node, options),
      ready: async ({ reach }, signal) => (await ask(reach['client'], '/ready', signal)).status === 200,
      connect: ({ reach }) => new OwnServerClient(reach['client'], sessions),
      ...(sessions && { sessions: 'explicit' }),
      status: async ({ reach }, signal) => statusOf((await ask(reach['client'], '/v1/cluster', signal)).body),
      electionTimeout: 2 * electionTimeout,
    },
    { links: 'proxy' },
  )
}

/** Each server is told the others by the proxies that lead to them from it, and itself as it listens. */
function startCommand({ id, folder, listen, members }: ServerNode, options: OwnServerOptions): ServerCommand {
  const { electionTimeout = 300, snapshotEvery = 200, reads = 'read-index' } = options
  const own = `${text(listen['peer'])}/${text(listen['client'])}`
  const list = members.map((member) => {
    const theirs = `${text(member.reach['peer'])}/${text(member.reach['client'])}`
    return `${member.id}=${member.id === id ? own : theirs}`
  })
  const parameters = {
    id,
    data: join(folder, 'data'),
    members: list.join(','),
    'election-timeout': `${electionTimeout}ms`,
    heartbeat: `${Math.floor(electionTimeout / 6)}ms`,
    'snapshot-every': snapshotEvery,
    reads,
  }
  return {
    program: process.execPath,
    parameters: [
      fileURLToPath(entryFile('src/cli/main')),
      'node',
      ...Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    ],
  }
}

const text = (address: Address | undefined): string => `${address?.host}:${address?.port}`

interface Reply {
  readonly status: number
  readonly body: { readonly [field: string]: Json | undefined }
}

/** @throws Error when there is no answer. */
async function ask(
  address: Address | undefined,
  path: string,
  signal: AbortSignal,
  body?: Json,
): Promise<Reply> {
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`http://${text(address)}${path}`, { ...sent, signal, redirect: 'manual' })
  return { status: response.status, body: (await response.json()) as Reply['body'] }
}

function statusOf({ role, term, lastIndex, commitIndex }: Reply['body']): ServerStatus {
  return {
    role: role as ServerStatus['role'],
    currentTerm: Number(term),
    lastIndex: Number(lastIndex),
    commitIndex: Number(commitIndex),
  }
}

/** A client of one server. */
class OwnServerClient implements ServerClient {
  readonly #address: Address | undefined
  readonly #sessions: boolean

  /** `sessions`: it is given calls in sessions, not alone. */
  constructor(address: Address | undefined, sessions: boolean) {
    this.#address = address
    this.#sessions = sessions
  }

  async submit(call: Json, signal: AbortSignal): Promise<Outcome<Json>> {
    try {
      if (!this.#sessions) return outcomeOf(await ask(this.#address, '/v1/call', signal, { call }))
      const command = call as SessionCommand
      if (opensSession(command.call))
        return outcomeOf(await ask(this.#address, '/v1/sessions', signal, {}), 'session')
      const { client: session, ...rest } = command
      const sent = { session, ...rest } as Json
      return outcomeOf(await ask(this.#address, '/v1/call', signal, sent))
    } catch (error) {
      if (neverSent(error)) return { type: 'fail', error: errors.connectionRefused.text }
      throw error
    }
  }
}

/**
 * 200 is what the service said, 201 what it made, 307 and 503 took nothing, all else leaves the outcome open.
 * `field`: where the value stands.
 */
function outcomeOf({ status, body }: Reply, field = 'value'): Outcome<Json> {
  if (status === 201) return { type: 'ok', value: body[field] ?? null }
  if (status === 200) return body as Outcome<Json>
  const { error, leader } = body
  if (status !== 307 && status !== 503) return { type: 'info', error: `${status} ${String(error)}` }
  // only who does not lead says who does: null when it does not know
  return {
    type: 'fail',
    error: leader === undefined ? String(error) : notLeader(leader as NodeId | null).text,
  }
}
