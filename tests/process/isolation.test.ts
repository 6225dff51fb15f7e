import { execa } from 'execa'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi, inject } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { InputError } from '../../src/base/input-error.ts'
import type { MadeRun } from '../../src/run/made-run.ts'
import { openHost, type Isolation } from '../../src/isolation/open-host.ts'
import { ProcessHost } from '../../src/isolation/process-host.ts'
import { caseToken } from '../../src/testcase/test-case-id.ts'
import { alive } from './alive.ts'
import { moduleOf } from './fixtures/hostile-module.ts'

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-isolation-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A run of each scenario. */
async function runs(isolation: Isolation, target: string): Promise<MadeRun[]> {
  const host = openHost(isolation, { target, scenarios: [] })
  try {
    const made: MadeRun[] = []
    for (const { name } of scenarios) {
      made.push(await host.run({ scenario: name, seed: 'same', shape: {}, keep: 'history' }))
    }
    return made
  } finally {
    await host.close()
  }
}

describe('a run', () => {
  test.each(['own-raft', 'own-raft+vote-twice'])(
    'of %s is the same in a process of its own and in this one',
    async (target) => {
      const [apart, here] = await Promise.all([runs('process', target), runs('none', target)])
      expect(apart.map(({ result }) => result.digest)).toEqual(here.map(({ result }) => result.digest))
      expect(apart).toEqual(here)
    },
  )
})

test('what is wrong with the input is said alike from a process of its own, its place apart', async () => {
  const target = join(folder, 'nameless.ts')
  writeFileSync(target, "export default { kind: 'in-process', name: '', create: () => ({}) }\n")
  const thrownBy = async (isolation: Isolation): Promise<unknown> => {
    const host = openHost(isolation, { target, scenarios: [] })
    try {
      await host.describe()
      return 'it was taken'
    } catch (error) {
      return error
    } finally {
      await host.close()
    }
  }
  const [apart, here] = [await thrownBy('process'), await thrownBy('none')]
  expect(apart).toBeInstanceOf(InputError)
  expect(apart).toEqual(here)
  expect((apart as InputError).place).toEqual({ file: target, field: 'name' })
})

test('a failure whose process ends as it is made once more to be explained is told all the same, without its rule', async () => {
  const target = join(folder, 'once.ts')
  const never = join(folder, 'never-again')
  const targets = JSON.stringify(join(import.meta.dirname, '../../src/testcase/targets.ts'))
  writeFileSync(
    target,
    `import { existsSync } from 'node:fs'
import { resolveTarget } from ${targets}
const bug = (await resolveTarget('own-raft+vote-twice'))({ settings: {} })
globalThis.runs ??= existsSync(${JSON.stringify(never)}) ? 1 : 0
const renew = undefined
export default { ...bug, renew, create(environment) {
  if (environment.id === 'n1' && environment.clock.now() === 0 && ++globalThis.runs > 1) for (;;);
  return bug.create(environment)
} }\n`,
  )
  const host = new ProcessHost({ target, scenarios: ['contested-elections'] }, { silence: 500 })
  const order = { scenario: 'contested-elections', seed: '21', shape: {}, keep: 'digest' } as const
  try {
    const { result, plan, ended } = await host.run(order)
    expect(ended).toBeUndefined()
    expect(result.violation?.headline).toMatch(/voted for/)
    expect(result.violation?.cause).toBeUndefined()
    // nor can it be made again for its report
    writeFileSync(never, '')
    const { digest } = result
    const failure = { plan, result, target, token: caseToken({ ...order, target }, digest) }
    const report = await host.minimize({ failure, limits: { skip: true } })
    expect(report.record.violation).toEqual(result.violation)
  } finally {
    await host.close()
  }
})

describe('what a subject started', () => {
  const leaving = (seconds: number): string => {
    const file = join(folder, `leaving-${seconds}.ts`)
    const pids = join(folder, `pids-${seconds}`)
    const top = `const started = child.spawn('sleep', ['${seconds}'], { detached: true, stdio: 'ignore' })
started.unref()
fs.writeFileSync(${JSON.stringify(pids)}, String(started.pid))`
    writeFileSync(file, moduleOf({ top, submit: 'for (;;);' }))
    return file
  }
  const pidOf = async (seconds: number): Promise<number> =>
    vi.waitFor(
      async () => {
        const pid = Number(await readFile(join(folder, `pids-${seconds}`), 'utf8'))
        expect(pid).toBeGreaterThan(0)
        return pid
      },
      { timeout: 60_000, interval: 50 },
    )

  test('ends with its process', async () => {
    const host = new ProcessHost({ target: leaving(3001), scenarios: ['steady-cluster'] })
    await host.describe()
    const pid = await pidOf(3001)
    expect(alive(pid)).toBe(true)
    await host.close()
    await vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 30_000 })
  })

  test('does not outlive a harness that is killed while the subject spins', async () => {
    const args = [
      'run',
      'steady-cluster',
      '--runs',
      '1',
      '--target',
      leaving(3002),
      '--output',
      join(folder, 'runs'),
    ]
    const harness = execa(process.execPath, [main, ...args], { reject: false, stdin: 'ignore', cwd: folder })
    const pid = await pidOf(3002)
    harness.kill('SIGKILL')
    await harness
    await vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 30_000 })
  })
})
