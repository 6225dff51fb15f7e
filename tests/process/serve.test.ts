import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect as openSocket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { UnknownOutcomeError } from '../../src/raft/client/index.ts'
import { parseExposition } from '../unit/raft/server/metrics/parse-exposition.ts'
import { folder, get, isAlive, leaderOf, serve, waiting, whitewater } from './served-cluster.ts'
import { commandHere } from './fixtures/command-here.ts'

describe('whitewater serve', () => {
  test('starts a cluster that works, and stops it in good order', async () => {
    const { running, served, client, one } = await serve('--cluster', '3')
    expect(served.servers.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3'])
    await client.kv.set('greeting', 'hello')
    // nobody else reads what is in it, the secret least of all
    for (const name of ['', ...readdirSync(served.data, { recursive: true }).map(String)])
      expect(statSync(join(served.data, name)).mode & 0o077, name).toBe(0)
    expect(readFileSync(join(served.data, 'cluster-secret'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await client.kv.cas('greeting', 'hello', 'bye')).toEqual({ swapped: true })
    expect(await client.kv.get('greeting')).toBe('bye')

    const leader = await leaderOf(client)
    const other = served.servers.find(({ id }) => id !== leader)?.client ?? ''
    const write = await fetch(`http://${other}/v1/kv/x`, { method: 'PUT', body: '1', redirect: 'manual' })
    expect(write.status).toBe(307)
    expect(write.headers.get('location')).toBe(`http://${one(leader).client}/v1/kv/x`)
    // as curl -L has it
    expect((await fetch(`http://${other}/v1/kv/x`, { method: 'PUT', body: '1' })).status).toBe(200)
    expect(JSON.parse((await get(one(leader).client, '/v1/kv/x')).text)).toMatchObject({ value: 1 })
    expect((await get(other, '/ready')).status).toBe(200)

    const metrics = parseExposition((await get(one(leader).client, '/metrics')).text)
    const value = (name: string) => metrics.get(name)?.samples[0]?.value ?? 0
    expect(value('whitewater_storage_fsyncs_total')).toBeGreaterThan(0)
    expect(value('whitewater_peer_messages_sent_total')).toBeGreaterThan(0)
    expect(value('whitewater_peer_received_bytes_total')).toBeGreaterThan(0)

    running.kill('SIGINT')
    expect((await running).exitCode).toBe(0)
    expect(served.servers.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(existsSync(served.data)).toBe(false)
  })

  test('goes on with its data where it ended, at the same addresses', async () => {
    const data = join(folder, 'kept')
    const first = await serve('--cluster', '3', '--service', 'ledger', '--data', data)
    await first.client.ledger.open('alice', 100)
    await first.client.ledger.debit('alice', 30)
    first.running.kill('SIGTERM')
    expect((await first.running).exitCode).toBe(0)
    const again = await serve('--cluster', '3', '--service', 'ledger', '--data', data)
    expect(again.served.servers.map(({ client }) => client)).toEqual(
      first.served.servers.map(({ client }) => client),
    )
    expect(await again.client.ledger.balance('alice')).toBe(70)
    for (const { log } of again.served.servers)
      for (const line of readFileSync(log, 'utf8').trimEnd().split('\n'))
        expect(JSON.parse(line)).toHaveProperty('event')
  })

  test('leaves no server behind when it is killed itself', async () => {
    const { running, served } = await serve('--cluster', '1')
    running.kill('SIGKILL')
    await running
    await vi.waitUntil(() => !served.servers.some(({ pid }) => isAlive(pid)), waiting)
    // nor its folder, once the next one was started; what is somebody else's stays
    const others = ['whitewater-cluster-abcdef', 'whitewater-cluster-ghijkl']
    for (const name of others) mkdirSync(join(folder, name))
    writeFileSync(join(folder, others[1]!, 'temporary-folder-of'), `${process.pid} \n`)
    expect(existsSync(served.data)).toBe(true)
    const next = await serve('--cluster', '1')
    expect(existsSync(served.data)).toBe(false)
    for (const name of others) expect(existsSync(join(folder, name)), name).toBe(true)
    expect(existsSync(next.served.data)).toBe(true)
  })

  test.each([
    [['--cluster', '0'], /--cluster must be a whole number from 1 to 9/],
    [['--service', 'queue'], /service/],
    [['--election-timeout', 'soon'], /electionTimeout must be a duration/],
  ])('%j: 254', async (parameters, message) => {
    const { exitCode, stderr } = await commandHere(folder, 'serve', ...parameters)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(254)
  })
})

describe('a cluster', () => {
  test('loses no payment and makes none twice while its leaders are killed and come back', async () => {
    const { client, one, running } = await serve('--cluster', '3', '--service', 'ledger')
    await client.ledger.open('alice', 0)
    let acknowledged = 0
    const doubts: UnknownOutcomeError[] = []
    let ended = false
    const paying = Array.from({ length: 8 }, async () => {
      while (!ended) {
        try {
          await client.ledger.deposit('alice', 1, { timeout: 20_000 })
          acknowledged++
        } catch (error) {
          if (!(error instanceof UnknownOutcomeError)) throw error
          doubts.push(error)
        }
      }
    })
    for (let round = 0; round < 3; round++) {
      const before = acknowledged
      const { id, pid, config } = one(await leaderOf(client))
      if (isAlive(pid)) process.kill(pid, 'SIGKILL')
      await vi.waitUntil(() => acknowledged > before + 50, waiting)
      // whoever is killed comes back as a process of its own
      void whitewater('node', '--config', config)
      await vi.waitUntil(
        async () => (await get(one(id).client, '/ready').catch(() => undefined))?.status === 200,
        waiting,
      )
    }
    ended = true
    await Promise.all(paying)
    let executed = 0
    for (const doubt of doubts) {
      const { state } = await client.status(doubt)
      expect(state).not.toBe('no-longer-known')
      if (state === 'executed') executed++
    }
    expect(acknowledged).toBeGreaterThan(100)
    expect(await client.ledger.balance('alice')).toBe(acknowledged + executed)
    running.kill('SIGTERM')
    expect((await running).stderr).toMatch(/n\d was ended by SIGKILL; see /)
  })

  test('has the next leader at once when the present one is told to stop', async () => {
    const { client, one } = await serve('--cluster', '3', '--election-timeout', '8s', '--heartbeat', '100ms')
    await client.kv.set('x', 1)
    const { id, pid, log } = one(await leaderOf(client))
    process.kill(pid, 'SIGTERM')
    await vi.waitUntil(() => !isAlive(pid), waiting)
    expect(readFileSync(log, 'utf8')).toContain('"leadership-handed-over"')
    // without it, an election timeout of 8 to 16 s would pass first: longer than this call may take
    await client.kv.set('x', 2, { timeout: 7000 })
    expect(await leaderOf(client)).not.toBe(id)
  })

  test('goes on while one connection sends ten thousand requests at once', async () => {
    const { client, one } = await serve('--cluster', '3', '--election-timeout', '1s')
    await client.kv.set('x', 0)
    const before = await client.cluster.view()
    const leader = one(before.leader ?? '').client
    const count = 10_000
    const put = `PUT /v1/kv/y HTTP/1.1\r\nhost: ${leader}\r\ncontent-length: 1\r\n\r\n1`
    const [host = '', port] = leader.split(':')
    const socket = openSocket(Number(port), host)
    onTestFinished(() => void socket.destroy())
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => (text += part))
    socket.write(put.repeat(count))
    const answers = (): number => text.split('HTTP/1.1 200').length - 1
    let served = 0
    while (answers() < count) {
      expect((await fetch(`http://${leader}/v1/kv/x`, { method: 'PUT', body: `${served}` })).status).toBe(200)
      served++
    }
    // some of those that came later did not wait for all of the flood
    expect(served).toBeGreaterThan(20)
    expect(await client.cluster.view()).toMatchObject({ leader: before.leader, term: before.term })
  })

  test('takes in a server that joins, and lets one go', async () => {
    const { client, served, one } = await serve('--cluster', '3', '--snapshot-every', '50')
    for (let at = 0; at < 200; at++) await client.kv.set(`k${at}`, at)
    const [peer, address] = ['127.0.0.1:0', '127.0.0.1:0']
    const members = served.servers.map((server) => `${server.id}=${server.peer}/${server.client}`).join(',')
    const joins = whitewater(
      ...['node', '--json', '--id', 'n4', '--data', join(folder, 'n4'), '--join', '--members', members],
      ...['--listen-peers', peer, '--listen-clients', address],
      ...['--secret-file', join(served.data, 'cluster-secret')],
    )
    let text = ''
    joins.stdout.on('data', (part: Buffer) => (text += part.toString()))
    await vi.waitUntil(() => text.endsWith('\n'), waiting)
    const where = JSON.parse(text) as { peers: string; clients: string }
    await client.cluster.change({ learners: [{ id: 'n4', peer: where.peers, client: where.clients }] })
    await vi.waitUntil(async () => (await get(where.clients, '/ready')).status === 200, waiting)
    await client.cluster.change({ add: ['n4'] })
    await client.cluster.transferLeadership('n4')
    expect(await leaderOf(client)).toBe('n4')
    await client.cluster.change({ remove: ['n1'] })
    expect(await client.kv.get('k199')).toBe(199)
    const { members: left } = await client.cluster.view()
    expect(left.map(({ id }) => id).sort()).toEqual(['n2', 'n3', 'n4'])
    expect(one('n1').pid).toBeGreaterThan(0)
  })
})
