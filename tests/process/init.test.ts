import { execa } from 'execa'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, inject } from 'vitest'

// What the TypeScript starter writes imports the installed package: tests/package runs it.

const main = inject('main')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-init-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (...parameters: string[]) =>
  execa(process.execPath, [main, ...parameters], { cwd: folder, reject: false, stdin: 'ignore' })

test('init --language python writes what the printed command runs; a second one writes nothing', async (context) => {
  const { exitCode, stdout } = await whitewater('init', '--language', 'python')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^wrote into \.:\n {2}raft\.py\n {2}lockstep\.py\n/)
  const [, parameters = ''] = /next:\n {2}npx whitewater (run .*)$/.exec(stdout) ?? []
  expect(parameters).toBe('run --target lockstep:./raft.py')
  const before = readdirSync(folder)
  const again = await whitewater('init', '--language', 'python')
  expect([again.exitCode, again.stdout]).toEqual([254, ''])
  expect(again.stderr).toMatch(/^raft\.py, lockstep\.py, .*overwrites nothing/)
  expect(readdirSync(folder)).toEqual(before)
  const python = await execa('python3', ['--version'], { reject: false })
  if (python.failed) context.skip('needs python3; install it with apt-get install python3')
  const ran = await whitewater(...parameters.split(' '), '--runs', '2')
  expect(`${ran.exitCode} ${ran.stderr}\n${ran.stdout}`).toMatch(/^0 /)
})

test.each([
  ['go', 'go build -o my-raft .', 'lockstep:./my-raft', 'main.go'],
  ['rust', 'cargo build', 'lockstep:target/debug/rust-tikv-raft', 'src/main.rs'],
  [
    'java',
    'mvn --quiet package',
    "'lockstep:java -jar target/java-microraft.jar'",
    'src/main/java/MicroRaft.java',
  ],
] as const)(
  'init --language %s writes what the printed command builds',
  async (language, build, target, main) => {
    const { exitCode, stdout } = await whitewater('init', `in-${language}`, '--language', language)
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`cd in-${language} && ${build} && npx whitewater run --target ${target}`)
    // examples-lockstep.test.ts builds what these are copies of
    expect(existsSync(join(folder, `in-${language}`, main))).toBe(true)
  },
)

test('what init --language go writes builds', async (context) => {
  if ((await execa('go', ['version'], { reject: false })).failed)
    context.skip('needs Go 1.24 or newer; install it from go.dev/dl')
  await whitewater('init', 'built-go', '--language', 'go')
  const cwd = join(folder, 'built-go')
  if ((await execa('go', ['mod', 'download'], { cwd, reject: false })).failed)
    context.skip('needs the modules of go.mod; go mod download cannot fetch them here')
  const { exitCode, stderr } = await execa('go', ['build', '-o', 'my-raft', '.'], { cwd, reject: false })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
}, 300_000)

test('--json is one value on stdout', async () => {
  const { exitCode, stdout } = await whitewater('init', 'there', '--json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    ...{ version: 1, language: 'typescript', folder: 'there' },
    files: ['my-raft.ts', 'my-scenario.ts', 'raft.test.ts', '.github/workflows/whitewater-nightly.yml'],
    next: 'cd there && npm install --save-dev whitewater && npx whitewater run --target ./my-raft.ts',
  })
})

test('254 for a language there is no starter for', async () => {
  const { exitCode, stderr } = await whitewater('init', 'nowhere', '--language', 'cobol')
  expect([exitCode, stderr]).toEqual([
    254,
    expect.stringContaining('there are typescript, python, go, rust, java'),
  ])
  expect(readdirSync(folder)).not.toContain('nowhere')
})
