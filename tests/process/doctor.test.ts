import { execa } from 'execa'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, inject } from 'vitest'

const main = inject('main')
let empty: string

beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), 'whitewater-doctor-'))
})
afterAll(async () => rm(empty, { recursive: true, force: true }))

const doctor = (env: { [name: string]: string }, ...parameters: string[]) =>
  execa(process.execPath, [main, 'doctor', ...parameters], {
    ...{ cwd: empty, env, extendEnv: false, reject: false, stdin: 'ignore' },
  })

test('0 on a machine with nothing but Node; what is missing is named with how to get it', async () => {
  const { exitCode, stdout, stderr } = await doctor({ PATH: empty })
  expect(exitCode).toBe(0)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^ok +Node +\d+\.\d+/)
  expect(stdout).toMatch(/^missing +etcd +for: run --target etcd.*\n +get it: .*apt-get install etcd-server/m)
  expect(stdout).toMatch(/All that is needed is here/)
})

test('--json is one value on stdout', async () => {
  const { exitCode, stdout } = await doctor({ PATH: empty }, '--json')
  expect(exitCode).toBe(0)
  const { version, ready, findings } = JSON.parse(stdout) as {
    version: number
    ready: boolean
    findings: { name: string; found: boolean }[]
  }
  expect([version, ready]).toEqual([1, true])
  expect(findings.find(({ name }) => name === 'Go')).toMatchObject({ found: false, needed: false })
})

test('254 where nothing can work', async () => {
  const { exitCode, stdout } = await doctor({ PATH: empty, TMPDIR: join(empty, 'gone') })
  expect(exitCode).toBe(254)
  expect(stdout).toMatch(/^NEEDED +temporary folder/m)
  expect(stdout).toMatch(/Nothing works here without: temporary folder\./)
})
