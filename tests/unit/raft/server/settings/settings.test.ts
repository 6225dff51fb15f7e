import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../../../../src/base/input-error.ts'
import { exposureWarnings } from '../../../../../src/raft/server/settings/exposure.ts'
import { resolveSettings } from '../../../../../src/raft/server/settings/resolve-settings.ts'
import type { RawSettings } from '../../../../../src/raft/server/settings/settings-schema.ts'
import {
  checkedSettings,
  merged,
  settingsFile,
} from '../../../../../src/raft/server/settings/settings-source.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitewater-settings-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
  return file
}

const MEMBERS = 'n1=127.0.0.1:7001/127.0.0.1:8001,n2=127.0.0.1:7002/127.0.0.1:8002'
const least: RawSettings = checkedSettings({ id: 'n1', data: 'data', members: MEMBERS }, 'test')

/** What an action refuses with. */
function refusal(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as InputError).message
  }
  throw new Error('nothing was refused')
}

describe('a file of settings', () => {
  test('is read whole, its paths taken from its own folder', () => {
    const file = written('n1.json', {
      id: 'n1',
      data: 'n1-data',
      members: { n1: { peer: 'a:1', client: 'a:2' } },
      host: '0.0.0.0',
      electionTimeout: '1.5s',
      tls: { certificate: 'n1.crt', key: '/keys/n1.key', authority: 'ca.crt' },
      log: { level: 'warn' },
      limits: { callTimeout: '250ms' },
    })
    expect(settingsFile(file)).toMatchObject({
      data: join(folder, 'n1-data'),
      electionTimeout: 1500,
      tls: { certificate: join(folder, 'n1.crt'), key: '/keys/n1.key', authority: join(folder, 'ca.crt') },
      limits: { callTimeout: 250 },
    })
  })

  test.each([
    ['{"id":', 'this is no JSON'],
    [[], 'expected object'],
    [{ ids: 'n1' }, 'unknown field "ids"; there are id, cluster, data'],
    [{ id: 'n 1' }, 'id must be 1 to 64 letters'],
    [{ id: 'unknown' }, 'not "unknown"'],
    [{ members: 'n1=a:1' }, 'members must be a list such as n1='],
    [{ members: 'n1=a/b:2' }, 'members n1: "a" is no address host:port'],
    [{ members: 'n1=a:1/a:2,n1=b:1/b:2' }, 'members n1 is named twice'],
    [
      { members: { n1: { peer: 'a:1', client: 'nowhere' } } },
      'members.n1.client must be an address host:port',
    ],
    [{ listen: { peers: 7001 } }, 'listen.peers'],
    [{ listen: { peer: 'a:1' } }, 'unknown field "peer" in listen'],
    [{ electionTimeout: 500 }, 'electionTimeout'],
    [{ electionTimeout: '5 minutes' }, 'electionTimeout must be a duration such as 500ms'],
    [{ heartbeat: '0ms' }, 'heartbeat must be 1ms or more'],
    [{ service: 'queue' }, 'service'],
    [{ reads: 'stale' }, 'reads'],
    [{ snapshotEvery: -1 }, 'snapshotEvery must be a whole number from 0'],
    [{ secret: 'hunter2' }, 'unknown field "secret"'],
    [{ limits: { body: 10 } }, 'limits.body must be a whole number from 1024'],
  ])('%j is refused with file and field: %s', (content, error) => {
    const file = written('bad.json', content)
    const message = refusal(() => settingsFile(file))
    expect(message).toContain(`${file}: `)
    expect(message).toContain(error)
  })

  test('a file that is not there is named', () => {
    expect(refusal(() => settingsFile(join(folder, 'none.json')))).toMatch(/none\.json: .*cannot be read/)
  })

  test('the command line counts more, field by field', () => {
    const file: RawSettings = { id: 'n1', service: 'ledger', log: { level: 'warn' }, limits: { waiting: 5 } }
    const line: RawSettings = { id: 'n2', log: { format: 'text' } }
    expect(merged(file, line)).toMatchObject({
      ...{ id: 'n2', service: 'ledger', log: { level: 'warn', format: 'text' }, limits: { waiting: 5 } },
    })
  })
})

describe('settings as a whole', () => {
  test('what is left out is the usual', () => {
    const settings = resolveSettings(least)
    expect(settings).toMatchObject({
      ...{ id: 'n1', cluster: 'whitewater', service: 'key-value', members: ['n1', 'n2'] },
      listen: { peers: { host: '127.0.0.1', port: 7001 }, clients: { host: '127.0.0.1', port: 8001 } },
      raft: { electionTimeout: 500, heartbeat: 50, snapshotEvery: 10_000, reads: 'read-index' },
      log: { level: 'info', format: 'json' },
      limits: { body: 1_048_576, waiting: 4096, connections: 10_000, callTimeout: 5000 },
    })
    expect(settings.secret).toBeUndefined()
    expect(settings.addresses.get('n2')).toEqual({ peer: '127.0.0.1:7002', client: '127.0.0.1:8002' })
  })

  test('who joins begins without members, but knows addresses', () => {
    const raw = checkedSettings(
      { id: 'n3', data: 'd', join: true, members: `${MEMBERS},n3=127.0.0.1:7003/127.0.0.1:8003` },
      'test',
    )
    const settings = resolveSettings(raw)
    expect(settings.members).toEqual([])
    expect([...settings.addresses.keys()]).toEqual(['n1', 'n2', 'n3'])
    expect(settings.listen.peers.port).toBe(7003)
  })

  test('it may listen elsewhere than others reach it', () => {
    const raw = { ...least, listen: { peers: '127.0.0.1:9001' }, advertise: { clients: 'localhost:80' } }
    const settings = resolveSettings(raw)
    expect(settings.listen.peers).toEqual({ host: '127.0.0.1', port: 9001 })
    expect(settings.addresses.get('n1')).toEqual({ peer: '127.0.0.1:7001', client: 'localhost:80' })
  })

  test('it listens beyond loopback only when told to', () => {
    const remote = checkedSettings({ id: 'n1', data: 'd', members: 'n1=10.0.0.1:7001/10.0.0.1:8001' }, 'test')
    expect(refusal(() => resolveSettings(remote))).toMatch(/loopback only.*--host 10\.0\.0\.1/)
    expect(resolveSettings({ ...remote, host: '0.0.0.0' }).listen.clients).toEqual({
      host: '0.0.0.0',
      port: 8001,
    })
  })

  test.each([
    [{ ...least, id: undefined }, 'id is missing'],
    [{ ...least, data: undefined }, 'data is missing'],
    [{ ...least, members: undefined }, 'the address of n1 is missing'],
    [{ ...least, members: undefined, listen: { peers: 'a:1', clients: 'a:2' } }, 'members is missing'],
    [{ ...least, id: 'n3', listen: { peers: 'a:1', clients: 'a:2' } }, 'n3 is not among the members n1, n2'],
    [{ ...least, heartbeat: 300 }, 'heartbeat (300ms) must be at most half of electionTimeout (500ms)'],
  ])('%j: %s', (raw, error) => {
    expect(refusal(() => resolveSettings(raw as RawSettings))).toContain(error)
  })
})

describe('the secret', () => {
  test('comes from a file or a variable; the file counts', () => {
    const secretFile = written('secret', 'from-a-file-0123456789\n')
    const variables = { WHITEWATER_SECRET: 'from-a-variable-0123' }
    expect(resolveSettings({ ...least, secretFile }, variables).secret).toBe('from-a-file-0123456789')
    expect(resolveSettings(least, variables).secret).toBe('from-a-variable-0123')
  })

  test('one that can be guessed, and a file that cannot be read, are refused', () => {
    expect(refusal(() => resolveSettings(least, { WHITEWATER_SECRET: 'short' }))).toMatch(
      /WHITEWATER_SECRET: .*16 characters/,
    )
    const secretFile = join(folder, 'no-secret')
    expect(refusal(() => resolveSettings({ ...least, secretFile }))).toMatch(
      /no-secret: the secret cannot be read/,
    )
  })
})

test.each([0o640, 0o604, 0o660, 0o644])('a secret of mode %o is refused, with what to run', (mode) => {
  const secretFile = written("it's secret", 'from-a-file-0123456789')
  chmodSync(secretFile, mode)
  expect(refusal(() => resolveSettings({ ...least, secretFile }))).toContain(
    `it's secret: the secret is open to others than its owner (mode 0${mode.toString(8)}). ` +
      `Run: chmod 600 '${secretFile.replace("'", `'\\''`)}'`,
  )
  chmodSync(secretFile, 0o400)
  expect(resolveSettings({ ...least, secretFile }).secret).toBe('from-a-file-0123456789')
})

describe('a server that others can reach says so', () => {
  const open = resolveSettings({ ...least, host: '0.0.0.0' })
  const tls = { certificate: 'c', key: 'k', authority: 'a', clients: true }

  test.each([
    ['loopback', resolveSettings(least), []],
    [
      'nothing set',
      open,
      [/peer port 0\.0\.0\.0:7001 .*pose as a member/, /client API 0\.0\.0\.0:8001 .*unencrypted/],
    ],
    ['a secret', { ...open, secret: 'x'.repeat(16) }, [/is not encrypted/, /unencrypted/]],
    ['TLS', { ...open, tls }, [/asks nobody who they are/]],
  ])('%s', (_, settings, expected) => {
    const warnings = exposureWarnings(settings)
    expect(warnings.length).toBe(expected.length)
    expected.forEach((pattern, at) => expect(warnings[at]).toMatch(pattern))
  })
})
