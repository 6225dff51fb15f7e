import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scenarios, schedules } from '../../scenarios/index.ts'
import { digestsOf, runAll, seeds, violationsOf } from '../simulation/targets/runs.ts'
import { BuiltExample, type Example } from './fixtures/built-example.ts'
import { whitewaterIn } from './fixtures/whitewater.ts'

// Rafts in other languages, with the kits that stand in examples/ to be copied. etcd's is tested with WebAssembly.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-examples-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Into one folder: what several of them depend on is built once. */
const cargoBuild = ['cargo', 'build', '--quiet', '--locked', '--target-dir', '../target'] as const

const examples: Example[] = [
  {
    name: 'c-raft',
    toolchain: ['cc', '--version', 'install it with apt-get install build-essential'],
    build: [['cc', '-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-o', 'c-raft', 'raft.c', 'lockstep.c']],
    run: (built) => [join(built, 'c-raft')],
    skipped: 1, // sessions
  },
  {
    name: 'c-canonical-raft',
    toolchain: ['cc', '--version', 'install it with apt-get install build-essential'],
    library: ['raft.h', 'install it with apt-get install libraft-dev'],
    build: [['make', 'CFLAGS=-std=c11 -O2 -Wall -Wextra -Werror']],
    run: (built) => [join(built, 'c-canonical-raft')],
    foundBy: 'elected-then-restart',
  },
  {
    name: 'rust-tikv-raft',
    toolchain: ['cargo', '--version', 'install it from rustup.rs'],
    build: [cargoBuild],
    run: (built) => [join(built, '../target/debug/rust-tikv-raft')],
  },
  {
    name: 'rust-omnipaxos',
    toolchain: ['cargo', '--version', 'install it from rustup.rs'],
    build: [cargoBuild],
    run: (built) => [join(built, '../target/debug/rust-omnipaxos')],
    clean: [1, 2, 4], // in a debug build an assertion of the library ends it in the third run: see its README
  },
  {
    name: 'rust-openraft',
    toolchain: ['cargo', '--version', 'install it from rustup.rs'],
    build: [cargoBuild],
    run: (built) => [join(built, '../target/debug/rust-openraft')],
  },
  {
    name: 'go-hashicorp-raft',
    toolchain: ['go', 'version', 'install Go 1.26 from go.dev/dl'],
    build: [['sh', 'build.sh']],
    run: (built) => [join(built, 'hashicorp-raft')],
    skipped: 1,
  },
  {
    name: 'java-microraft',
    toolchain: ['mvn', '--version', 'install it with apt-get install maven default-jdk'],
    build: [['mvn', '--quiet', '--batch-mode', 'package']],
    run: (built) => ['java', '-jar', join(built, 'target/java-microraft.jar')],
    skipped: 1,
  },
  {
    name: 'python-pysyncobj',
    toolchain: ['python3', '--version', 'install it with apt-get install python3 python3-venv'],
    build: [
      ['python3', '-m', 'venv', 'venv'],
      ['venv/bin/pip', 'install', '--quiet', '--requirement', 'requirements.txt'],
    ],
    run: (built) => [join(built, 'venv/bin/python'), join(built, 'main.py')],
    bug: 'read-locally',
    skipped: 3, // it offers no persistence either
  },
]

const chosen = scenarios.filter(({ name }) => name === 'everything-at-once')

let omnipaxos: BuiltExample | undefined
let canonical: BuiltExample | undefined

describe.each(examples)('$name', (example) => {
  let built: BuiltExample
  beforeAll(async () => {
    built = await BuiltExample.build(example, folder)
    if (example.name === 'rust-omnipaxos') omnipaxos = built
    if (example.name === 'c-canonical-raft') canonical = built
  }, 900_000)

  const { bug = 'send-early', foundBy = 'everything-at-once', skipped = 2, clean = [1, 2, 3] } = example

  test('keeps every rule of the contract', async (context) => {
    if (built.missing !== undefined) return context.skip(built.missing)
    const [bin, ...args] = built.words()
    const said = await whitewaterIn(folder, 'lockstep', '--conformance', '--bin', bin, '--', ...args)
    expect(said.stdout).toContain(`rules kept, 0 broken, ${skipped} skipped`)
    expect(said.exitCode).toBe(0)
  })

  test('breaks nothing, and runs equally again', async (context) => {
    if (built.missing !== undefined) return context.skip(built.missing)
    const ran = await runAll(built.target(), clean, chosen)
    expect(violationsOf(ran)).toEqual([])
    expect(ran.every(({ counts }) => counts.ok > 0 && counts.elections > 0)).toBe(true)
    expect(digestsOf(await runAll(built.target(), clean, chosen))).toEqual(digestsOf(ran))
  })

  test(`is found where it has a bug: ${bug}`, async (context) => {
    if (built.missing !== undefined) return context.skip(built.missing)
    const wrong = built.target('--bug', bug)
    const finding = [...scenarios, ...schedules].filter(({ name }) => name === foundBy)
    for (let seed = 0; seed < 60; seed++) {
      const [ran] = await runAll(wrong, [seed], finding)
      if (ran?.violation === undefined) continue
      return
    }
    expect.fail('60 runs broke nothing')
  })
})

test("canonical/raft 0.15 is found to commit an old term's entries by counting them", async (context) => {
  if (canonical?.missing !== undefined) return context.skip(canonical.missing)
  const [bin] = canonical!.words()
  const drawn = ['--runs', '20', '--bail', '1', '--no-minimize']
  const said = await whitewaterIn(folder, 'run', 'figure-8', '--target', `lockstep:${bin}`, ...drawn)
  expect(said.stdout).toContain('FAIL rule/committed-by-counting-an-old-term')
  expect(said.exitCode).toBe(1)
})

describe('OmniPaxos with snapshots', () => {
  test('keeps every rule of the contract: the kit in Rust takes snapshots on request', async (context) => {
    if (omnipaxos?.missing !== undefined) return context.skip(omnipaxos.missing)
    const [bin, ...args] = omnipaxos!.words('--snapshots')
    const said = await whitewaterIn(folder, 'lockstep', '--conformance', '--bin', bin, '--', ...args)
    expect(said.stdout).toContain('15 rules kept, 0 broken, 1 skipped')
    expect(said.stdout).toMatch(/^ok +snapshots /m)
  })

  test('loses what a part of a snapshot was to be added to', async (context) => {
    if (omnipaxos?.missing !== undefined) return context.skip(omnipaxos.missing)
    const target = omnipaxos!.target('--snapshots')
    const found = violationsOf(await runAll(target, seeds(12), chosen))
    expect(found.join('\n')).toContain('state-machine-safety')
  })
})

test.each([
  ['C', ['c-raft', 'c-canonical-raft'], ['lockstep.h', 'lockstep.c']],
  ['Python', ['python-raft', 'python-pysyncobj'], ['lockstep.py']],
  ['Go', ['go-etcd-raft', 'go-hashicorp-raft'], ['lockstep.go', 'kv.go', 'journal.go', 'pipe.go', 'wasm.go']],
  ['Rust', ['rust-tikv-raft', 'rust-omnipaxos', 'rust-openraft'], ['src/lockstep.rs', 'rustfmt.toml']],
])('the kit in %s is the same in all of its examples', (_language, folders, files) => {
  for (const file of files) {
    const [first, ...others] = folders.map((name) =>
      readFileSync(join(import.meta.dirname, '../../examples', name, file), 'utf8'),
    )
    expect(others).toEqual(others.map(() => first))
  }
})
