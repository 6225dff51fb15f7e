import { execa } from 'execa'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished, vi, inject } from 'vitest'
import { connect, type Client } from '../../src/raft/client/index.ts'

// Real clusters as a user starts them: processes, ports, disks, signals.

const main = inject('main')
export const waiting = { timeout: 60_000, interval: 50 }
/** Of this file of tests; gone after them. */
export let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-serve-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

export interface Served {
  readonly service: string
  readonly data: string
  readonly leader: string
  readonly servers: readonly {
    id: string
    config: string
    log: string
    peer: string
    client: string
    pid: number
  }[]
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Runs a verb; stopped at the end of the test, if it is still there. */
export function whitewater(...parameters: string[]) {
  const running = execa(process.execPath, [main, ...parameters], {
    cwd: folder,
    env: { TMPDIR: folder },
    reject: false,
    stdin: 'ignore',
  })
  onTestFinished(async () => {
    running.kill('SIGTERM')
    await running
  })
  return running
}

/** Starts a cluster and waits until it says where it is. */
export async function serve(...parameters: string[]) {
  const running = whitewater('serve', '--json', ...parameters)
  let text = ''
  running.stdout.on('data', (part: Buffer) => (text += part.toString()))
  await Promise.race([vi.waitUntil(() => text.endsWith('\n'), waiting), running])
  if (text === '') throw new Error(`the cluster did not start: ${(await running).stderr}`)
  const served = JSON.parse(text) as Served
  const client = connect({ servers: served.servers.map((server) => server.client), timeout: 60_000 })
  onTestFinished(async () => {
    client.close()
    running.kill('SIGTERM')
    await running
    // kept where a server was killed
    await rm(served.data, { recursive: true, force: true })
  })
  const one = (id: string) => served.servers.find((server) => server.id === id) as Served['servers'][number]
  return { running, served, client, one }
}

export const get = async (address: string, path: string) => {
  const answer = await fetch(`http://${address}${path}`, { redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

/** The leader as the cluster has it now. */
export async function leaderOf(client: Client): Promise<string> {
  return vi.waitUntil(async () => (await client.cluster.view()).leader ?? false, waiting)
}
