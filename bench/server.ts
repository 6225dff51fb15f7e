/**
 * Writes a second and their latency of a real cluster of three servers on loopback, beside etcd's on the same
 * machine: the same number of clients, the same driver, fsync on in both, each with its leader asked.
 * Both are asked over HTTP with JSON; etcd by its gateway, which is the only HTTP there is for it.
 *
 * node bench/server.ts [--clients 64] [--seconds 8] [--rounds 2]
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { present } from '../src/base/assert.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '2' },
  },
})
const clients = Number(values.clients)
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)

interface Target {
  readonly name: string
  readonly port: number
  readonly put: (client: number, count: number) => { method: string; path: string; body: string }
  stop(): Promise<void>
}

interface Figures {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const folder = mkdtempSync(join(tmpdir(), 'bench-server-'))

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
}

/** Our own cluster, in one command. */
async function ours(): Promise<Target> {
  const main = join(import.meta.dirname, '../src/cli/main.ts')
  const data = mkdtempSync(join(folder, 'own-'))
  const child = spawn(
    process.execPath,
    [main, 'serve', '--cluster', '3', '--json', '--data', data, '--log-level', 'error'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    child.once('exit', () => reject(new Error('the cluster did not start')))
  })
  const { leader, servers } = JSON.parse(line) as {
    readonly leader: string
    readonly servers: readonly { readonly id: string; readonly client: string }[]
  }
  const { client } = present(
    servers.find(({ id }) => id === leader),
    'the leader',
  )
  return {
    name: 'whitewater serve',
    port: Number(client.split(':')[1]),
    put: (number, count) => ({
      method: 'PUT',
      path: `/v1/kv/k${number}`,
      body: JSON.stringify(`value ${count}`),
    }),
    stop: async () => {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

async function etcd(): Promise<Target> {
  const ports = await freePorts(6)
  const peers = [0, 1, 2].map((at) => `e${at}=http://127.0.0.1:${ports[at + 3]}`).join(',')
  const children = [0, 1, 2].map((at) => {
    const clientUrl = `http://127.0.0.1:${ports[at]}`
    const peerUrl = `http://127.0.0.1:${ports[at + 3]}`
    return spawn(
      'etcd',
      [
        ...['--name', `e${at}`, '--data-dir', mkdtempSync(join(folder, 'etcd-'))],
        ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
        ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
        ...['--initial-cluster', peers, '--initial-cluster-state', 'new', '--log-level', 'error'],
      ],
      { stdio: 'ignore' },
    )
  })
  const status = async (port: number): Promise<{ leader?: string; header?: { member_id: string } }> => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/v3/maintenance/status`, {
        method: 'POST',
        body: '{}',
      })
      return (await answer.json()) as object
    } catch {
      return {}
    }
  }
  let port: number | undefined
  while (port === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    for (const one of ports.slice(0, 3)) {
      const { leader, header } = await status(one)
      if (leader !== undefined && leader !== '0' && leader === header?.member_id) port = one
    }
  }
  return {
    name: 'etcd',
    port,
    put: (number, count) => ({
      method: 'POST',
      path: '/v3/kv/put',
      body: JSON.stringify({ key: base64(`k${number}`), value: base64(`value ${count}`) }),
    }),
    stop: async () => {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all(children.map(ended))
    },
  }
}

/** Each client writes as soon as its write before is answered. */
async function measure(target: Target): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const millis: number[] = []
  const warm = performance.now() + 2000
  const until = warm + seconds * 1000
  const one = (client: number, count: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const { method, path, body } = target.put(client, count)
      const began = performance.now()
      const sent = request(
        {
          agent,
          host: '127.0.0.1',
          port: target.port,
          method,
          path,
          headers: { 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          answer.resume()
          answer.once('end', () => {
            if (answer.statusCode !== 200) reject(new Error(`${target.name} answered ${answer.statusCode}`))
            else {
              const end = performance.now()
              if (began >= warm && end <= until) millis.push(end - began)
              resolve()
            }
          })
        },
      )
      sent.once('error', reject)
      sent.end(body)
    })
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let count = 0; performance.now() < until; count++) await one(client, count)
    }),
  )
  agent.destroy()
  millis.sort((a, b) => a - b)
  const at = (part: number): number => millis[Math.floor(millis.length * part)] ?? Number.NaN
  return { perSecond: millis.length / seconds, p50: at(0.5), p99: at(0.99) }
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

async function run(): Promise<void> {
  const rival = spawnSync('etcd', ['--version']).status === 0
  if (!rival) console.log('etcd is not here (apt-get install etcd-server): only our own figures, no ratio')
  const figures = new Map<string, Figures[]>()
  for (let round = 0; round < rounds; round++) {
    for (const start of rival ? [ours, etcd] : [ours]) {
      const target = await start()
      try {
        const seen = await measure(target)
        figures.set(target.name, [...(figures.get(target.name) ?? []), seen])
        const { perSecond, p50, p99 } = seen
        console.log(
          `${target.name.padEnd(18)} ${perSecond.toFixed(0).padStart(7)} writes/s  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`,
        )
      } finally {
        await target.stop()
      }
    }
  }
  const of = (name: string, figure: keyof Figures): number =>
    median((figures.get(name) ?? []).map((one) => one[figure]))
  if (!rival) return
  const writes = of('whitewater serve', 'perSecond') / of('etcd', 'perSecond')
  const p99 = of('whitewater serve', 'p99') / of('etcd', 'p99')
  console.log(
    `${clients} clients, 3 servers, fsync on: ${writes.toFixed(2)}x the writes of etcd, ${p99.toFixed(2)}x its p99`,
  )
}

try {
  await run()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
