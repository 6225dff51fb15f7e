import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nats } from '../../../../src/processes/nats/nats.ts'
import type { Address, ServerMember, ServerNode } from '../../../../src/subject/server.ts'

const at = (port: number): Address => ({ host: '127.0.0.1', port })
const member = (id: string, cluster: number): ServerMember => ({ id, reach: { cluster: at(cluster) } })
const three = [member('n1', 31), member('n2', 32), member('n3', 33)]
const node = (members: readonly ServerMember[], folder = 'data/n2'): ServerNode => ({
  ...{ id: 'n2', ordinal: 1, incarnation: 1, life: 1, folder, members },
  listen: { client: at(11), monitor: at(12), cluster: at(13) },
})

const target = nats({ program: '/opt/nats-server' })

describe('NATS', () => {
  test('is told the others by the proxies that lead to them, and tells nobody where it listens', () => {
    const { program, parameters = [] } = target.start(node(three))
    expect(program).toBe('/opt/nats-server')
    const value = (name: string) => parameters[parameters.indexOf(name) + 1]
    expect(value('--routes')).toBe('nats-route://127.0.0.1:31,nats-route://127.0.0.1:33')
    expect(value('--cluster')).toBe('nats://127.0.0.1:13')
    expect(value('--cluster_advertise')).toBe('127.0.0.1:1')
    expect(value('--port')).toBe('11')
    expect(value('--store_dir')).toBe('data/n2/store')
  })

  test('alone is no cluster, and more than five have no stream', () => {
    expect(target.start(node([member('n2', 32)])).parameters).not.toContain('--cluster')
    const six = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((id, index) => member(id, 31 + index))
    expect(() => target.start(node(six))).toThrow('a stream is on 5 servers at most: --nodes 5')
  })

  test('has a name for each kind of reads, and cas unless that is left out', () => {
    expect([target.name, target.offers.functions]).toEqual(['nats', ['read', 'write', 'cas']])
    const direct = nats({ reads: 'direct', cas: false })
    expect([direct.name, direct.offers.functions]).toEqual(['nats-direct-reads', ['read', 'write']])
  })
})

describe('what a server says of itself', () => {
  let folder: string
  let stop: (() => void) | undefined
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'whitewater-nats-'))))
  afterEach(() => {
    stop?.()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = async (streams: readonly object[]) => {
    const http = createServer((_, response) =>
      response.end(JSON.stringify({ account_details: [{ name: '$G', stream_detail: streams }] })),
    ).listen(0, '127.0.0.1')
    await once(http, 'listening')
    stop = () => http.close()
    const { port } = http.address() as AddressInfo
    target.start(node(three, folder))
    const endpoint = { id: 'n2', reach: { client: at(11), monitor: at(port) } }
    return target.status?.(endpoint, AbortSignal.timeout(5000))
  }
  const stream = (cluster?: object) => ({ name: 'KV_whitewater', ...(cluster && { cluster }) })

  test('it leads, another does, nobody does; its term stands in a file', async () => {
    const group = join(folder, 'store/jetstream/$SYS/_js_/S-R3F-Vmv55ZLf')
    mkdirSync(group, { recursive: true })
    writeFileSync(join(group, 'tav.idx'), Buffer.from('0300000000000000626f6f6d626f6f6d', 'hex'))
    expect(await ask([stream({ leader: 'n2' })])).toEqual({ role: 'leader', currentTerm: 3 })
    expect(await ask([stream({ leader: 'n1' })])).toEqual({ role: 'follower', currentTerm: 3 })
    expect(await ask([stream({})])).toMatchObject({ role: 'follower' })
  })

  test('it has no such stream yet', async () => {
    expect(await ask([])).toBeUndefined()
  })

  test('alone it leads; before its file is written, its term is 0', async () => {
    expect(await ask([stream()])).toEqual({ role: 'leader', currentTerm: 0 })
  })
})
