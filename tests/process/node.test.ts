import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, serve, whitewater } from './served-cluster.ts'
import { commandHere } from './fixtures/command-here.ts'

describe('whitewater node', () => {
  test.each([
    [['node'], /id is missing/],
    [['node', '--id', 'n1'], /data is missing/],
    [
      ['node', '--id', 'n1', '--data', 'd', '--members', 'n2=127.0.0.1:1/127.0.0.1:2'],
      /address of n1 is missing/,
    ],
    [['node', '--config', 'no-such.json'], /no-such\.json: the settings cannot be read/],
    [
      ['node', '--id', 'n1', '--data', 'd', '--members', 'n1=10.0.0.1:1/10.0.0.1:2'],
      /loopback only unless told otherwise/,
    ],
  ])('%j: 254', async (parameters, message) => {
    const { exitCode, stderr } = await commandHere(folder, ...parameters)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(254)
  })

  test('a port that is taken: 254, and says which', async () => {
    const { served } = await serve('--cluster', '1')
    const taken = served.servers[0]?.client ?? ''
    const members = `n1=127.0.0.1:0/${taken}`
    const { exitCode, stderr } = await whitewater(
      'node',
      '--id',
      'n1',
      '--data',
      join(folder, 'taken'),
      '--members',
      members,
    )
    expect(stderr).toContain(`EADDRINUSE: address already in use ${taken}`)
    expect(exitCode).toBe(254)
  })

  test('data without its snapshot: 254, with the file and what to do, each time', async () => {
    const data = join(folder, 'without')
    const { running, served, client } = await serve(
      '--cluster',
      '1',
      '--snapshot-every',
      '20',
      '--data',
      data,
    )
    for (let at = 0; at < 60; at++) await client.kv.set(`k${at}`, at)
    running.kill('SIGTERM')
    await running
    rmSync(join(data, 'n1-data/values/snapshot.value'))
    for (let time = 0; time < 2; time++) {
      const { exitCode, stderr } = await whitewater('node', '--config', served.servers[0]?.config ?? '')
      expect(stderr).toMatch(
        /n1-data\/values\/snapshot\.value: This value is missing.*Restore this directory/,
      )
      expect(exitCode).toBe(254)
    }
    // and whoever starts it as one of a cluster hears of it at once
    const { exitCode, stderr } = await whitewater('serve', '--cluster', '1', '--data', data)
    expect(stderr).toMatch(/snapshot\.value: This value is missing/)
    expect(exitCode).toBe(254)
  })

  test('a secret that others can read: 254, with what to run', async () => {
    const { running, served } = await serve('--cluster', '1', '--data', join(folder, 'open'))
    running.kill('SIGTERM')
    await running
    const secret = join(served.data, 'cluster-secret')
    chmodSync(secret, 0o644)
    const { exitCode, stderr } = await whitewater('node', '--config', served.servers[0]?.config ?? '')
    expect(stderr).toContain(`Run: chmod 600 ${secret}`)
    expect(exitCode).toBe(254)
  })

  test('data of another server: 254', async () => {
    const { running, served } = await serve('--cluster', '1', '--data', join(folder, 'other'))
    running.kill('SIGTERM')
    await running
    const config = served.servers[0]?.config ?? ''
    const settings = JSON.parse(readFileSync(config, 'utf8')) as { members: object }
    const members = { n9: { peer: '127.0.0.1:0', client: '127.0.0.1:0' } }
    writeFileSync(config, JSON.stringify({ ...settings, id: 'n9', members }))
    const { exitCode, stderr } = await whitewater('node', '--config', config)
    expect(stderr).toMatch(/n1.*n9|n9.*n1/)
    expect(exitCode).toBe(254)
  })
})
