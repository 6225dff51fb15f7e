import { execa } from 'execa'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { whitewaterIn } from './fixtures/whitewater.ts'

// A project with a Raft of its own and a suite of its own: what export writes is a test like its others.

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const broken = readFileSync(join(root, 'examples/tutorial/raft-1.ts'), 'utf8')
/** An old message takes nothing back any more. All it sends is as before. */
const mended = broken.replace(
  '[log, commit] = [message.log!, message.count!]',
  '[log, commit] = message.count! < commit ? [log, commit] : [message.log!, message.count!]',
)

/** The project's own suite, in a process of its own; the package is these sources. */
const suite = (file: string) =>
  execa(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, file], {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1', FORCE_COLOR: undefined },
  })

beforeAll(async () => {
  const alias = [
    `{ find: /^whitewater\\/vitest$/, replacement: ${JSON.stringify(join(root, 'src/vitest.ts'))} }`,
    `{ find: /^whitewater$/, replacement: ${JSON.stringify(join(root, 'src/index.ts'))} }`,
  ]
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `export default { resolve: { alias: [${alias.join(', ')}] } }\n`,
  )
  writeFileSync(join(folder, 'raft.ts'), broken)
  const { exitCode } = await whitewaterIn(
    folder,
    ...['run', 'minority-down', '--target', './raft.ts', '--seed', '1.25', '--runs', '1', '--output', 'own'],
  )
  expect(exitCode).toBe(1)
})

test('the mended Raft is another', () => expect(mended).not.toBe(broken))

test('a test of a Raft of its own fails with what broke, and passes once it is mended', async () => {
  const exported = await whitewaterIn(
    folder,
    ...['export', 'own/latest/report.html', '--as', 'vitest', '--output', 'test/raft.test.ts'],
  )
  expect(exported.stdout).toContain('npx vitest run test/raft.test.ts')
  const text = readFileSync(join(folder, 'test/raft.test.ts'), 'utf8')
  expect(text.match(/^import .*$/gm)).toEqual([
    `import { replayTest } from 'whitewater/vitest'`,
    `import target from '../raft.ts'`,
  ])
  expect(text).toMatch(
    /^ {4}\/\/ n1 .* → leads term 1, appends 1\n {4}\{ do: 'deliver', from: 'n2', to: 'n1', /m,
  )
  const failed = await suite('test/raft.test.ts')
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout + failed.stderr).toMatch(/commitIndex of n\d went back from 1 to 0/)
  expect(failed.stdout + failed.stderr).toContain('Then     commitIndex increases monotonically')
  writeFileSync(join(folder, 'raft.ts'), mended)
  const passed = await suite('test/raft.test.ts')
  expect(passed.stdout).toContain('1 passed')
  expect(passed.exitCode).toBe(0)
  writeFileSync(join(folder, 'raft.ts'), broken)
})

test('a test of the built-in Raft fails with its planted bug and passes without', async () => {
  const bug = 'own-raft+vote-twice'
  await whitewaterIn(
    folder,
    ...['run', 'contested-elections', '--target', bug, '--bail', '1', '--output', 'planted'],
  )
  const file = join(folder, 'planted.test.ts')
  const exported = await whitewaterIn(
    folder,
    ...['export', 'planted/latest/minimized.json', '--as', 'vitest', '--output', file, '--json'],
  )
  const { signature } = JSON.parse(exported.stdout) as { readonly signature: string }
  const failed = await suite('planted.test.ts')
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout + failed.stderr).toContain(`signature ${signature}`)
  writeFileSync(file, readFileSync(file, 'utf8').replace(`target: '${bug}'`, `target: 'own-raft'`))
  expect((await suite('planted.test.ts')).exitCode).toBe(0)
})

test('a script is replayed by one command: a violation while the bug is there, none once it is mended', async () => {
  const exported = await whitewaterIn(
    folder,
    ...['export', 'own/latest/minimized.json', '--as', 'script', '--output', 'raft.json'],
  )
  const [, command = ''] = /^ {2}npx whitewater (.*)$/m.exec(exported.stdout) ?? []
  expect(command).toBe('replay raft.json')
  const failed = await whitewaterIn(folder, ...command.split(' '))
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toMatch(/commitIndex of n\d went back from 1 to 0/)
  writeFileSync(join(folder, 'raft.ts'), mended)
  const passed = await whitewaterIn(folder, ...command.split(' '))
  expect([0, 2]).toContain(passed.exitCode)
  expect(passed.stdout).not.toContain('FAIL')
  const none = await whitewaterIn(folder, 'export', 'own/latest/minimized.json', '--as', 'script')
  expect([none.exitCode, none.stderr]).toEqual([254, expect.stringContaining('breaks nothing on ./raft.ts')])
  writeFileSync(join(folder, 'raft.ts'), broken)
})

test('what cannot be exported is said in one line', async () => {
  const refused = async (...args: string[]) => {
    const { exitCode, stderr } = await whitewaterIn(folder, 'export', ...args)
    expect(exitCode).toBe(254)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    return stderr
  }
  writeFileSync(
    join(folder, 'servers.json'),
    JSON.stringify({ version: 1, mode: 'process', plan: {}, target: 'etcd', digest: '' }),
  )
  expect(await refused('servers.json', '--as', 'vitest')).toContain('real servers, in real time')
  writeFileSync(join(folder, 'there.test.ts'), '')
  expect(await refused('own/latest/minimized.json', '--as', 'vitest', '--output', 'there.test.ts')).toContain(
    'export overwrites nothing',
  )
  expect(await refused('own/latest/minimized.json', '--as', 'jest')).toContain('vitest or script')
})
