/**
 * ovsdb-server, Open vSwitch's database, as a target of real servers: Raft in C.
 *
 *   apt-get install openvswitch-common
 *   npx whitewater run minority-down --target ./examples/servers/ovsdb.ts --nodes 3
 *
 * A server listens at the very address that the others know it by, which it keeps in its file: there is no place for a proxy, so
 * links cannot be cut. Servers can be killed and paused.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { neverSent, server, type Json, type Outcome, type ServerNode } from 'whitewater'

const schema = {
  name: 'kv',
  version: '1.0.0',
  tables: {
    kv: { columns: { k: { type: 'string' }, v: { type: 'string' } }, indexes: [['k']], isRoot: true },
    turn: { columns: { n: { type: 'integer' } }, isRoot: true, maxRows: 1 },
  },
}

/** Where the servers of a run keep their files, for their control sockets. */
const folders = new Map<string, string>()

/** The first server makes the cluster, the others join it; who has a file goes on with it. */
function start({ id, ordinal, folder, listen, members }: ServerNode) {
  folders.set(id, folder)
  writeFileSync(join(folder, 'schema'), JSON.stringify(schema))
  const at = (port: number | undefined): string => `tcp:127.0.0.1:${port}`
  const own = at(listen['raft']?.port)
  const make =
    ordinal === 0
      ? `ovsdb-tool create-cluster kv.db schema ${own}`
      : `ovsdb-tool join-cluster kv.db kv ${own} ${at(members[0]?.reach['raft']?.port)}`
  const remote = `ptcp:${listen['client']?.port}:127.0.0.1`
  return {
    program: '/bin/sh',
    parameters: [
      '-c',
      `test -e kv.db || ${make}; exec ovsdb-server --remote=${remote} --unixctl=${folder}/control kv.db`,
    ],
    folder,
  }
}

/** JSON-RPC over one connection: values one after the other, without anything between them. */
class Rpc {
  readonly #socket: Socket
  readonly #waiting = new Map<number, { resolve(value: Json): void; reject(error: Error): void }>()
  #text = ''
  #last = 0

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk.toString('utf8')))
    socket.on('error', (error) => this.#end(error))
    socket.on('close', () => this.#end(new Error('the connection was closed')))
  }

  static async to(target: { readonly host: string; readonly port: number } | { readonly path: string }) {
    const socket = connect(target)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new Rpc(socket)
  }

  ask(method: string, params: readonly Json[]): Promise<Json> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.write(JSON.stringify({ method, params, id }))
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(text: string): void {
    this.#text += text
    for (let end = endOfValue(this.#text); end > 0; end = endOfValue(this.#text)) {
      const message = JSON.parse(this.#text.slice(0, end)) as Record<string, Json>
      this.#text = this.#text.slice(end)
      // it asks now and then whether anybody is there
      if (message['method'] === 'echo')
        this.#socket.write(JSON.stringify({ id: 'echo', result: message['params'], error: null }))
      const waiting = this.#waiting.get(message['id'] as number)
      this.#waiting.delete(message['id'] as number)
      if ((message['error'] ?? null) === null) waiting?.resolve(message['result'] ?? null)
      else waiting?.reject(new Error(JSON.stringify(message['error'])))
    }
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** Where the first JSON object of a text ends; 0: not yet. */
function endOfValue(text: string): number {
  let depth = 0
  let isInText = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInText) {
      if (character === '\\') at++
      else if (character === '"') isInText = false
    } else if (character === '"') isInText = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at + 1
  }
  return 0
}

/** Whether reads take their turn in the log, or are answered from what the server has. */
type Reads = 'in turn' | 'local'

interface Call {
  readonly f: string
  readonly key?: string
  readonly value: Json
}

/**
 * The operations of a transaction. A read alone is answered from what that server happens to have; with a change beside it,
 * it takes its turn in the log.
 */
function operationsOf({ f, key = '', value }: Call, reads: Reads): Json[] {
  const where = [['k', '==', key]]
  const row = (v: Json): Json => ({ k: key, v: JSON.stringify(v) })
  const remove = { op: 'delete', table: 'kv', where }
  const insert = (v: Json): Json => ({ op: 'insert', table: 'kv', row: row(v) })
  if (f === 'write') return [remove, insert(value)]
  const select = { op: 'select', table: 'kv', where, columns: ['v'] }
  if (f === 'read' && reads === 'local') return [select]
  if (f === 'read')
    return [
      select,
      { op: 'delete', table: 'turn', where: [] },
      { op: 'insert', table: 'turn', row: { n: Math.floor(Math.random() * 2 ** 31) } },
    ]
  const [from, to] = value as [Json, Json]
  const rows = from === null ? [] : [{ v: JSON.stringify(from) }]
  const wait = { op: 'wait', timeout: 0, table: 'kv', where, columns: ['v'], until: '==', rows }
  return [wait, remove, insert(to)]
}

function outcomeOf({ f, value }: Call, results: readonly (Record<string, Json> | null)[]): Outcome<Json> {
  const error = results.find((result) => (result?.['error'] ?? null) !== null)
  // of a cas the first result is that of `wait`
  if (f === 'cas' && results[0]?.['error'] === 'timed out')
    return { type: 'fail', error: 'precondition failed' }
  if (error !== undefined) return { type: 'info', error: JSON.stringify(error).slice(0, 200) }
  if (f !== 'read') return { type: 'ok', value }
  const [row] = results[0]?.['rows'] as readonly { readonly v: string }[]
  return { type: 'ok', value: row === undefined ? null : (JSON.parse(row.v) as Json) }
}

const transaction = async (rpc: Rpc, call: Call, reads: Reads): Promise<Outcome<Json>> =>
  outcomeOf(
    call,
    (await rpc.ask('transact', ['kv', ...operationsOf(call, reads)])) as (Record<string, Json> | null)[],
  )

async function control(id: string): Promise<string> {
  const rpc = await Rpc.to({ path: join(folders.get(id) ?? '', 'control') })
  try {
    return (await rpc.ask('cluster/status', ['kv'])) as string
  } finally {
    rpc.close()
  }
}

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined

const ovsdb = (name: string, reads: Reads) =>
  server<Call>(
    {
      name,
      // what peers send goes past all links
      ports: { client: 'clients', raft: 'clients' },
      prepare() {
        if (has('ovsdb-server') && has('ovsdb-tool')) return
        throw new Error('no ovsdb-server: install it (Debian, Ubuntu: apt-get install openvswitch-common)')
      },
      start,
      ready: async ({ id }) =>
        /^Status: cluster member$/m.test(await control(id)) &&
        /^Leader: (?!unknown)/m.test(await control(id)),
      async connect({ reach }) {
        const { host = '', port = 0 } = reach['client'] ?? {}
        const rpc = await Rpc.to({ host, port })
        return {
          async submit(call) {
            try {
              return await transaction(rpc, call, reads)
            } catch (error) {
              if (neverSent(error)) return { type: 'fail', error: 'unreachable' }
              throw error
            }
          },
          close: () => rpc.close(),
        }
      },
      async status({ id }) {
        const text = await control(id)
        const role = /^Role: (leader|follower|candidate)/m.exec(text)?.[1] ?? 'follower'
        const number = (name: string): number =>
          Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? 0)
        return { role: role as 'leader', currentTerm: number('Term') }
      },
      electionTimeout: 2000,
    },
    { links: 'proxy' },
  )

export default ovsdb('ovsdb', 'in turn')
/** Not linearizable, and not said to be. */
export const localReads = ovsdb('ovsdb-local-reads', 'local')
