import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createLogger } from '../../../../src/raft/server/log/logger.ts'
import { startServer, type RunningServer } from '../../../../src/raft/server/server.ts'
import { resolveSettings } from '../../../../src/raft/server/settings/resolve-settings.ts'
import { checkedSettings } from '../../../../src/raft/server/settings/settings-source.ts'
import { send, type Answer, type Sent } from './http/send.ts'
import { parseExposition } from './metrics/parse-exposition.ts'
import { StandInDisk, standInWorld, StandInNetwork } from './stand-in-world.ts'

const waiting = { timeout: 30_000, interval: 20 }

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

class TestCluster {
  readonly network = new StandInNetwork()
  readonly disks = new Map<string, StandInDisk>()
  readonly logs: Record<string, any>[] = []
  readonly servers = new Map<string, RunningServer>()
  readonly ports = new Map<string, number>()
  /** By how many milliseconds a server's clock is ahead. */
  readonly ahead = new Map<string, number>()

  static async of(count: number): Promise<TestCluster> {
    const cluster = new TestCluster()
    for (let at = 1; at <= count; at++) cluster.ports.set(`n${at}`, await freePort())
    for (const id of cluster.ports.keys()) await cluster.start(id)
    onTestFinished(async () => {
      await Promise.all([...cluster.servers.values()].map((server) => server.stop()))
    })
    return cluster
  }

  async start(id: string): Promise<void> {
    const disk = this.disks.get(id) ?? new StandInDisk()
    this.disks.set(id, disk)
    const members = [...this.ports]
      .map(([one, port], at) => `${one}=127.0.0.1:${at + 1}/127.0.0.1:${port}`)
      .join(',')
    const raw = { id, data: 'unused', members, electionTimeout: '200ms', heartbeat: '40ms' }
    const settings = resolveSettings(checkedSettings(raw, 'test'))
    const write = (line: string): void => void this.logs.push(JSON.parse(line) as Record<string, unknown>)
    const logger = createLogger({ node: id, write })
    const world = standInWorld(id, this.network, disk, this.ahead.get(id))
    this.servers.set(id, await startServer(settings, world, logger))
  }

  ask(id: string, path: string, sent?: Sent): Promise<Answer> {
    return send(this.ports.get(id) ?? 0, path, sent)
  }

  /** The server that leads and knows that all before its term is committed. */
  async leader(): Promise<string> {
    return vi.waitUntil(async () => {
      for (const id of this.servers.keys()) {
        const { json } = await this.ask(id, '/v1/cluster').catch(() => ({ json: {} }))
        if (json.role === 'leader' && (await this.ask(id, '/ready')).status === 200) return id
      }
      return false
    }, waiting)
  }

  /** The session of {@link call}, once it is open. */
  session: number | undefined

  /** A call of one session, through whoever leads, until it is decided. */
  async call(sequence: number, call: object): Promise<Answer> {
    this.session ??= await vi.waitUntil(async () => {
      const { status, json } = await this.ask(await this.leader(), '/v1/sessions', { method: 'POST' })
      return status < 300 ? (json.session as number) : false
    }, waiting)
    return vi.waitUntil(async () => {
      const body = { session: this.session, sequence, call }
      const answer = await this.ask(await this.leader(), '/v1/call', { method: 'POST', body })
      return answer.status === 200 ? answer : false
    }, waiting)
  }
}

const write = (value: number): object => ({ f: 'write', key: 'x', value })
const read = { f: 'read', key: 'x', value: null }

describe('servers of a cluster', { timeout: 60_000 }, () => {
  test('serve a session through the leader, redirect to it, and answer a retry once', async () => {
    const cluster = await TestCluster.of(3)
    expect((await cluster.call(1, write(5))).json).toEqual({ type: 'ok', value: null })
    expect((await cluster.call(2, { f: 'cas', key: 'x', value: [5, 6] })).json).toMatchObject({ type: 'ok' })
    // executed again it would find 6 and fail
    expect((await cluster.call(2, { f: 'cas', key: 'x', value: [5, 6] })).json).toMatchObject({ type: 'ok' })
    expect((await cluster.call(3, read)).json).toEqual({ type: 'ok', value: 6 })
    const leader = await cluster.leader()
    const other = [...cluster.servers.keys()].find((id) => id !== leader) ?? ''
    await vi.waitUntil(async () => (await cluster.ask(other, '/v1/cluster')).json.leader === leader, waiting)
    const body = { session: cluster.session, sequence: 4, call: write(1) }
    const { status, headers } = await cluster.ask(other, '/v1/call', { method: 'POST', body })
    expect(status).toBe(307)
    expect(headers.location).toBe(`http://127.0.0.1:${cluster.ports.get(leader)}/v1/call`)
  })

  test('keep what was acknowledged over the end of all of them', async () => {
    const cluster = await TestCluster.of(3)
    await cluster.call(1, write(5))
    await Promise.all([...cluster.servers.values()].map((server) => server.stop()))
    expect([...cluster.disks.values()].map(({ closed }) => closed)).toEqual([1, 1, 1])
    for (const id of cluster.ports.keys()) await cluster.start(id)
    expect((await cluster.call(2, read)).json).toEqual({ type: 'ok', value: 5 })
  })

  test('keep their sessions when one whose clock is an hour ahead begins to lead', async () => {
    const cluster = await TestCluster.of(3)
    await cluster.call(1, write(5))
    const old = await cluster.leader()
    const next = [...cluster.servers.keys()].find((id) => id !== old) ?? ''
    await cluster.servers.get(next)?.stop()
    cluster.ahead.set(next, 3_600_000)
    await cluster.start(next)
    await vi.waitUntil(async () => {
      const body = { to: next }
      await cluster.ask(await cluster.leader(), '/v1/cluster/leader', { method: 'POST', body })
      return (await cluster.leader()) === next
    }, waiting)
    expect((await cluster.call(2, { f: 'cas', key: 'x', value: [5, 6] })).json).toMatchObject({ type: 'ok' })
    expect((await cluster.call(3, read)).json).toEqual({ type: 'ok', value: 6 })
  })

  test('go on without the one that stops, and it says how it went', async () => {
    const cluster = await TestCluster.of(3)
    await cluster.call(1, write(5))
    const gone = await cluster.leader()
    const events = (): string[] =>
      cluster.logs.filter(({ node }) => node === gone).map(({ event }) => event as string)
    const stopping = cluster.servers.get(gone)?.stop()
    expect(cluster.servers.get(gone)?.stop()).toBe(stopping)
    await stopping
    cluster.servers.delete(gone)
    await expect(cluster.ask(gone, '/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(events()).toContain('stopping')
    expect(events().at(-1)).toBe('stopped')
    expect((await cluster.call(2, read)).json).toEqual({ type: 'ok', value: 5 })
    expect(await cluster.leader()).not.toBe(gone)
  })

  test('measure themselves, in a format that a strict reader takes', async () => {
    const cluster = await TestCluster.of(1)
    for (let sequence = 1; sequence <= 5; sequence++) await cluster.call(sequence, write(sequence))
    await cluster.ask('n1', '/v1/kv/x?sequence=1')
    const metrics = parseExposition((await cluster.ask('n1', '/metrics')).text)
    const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
      metrics
        .get(name)
        ?.samples.find((sample) =>
          Object.entries(labels).every(([label, text]) => sample.labels[label] === text),
        )?.value
    expect(value('whitewater_raft_term')).toBeGreaterThan(0)
    expect(value('whitewater_raft_role', { role: 'leader' })).toBe(1)
    expect(value('whitewater_raft_role', { role: 'follower' })).toBe(0)
    expect(value('whitewater_raft_elections_total')).toBeGreaterThan(0)
    expect(value('whitewater_raft_leader_changes_total')).toBeGreaterThan(0)
    expect(value('whitewater_raft_applied_index')).toBeGreaterThanOrEqual(5)
    expect(value('whitewater_proposals_total', { outcome: 'ok' })).toBe(6) // that which opened the session, too
    expect(value('whitewater_http_requests_total', { route: '/v1/call', status: '200' })).toBe(5)
    expect(value('whitewater_http_requests_total', { route: '/v1/kv/', status: '400' })).toBe(1)
    const latencies = metrics.get('whitewater_http_request_duration_seconds')?.samples ?? []
    expect(
      latencies.find(({ name, labels }) => name.endsWith('_count') && labels['route'] === '/v1/call')?.value,
    ).toBe(5)
    expect(value('whitewater_storage_fsyncs_total')).toBeGreaterThanOrEqual(5)
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
  })
})

describe('a server that cannot go on', { timeout: 60_000 }, () => {
  test('says so, answers what waits as unknown, and takes nothing more', async () => {
    const cluster = await TestCluster.of(1)
    await cluster.call(1, write(5))
    const disk = cluster.disks.get('n1')
    if (disk !== undefined) disk.error = new Error('the disk is gone')
    const body = { session: cluster.session, sequence: 2, call: write(6) }
    const { status, json } = await cluster.ask('n1', '/v1/call', { method: 'POST', body })
    expect({ status, json }).toEqual({ status: 504, json: { type: 'info', error: 'the server failed' } })
    expect(await cluster.servers.get('n1')?.failed).toMatchObject({ message: 'the disk is gone' })
    expect((await cluster.ask('n1', '/health')).status).toBe(503)
    expect((await cluster.ask('n1', '/v1/kv/x')).status).toBe(503)
    expect(cluster.logs.find(({ event }) => event === 'failed')).toMatchObject({
      level: 'error',
      error: { message: 'the disk is gone' },
    })
  })

  test('whose port is taken starts nothing', async () => {
    const cluster = await TestCluster.of(1)
    const { network } = cluster
    network.servers.clear()
    await expect(cluster.start('n1')).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(network.servers.size).toBe(0)
    expect(cluster.disks.get('n1')?.closed).toBe(1)
  })
})
