import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { examine } from '../../../src/doctor/examine.ts'
import type { Finding } from '../../../src/doctor/finding.ts'
import { thisMachine, type Machine } from '../../../src/doctor/machine.ts'

let folder: string
let bin: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitewater-doctor-test-'))
  bin = join(folder, 'bin')
  mkdirSync(bin)
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** This machine with programs only from `bin`; the rest is as it is unless said. */
const machine = (more: Partial<Machine> = {}): Machine => ({
  ...thisMachine(join(folder, 'runs', 'not', 'there', 'yet')),
  env: { PATH: bin },
  patience: 20_000,
  ...more,
})

/** A program in `bin`: what a shell does. */
function program(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
}

async function finding(name: string, on = machine()): Promise<Finding> {
  const one = (await examine(on)).findings.find((candidate) => candidate.name === name)
  if (one === undefined) throw new Error(`nothing is called ${name}`)
  return one
}

test('without any program in the PATH all that is needed is there', async () => {
  const { ready, findings } = await examine(machine())
  expect(ready).toBe(true)
  const found = findings.filter((one) => one.found).map(({ name }) => name)
  expect(found).toEqual(['Node', 'workers', 'temporary folder', 'cores', 'output folder'])
  expect(findings.filter((one) => one.needed).map(({ name }) => name)).toEqual(found.slice(0, 3))
  // what is missing says what it is for and how to get it
  expect(findings.every(({ purpose, remedy }) => purpose !== '' && remedy !== '')).toBe(true)
})

test('neither an empty PATH nor none at all is an error', async () => {
  expect((await examine(machine({ env: {} }))).ready).toBe(true)
  expect((await examine(machine({ env: { PATH: '' } }))).ready).toBe(true)
})

describe('programs', () => {
  test.each([
    ['Python', 'python3', 'echo Python 3.12.1', '3.12.1'],
    ['Go', 'go', 'echo go version go1.26.1 linux/amd64', '1.26.1'],
    ['Rust', 'cargo', "echo 'cargo 1.95.0 (abc 2026-01-01)'", '1.95.0'],
    ['Java', 'javac', 'echo javac 1.8.0_402 >&2', '1.8.0_402'],
    ['C compiler', 'clang', 'echo Debian clang version 19.1.7', '19.1.7'],
    ['Chromium', 'google-chrome', 'echo Google Chrome 140.0.1', '140.0.1'],
    ['Redis', 'redis-server', 'echo Redis server v=7.0.15 sha=0', '7.0.15'],
    ['etcd', 'etcd', 'echo etcd Version: 3.5.9', '3.5.9'],
    ['NATS', 'nats-server', 'echo nats-server: v2.9.10', '2.9.10'],
  ])('%s with its version and path', async (name, file, script, version) => {
    program(file, script)
    expect(await finding(name)).toMatchObject({ found: true, version, path: join(bin, file) })
  })

  test('etcd that is too old, and what only has its name', async () => {
    program('etcd', 'echo etcd Version: 3.3.25')
    expect(await finding('etcd')).toMatchObject({
      found: false,
      version: '3.3.25',
      because: 'it is older than 3.4',
    })
    program('etcd', 'echo hello 3.5')
    expect(await finding('etcd')).toMatchObject({
      found: false,
      because: expect.stringContaining('not etcd') as string,
    })
  })

  test('a NATS server that is too old, and what only has its name', async () => {
    program('nats-server', 'echo nats-server: v2.8.4')
    expect(await finding('NATS')).toMatchObject({
      ...{ found: false, version: '2.8.4', because: 'it is older than 2.9' },
    })
    program('nats-server', 'echo hello 2.9')
    expect(await finding('NATS')).toMatchObject({
      found: false,
      because: expect.stringContaining('not nats-server') as string,
    })
  })

  test('by name in the environment', async () => {
    program('other-etcd', 'echo etcd Version: 3.6.0')
    const env = { PATH: '', WHITEWATER_ETCD: join(bin, 'other-etcd'), CHROMIUM: join(bin, 'no-chromium') }
    expect(await finding('etcd', machine({ env }))).toMatchObject({ found: true, version: '3.6.0' })
    expect(await finding('Chromium', machine({ env }))).toMatchObject({ found: false })
  })

  test('one that fails, one that says no version, a folder, a file that may not be executed', async () => {
    program('python3', 'echo pyenv: python3 3.12: command not found >&2; exit 127')
    program('go', 'echo hello')
    mkdirSync(join(bin, 'cargo'))
    writeFileSync(join(bin, 'javac'), '')
    expect(await finding('Python')).toMatchObject({ found: false, because: 'it ended with exit code 127' })
    expect(await finding('Go')).toMatchObject({ found: false, because: 'it does not say its version' })
    expect(await finding('Rust')).toEqual(expect.not.objectContaining({ path: expect.anything() as unknown }))
    expect(await finding('Java')).toMatchObject({ found: false })
  })

  test('one that never ends is given up, and one that never stops printing', async () => {
    program('go', "trap '' TERM; while :; do :; done")
    program('python3', 'while :; do echo 3.12; done')
    const { findings } = await examine(machine({ patience: 1000 }))
    const of = (name: string) => findings.find((one) => one.name === name)
    expect(of('Go')).toMatchObject({ found: false, because: 'it gave no answer within 1 s' })
    expect(of('Python')).toMatchObject({ found: false })
  })

  test('what a program leaves behind is not waited for', async () => {
    program('cargo', '(while :; do /bin/sleep 1; done) & echo cargo 1.2.3')
    expect(await finding('Rust')).toMatchObject({ found: true, version: '1.2.3' })
  })
})

test('an output folder that cannot be made', async () => {
  writeFileSync(join(folder, 'file'), '')
  const one = await finding('output folder', machine({ outputFolder: join(folder, 'file/runs') }))
  expect(one).toMatchObject({ found: false, because: `${join(folder, 'file')} is a file` })
})

describe('not ready', () => {
  const ready = async (more: Partial<Machine>): Promise<boolean> => (await examine(machine(more))).ready

  test('with an old Node', async () => {
    expect(await ready({ nodeVersion: '22.17.1' })).toBe(false)
    expect(await ready({ nodeVersion: '22.18.0' })).toBe(true)
    expect(await ready({ nodeVersion: '24.0.0' })).toBe(true)
    expect(await ready({ nodeVersion: '9.99.0' })).toBe(false)
  })

  test('when no process can be started', async () => {
    expect(await ready({ nodePath: join(folder, 'no-node') })).toBe(false)
    program('node', 'exit 1')
    expect(await ready({ nodePath: join(bin, 'node') })).toBe(false)
  })

  test('without a temporary folder', async () => {
    const { ready: all, findings } = await examine(machine({ temporaryFolder: join(folder, 'gone') }))
    expect(all).toBe(false)
    expect(findings[2]).toMatchObject({ name: 'temporary folder', found: false })
    expect(findings[2]?.because).toMatch(/ENOENT/)
  })
})
