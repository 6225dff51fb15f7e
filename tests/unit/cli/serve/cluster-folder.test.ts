import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clusterIn, exampleLines, type ClusterShape } from '../../../../src/cli/serve/cluster-folder.ts'
import { resolveSettings } from '../../../../src/raft/server/settings/resolve-settings.ts'
import { settingsFile } from '../../../../src/raft/server/settings/settings-source.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'whitewater-cluster-')), 'new')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const shape: ClusterShape = { count: 3, service: 'ledger', settings: { electionTimeout: '900ms' } }

describe('a cluster in a folder', () => {
  test('is written as settings that servers take, each with ports of its own', async () => {
    const servers = await clusterIn(folder, shape)
    expect(servers.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3'])
    expect(new Set(servers.flatMap(({ peer, client }) => [peer, client])).size).toBe(6)
    for (const { id, config, peer } of servers) {
      const settings = resolveSettings(settingsFile(config))
      expect(settings).toMatchObject({ id, data: join(folder, `${id}-data`), service: 'ledger' })
      expect(settings.raft.electionTimeout).toBe(900)
      expect(settings.addresses.get(id)?.peer).toBe(peer)
      expect(settings.members).toEqual(['n1', 'n2', 'n3'])
    }
  })

  test('is the same when it is there already', async () => {
    const first = await clusterIn(folder, shape)
    const text = readFileSync(first[0]?.config ?? '', 'utf8')
    expect(await clusterIn(folder, { ...shape, settings: {} })).toEqual(first)
    expect(readFileSync(first[0]?.config ?? '', 'utf8')).toBe(text)
  })

  test('has a secret of its own, for nobody else to read, and the same each time', async () => {
    const secretOf = async (): Promise<Set<string | undefined>> => {
      const servers = await clusterIn(folder, shape)
      return new Set(servers.map(({ config }) => resolveSettings(settingsFile(config)).secret))
    }
    const [secret, ...others] = await secretOf()
    expect(others).toEqual([])
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(await secretOf()).toEqual(new Set([secret]))
    for (const name of ['cluster-secret', 'n1.json', 'n3.json'])
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    rmSync(join(folder, 'cluster-secret'))
    expect(await secretOf()).not.toContain(secret)
  })

  test('that was made without a secret gets one; with one of its own it keeps that', async () => {
    const servers = await clusterIn(folder, shape)
    const change = (secretFile: string | undefined): void => {
      for (const { config } of servers) {
        const settings = JSON.parse(readFileSync(config, 'utf8')) as object
        writeFileSync(config, JSON.stringify({ ...settings, secretFile }))
      }
    }
    change(undefined)
    rmSync(join(folder, 'cluster-secret'))
    await clusterIn(folder, shape)
    expect(settingsFile(servers[0]?.config ?? '').secretFile).toBe(join(folder, 'cluster-secret'))
    change('own-secret')
    await clusterIn(folder, shape)
    expect(settingsFile(servers[0]?.config ?? '').secretFile).toBe(join(folder, 'own-secret'))
  })

  test('has the client ports asked for', async () => {
    const servers = await clusterIn(folder, { ...shape, firstPort: 18_001 })
    expect(servers.map(({ client }) => client)).toEqual([
      '127.0.0.1:18001',
      '127.0.0.1:18002',
      '127.0.0.1:18003',
    ])
    expect(await clusterIn(folder, { ...shape, firstPort: 18_001 })).toEqual(servers)
  })

  test.each([
    [{ count: 5 }, 'this holds a cluster of 3; say --cluster 3'],
    [{ service: 'directory' as const }, 'this cluster runs the service ledger; say --service ledger'],
    [{ firstPort: 9 }, 'has its ports already'],
  ])('of another shape is refused: %j', async (other, message) => {
    await clusterIn(folder, shape)
    await expect(clusterIn(folder, { ...shape, ...other })).rejects.toThrow(message)
  })
})

test.each(['key-value', 'directory', 'ledger'] as const)('%s has lines to try it with', (service) => {
  const lines = exampleLines(service, '127.0.0.1:8001')
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) expect(line).toMatch(/^curl -L .*http:\/\/127\.0\.0\.1:8001\/v1\//)
})
