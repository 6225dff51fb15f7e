import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, inject } from 'vitest'

// What modules keep at their top goes on from run to run within a process. A run must not depend on it.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-modules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A target that waits and sends as `state`, an expression, has it. */
const targetOf = (head: string, state: string): string => `
import { inProcess } from 'whitewater'
${head}
interface Sent { readonly state: number }
export default inProcess({
  name: 'counting',
  globals: 'virtual',
  offers: { electionsOnly: true },
  create: ({ id, members, transport }) => {
    const sent: Sent = { state: ${state} }
    setTimeout(() => { for (const to of members) if (to !== id) transport.send(to, { ...sent }) }, 50 + sent.state)
    return {
      receive() {},
      submit() {},
      view: () => ({
        role: id === 'n1' ? 'leader' : 'follower',
        currentTerm: 1, votedFor: 'n1', log: [], firstIndex: 1, commitIndex: 0, lastApplied: 0,
      }),
    }
  },
})
`

const files: { readonly [name: string]: string } = {
  'package.json': '{ "type": "module" }',
  'node_modules/counting/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/counting/index.js': `
    import { bump } from './deep.js'
    export { bump as default }
    export let reads = 0
    export const live = () => ++reads`,
  'node_modules/counting/deep.js': 'let count = 0\nexport const bump = () => ++count',
  'node_modules/common/index.js': `
    let count = 0
    exports.next = () => require('./lazy').next() + ++count`,
  'node_modules/common/lazy.js': 'let count = 0\nexports.next = () => 100 * ++count',
  'esm.ts': targetOf(
    "import next, { live, reads } from 'counting'\nlet own = 0",
    'next() + 1000 * ++own + 0 * live() + reads',
  ),
  'common.ts': targetOf("import { next } from 'common'", 'next()'),
  'options.ts': targetOf("import next from 'counting'", 'next()').replace(
    'globals:',
    'options: { batch: [1, 8, 64] }, globals:',
  ),
  'waits.ts': targetOf("import next from 'counting'\nawait Promise.resolve()", 'next()'),
  'opens.ts': targetOf("import next from 'counting'\nsetTimeout(() => {}, 1_000_000).unref()", 'next()'),
  'once.ts': targetOf(
    "Object.defineProperty(globalThis, 'onlyOnce', { value: {} })\nlet count = 0",
    '++count',
  ),
}
for (const [name, text] of Object.entries(files)) {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

const program = fileURLToPath(new URL('fixtures/modules/digests-of.ts', import.meta.url))
const digests = (file: string, ...seeds: string[]): string[] =>
  execFileSync(process.execPath, [program, join(folder, file), ...seeds], { encoding: 'utf8' })
    .trim()
    .split('\n')

const main = inject('main')
const command = (...parameters: string[]) =>
  spawnSync(process.execPath, [main, ...parameters, '--output', join(folder, 'runs')], {
    encoding: 'utf8',
    cwd: folder,
  })

test.each(['esm.ts', 'common.ts', 'options.ts'])('%s: a run is the same whatever ran before it', (file) => {
  const [alone] = digests(file, '1')
  const seeds = ['2', '1', '3', '4', '5', '6', '7', '1']
  const after = digests(file, ...seeds)
  expect([after[1], after[7]]).toEqual([alone, alone])
  expect(after[0]).not.toBe(alone)
})

test('the command does not call it nondeterministic, nor does a campaign', () => {
  const run = command('run', 'contested-elections', '--target', './esm.ts', '--runs', '6')
  expect([run.status, run.stdout]).toEqual([0, expect.stringContaining('6 held, 0 failed')])
  const seeds = ['campaign', 'contested-elections', '--target', './esm.ts', '--runs', '40', '--workers', '1']
  const campaign = command(...seeds)
  expect(campaign.status, campaign.stdout + campaign.stderr).not.toBe(3)
})

test.each([
  ['waits at its top', 'waits.ts'],
  ['opens something real each time', 'opens.ts'],
  ['cannot be loaded twice', 'once.ts'],
])('one that %s is shared by all runs, and called what it is when that shows', (_, file) => {
  const [first, again] = digests(file, '1', '1')
  expect(again).not.toBe(first)
  const { status, stdout } = command('run', 'contested-elections', '--target', `./${file}`, '--runs', '1')
  expect(status).toBe(3)
  expect(stdout).toMatch(/NOT DETERMINISTIC[^]*state that the module keeps between runs/)
  expect(stdout).toMatch(/contested-elections +1 run .* 0 held, 0 failed, 1 undecided/)
})
