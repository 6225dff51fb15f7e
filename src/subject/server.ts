import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { Role } from '../record/node-view.ts'
import type { Outcome } from '../record/operation.ts'
import type { Offered, Offers } from './offers.ts'
import { parseServerOffers } from './server-offers.ts'

/** Where somebody listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Addresses by the name of the port. */
export interface Addresses {
  readonly [port: string]: Address
}

/** Who connects to a port. What peers send passes through links that can be cut; what clients send does not. */
export type PortUse = 'clients' | 'peers'

/** A server of the cluster as another one, or itself, is told to reach it. */
export interface ServerMember {
  readonly id: NodeId
  /** Its ports for peers lead through a proxy, so that the link can be cut. */
  readonly reach: Addresses
}

/** One server, as its start command needs to know it. The same in all its incarnations, but for `incarnation`. */
export interface ServerNode {
  readonly id: NodeId
  /** From 0. */
  readonly ordinal: number
  /** Counts its starts from 1. */
  readonly incarnation: number
  /** Which of the target's versions is to be started. Absent when it names none. */
  readonly version?: string
  /** The former name of `incarnation`. */
  readonly life: number
  /** Its own folder, there already: what it keeps here survives its crashes. */
  readonly folder: string
  /** Where it is to listen. */
  readonly listen: Addresses
  /** All servers, this one included, as this one reaches them. */
  readonly members: readonly ServerMember[]
}

/** A program to start. It stays in the foreground: a daemon that leaves its process group gets away. */
export interface ServerCommand {
  readonly program: string
  readonly parameters?: readonly string[]
  /** In addition to the environment of the harness. */
  readonly environment?: { readonly [name: string]: string }
  /** Its working folder. Default: that of the harness. */
  readonly folder?: string
}

/** A server as clients reach it: directly, past all links. */
export interface ServerEndpoint {
  readonly id: NodeId
  readonly reach: Addresses
}

/** A connection of one client to one server. */
export interface ServerClient<C = Json, R = Json> {
  /**
   * Carries out one call. What it throws counts as an unknown outcome: only `fail` says that the call
   * certainly has not been and will not be executed. Where nothing was sent (see `neverSent`), the error
   * begins with `unreachable`; where the server does not lead, with `not leader` or `not leader; leader n2`:
   * the client then asks another. `signal` aborts when the client has given up.
   */
  submit(call: C, signal: AbortSignal): Promise<Outcome<R>>
  close?(): void | Promise<void>
}

/** What a server says of itself. */
export interface ServerStatus {
  readonly role: Role
  readonly currentTerm: number
  readonly lastIndex?: number
  readonly lastTerm?: number
  readonly commitIndex?: number
}

/** What makes a server program a target. */
export interface ServerOptions<C = Json, R = Json> {
  /** Default `server`. */
  readonly name?: string
  /** The ports it listens on, by names of its own, such as `{ client: 'clients', peer: 'peers' }`. */
  readonly ports: { readonly [port: string]: PortUse }
  start(node: ServerNode): ServerCommand
  /**
   * Versions of the program, the oldest first. All servers begin with the first; the fault `upgrade` goes on to the next.
   * Default: none is named, and there is no upgrade.
   */
  readonly versions?: readonly string[]
  /** When it is ready for clients: it has written a line that matches, or the function says so when asked. */
  readonly ready: RegExp | ((endpoint: ServerEndpoint, signal: AbortSignal) => boolean | Promise<boolean>)
  /** @throws Error when the server cannot be reached: nothing has been sent then. */
  connect(endpoint: ServerEndpoint, signal: AbortSignal): ServerClient<C, R> | Promise<ServerClient<C, R>>
  /**
   * Who dials, read from the first bytes of a connection to a port for peers. Given, all servers share one
   * proxy and one address for each server: for programs whose members must all be told the same addresses.
   * `undefined`: more bytes are needed. `null`: not a peer as far as these bytes show; they pass, and what
   * follows is asked about again. Without it each pair of servers has a proxy of its own.
   */
  sourceOf?(bytes: Uint8Array, members: readonly ServerMember[]): NodeId | null | undefined
  /** Asked again and again, to learn who leads. Undefined: it does not know. */
  status?(endpoint: ServerEndpoint, signal: AbortSignal): Promise<ServerStatus | undefined>
  /**
   * Whether calls carry a session, `{ client, sequence, call }`, and may be sent again until answered.
   * `explicit`: it knows only sessions that were opened. Default false: each call is sent once.
   */
  readonly sessions?: boolean | 'explicit'
  /** The longest election timeout, which bounds how long recovery may take. Default 1,000 ms. */
  readonly electionTimeout?: Millis
  /** What it can do. Default: `read`, `write` and `cas`, and what it has acknowledged survives `kill -9`. */
  readonly offers?: ServerOffers
  /** How long its servers may take to become ready at first. Default 60,000 ms. */
  readonly readyWithin?: Millis
  /**
   * Called once before any server is started.
   * @throws Error that says what is missing and how to get it.
   */
  prepare?(): void | Promise<void>
}

/** Of all {@link Offers} those that mean something for a server program. */
export type ServerOffers = Pick<Offers, 'functions' | 'persistence'>

/** How links are cut. */
export type LinkKind = 'proxy' | 'namespaces'

/** A server program as a target. Made by {@link server}. */
export interface ServerTarget<C = Json, R = Json> extends Omit<ServerOptions<C, R>, 'offers'> {
  readonly name: string
  readonly kind: 'server'
  readonly links: LinkKind
  readonly electionTimeout: Millis
  readonly offers: Offered
}

/**
 * A server program, in any language, as a target: real processes, real sockets, real time.
 *
 * @example
 * export default server(
 *   {
 *     name: 'my-store',
 *     ports: { client: 'clients', peer: 'peers' },
 *     start: ({ id, listen, folder }) => ({
 *       program: 'my-store',
 *       parameters: ['--name', id, '--data', folder, '--port', `${listen['client']?.port}`],
 *     }),
 *     ready: /ready to serve/,
 *     connect: ({ reach }) => new MyClient(reach['client']),
 *   },
 *   { links: 'proxy' },
 * )
 * @throws InputError that names what is missing or wrong.
 */
export function server<C = Json, R = Json>(
  options: ServerOptions<C, R>,
  { links }: { readonly links: LinkKind },
): ServerTarget<C, R> {
  const { name = 'server', ports, ready } = options
  const where = `server({ name: "${name}" })`
  for (const needed of ['start', 'connect'] as const) {
    if (typeof options[needed] !== 'function')
      throw new InputError(`needs ${needed}, a function`, { field: where })
  }
  if (!(ready instanceof RegExp) && typeof ready !== 'function') {
    throw new InputError('needs ready, a pattern for a line of its output or a function', { field: where })
  }
  assertMillis('electionTimeout', options.electionTimeout, where)
  assertMillis('readyWithin', options.readyWithin, where)
  assertVersions(options.versions, where)
  if (typeof ports !== 'object' || ports === null || Object.keys(ports).length === 0) {
    throw new InputError("needs ports, such as { client: 'clients', peer: 'peers' }", { field: where })
  }
  for (const [port, use] of Object.entries(ports)) {
    if (use !== 'clients' && use !== 'peers') {
      throw new InputError(`who connects to it is 'clients' or 'peers', not "${String(use)}"`, {
        field: `ports.${port}`,
      })
    }
  }
  if (links === 'namespaces') {
    throw new InputError(
      "links: 'namespaces' is not offered: it would need root. Use links: 'proxy', which needs no rights",
      { field: where },
    )
  }
  if (links !== 'proxy') throw new InputError(`links: 'proxy', not "${String(links)}"`, { field: where })
  return {
    ...options,
    name,
    kind: 'server',
    links,
    electionTimeout: options.electionTimeout ?? 1000,
    offers: parseServerOffers(options.offers, options.sessions ?? false, `${where}.offers`),
  }
}

/** The versions that a target names, the oldest first. */
export const versionsOf = ({ versions = [] }: Pick<ServerTarget, 'versions'>): readonly string[] => versions

function assertVersions(versions: unknown, where: string): void {
  if (versions === undefined) return
  const isList = Array.isArray(versions) && versions.length > 0
  if (
    isList &&
    versions.every((one) => typeof one === 'string') &&
    new Set(versions).size === versions.length
  )
    return
  throw new InputError("must be different texts, the oldest first, such as ['1.9', '2.0']", {
    field: `${where}.versions`,
  })
}

function assertMillis(field: string, value: unknown, where: string): void {
  if (value === undefined || (typeof value === 'number' && value >= 1 && value <= 1_000_000)) return
  throw new InputError(`must be milliseconds, from 1 to 1,000,000, not ${String(value)}`, {
    field: `${where}.${field}`,
  })
}
