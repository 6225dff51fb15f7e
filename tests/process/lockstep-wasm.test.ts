import { execa } from 'execa'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { lockstep } from '../../src/lockstep/lockstep.ts'
import { runAll, violationsOf } from '../simulation/targets/runs.ts'
import { whitewaterIn, type Ended } from './fixtures/whitewater.ts'
import { compileModule, withEnding } from '../unit/lockstep/fixtures/compile-module.ts'

const etcdRaft = join(import.meta.dirname, '../../examples/go-etcd-raft')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-wasm-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const whitewater = (...args: string[]): Promise<Ended> => whitewaterIn(folder, ...args)

describe('a module that', () => {
  test.each([
    ['traps', 'unreachable()', 1, /n\d: the module trapped: unreachable/],
    ['exits', 'proc_exit(3)', 1, /n\d: the module exited with code 3/],
    // in this process nobody can take the step from it: the watchdog ends the process
    ['never answers', 'while (true) lines++', 2, /no step in \d+ s, it stood at .* < \$whitewater_step/],
    [
      'leaves out its effects',
      'return say("{\\"step\\":3}")',
      1,
      /n\d: answered step 3 with effects missing/,
    ],
  ])(
    '%s: it is a finding that says so',
    async (name, ending, code, says) => {
      const file = compileModule(folder, name.replaceAll(' ', '-'), withEnding(ending))
      const output = join(folder, `runs-${name}`)
      const args = ['steady-cluster', '--runs', '1', '--no-minimize', '--output', output]
      const { exitCode, stdout, stderr } = await whitewater(
        ...['run', ...args, '--watchdog', '4s', '--target', `lockstep:${file}`],
      )
      expect(`${stdout}\n${stderr}`.replace(/\s+/g, ' ')).toMatch(says)
      expect(exitCode).toBe(code)
    },
    100_000,
  )

  test('never answers its first line is bad input', async () => {
    const file = compileModule(folder, 'never-begins', withEnding('while (true) lines++', 0))
    const args = ['steady-cluster', '--runs', '1', '--watchdog', '4s', '--target', `lockstep:${file}`]
    const { exitCode, stdout, stderr } = await whitewater('run', ...args)
    expect({ exitCode, said: `${stdout}\n${stderr}` }).toEqual({
      exitCode: 254,
      said: expect.stringMatching(/never-begins\.wasm/) as string,
    })
  }, 100_000)
})

describe('the Raft of etcd in Go', () => {
  let missing: string | undefined
  const file = join(folder, 'etcd-raft')

  beforeAll(async () => {
    const build = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> =>
      execa('go', ['build', ...args, '.'], { cwd: etcdRaft, reject: false, env, timeout: 280_000 })
    if ((await execa('go', ['version'], { reject: false })).exitCode !== 0)
      missing = 'needs Go 1.24 or newer; install it from go.dev/dl'
    else if ((await execa('go', ['mod', 'download'], { cwd: etcdRaft, reject: false })).exitCode !== 0)
      missing = 'needs the modules of go.mod; go mod download cannot fetch them here'
    else {
      const builds = [
        await build({}, '-o', file),
        await build({ GOOS: 'wasip1', GOARCH: 'wasm' }, '-buildmode=c-shared', '-o', `${file}.wasm`),
      ]
      expect(builds.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr)).toEqual([])
    }
  }, 600_000)

  test('keeps the contract over a pipe and in WebAssembly', async (context) => {
    if (missing !== undefined) context.skip(missing)
    for (const program of [
      ['--bin', file],
      ['--wasm', `${file}.wasm`],
    ]) {
      const { exitCode, stdout } = await whitewater('lockstep', '--conformance', ...program)
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/^ok +snapshots .*\d+ rules kept, 0 broken,/ms) as string,
      })
    }
  }, 120_000)

  test('breaks nothing, compacts its log, and runs equally in both, and again', async (context) => {
    if (missing !== undefined) context.skip(missing)
    const chosen = scenarios.filter(({ name }) => ['everything-at-once', 'log-compaction'].includes(name))
    const module = lockstep({ wasm: `${file}.wasm` })
    const ran = await runAll(module, [1, 2, 3, 4], chosen)
    expect(violationsOf(ran)).toEqual([])
    expect(ran.every(({ counts }) => counts.ok > 0 && counts.elections > 0)).toBe(true)
    const digests = ran.map(({ digest }) => digest)
    const piped = await runAll(lockstep({ bin: file }), [1, 2, 3, 4], chosen)
    expect(piped.map(({ digest }) => digest)).toEqual(digests)
    const again = await runAll(module, [1, 2, 3, 4], chosen)
    expect(again.map(({ digest }) => digest)).toEqual(digests)
  }, 240_000)
})
