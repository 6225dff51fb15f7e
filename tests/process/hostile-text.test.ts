import { execa } from 'execa'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, inject } from 'vitest'

// Names, errors, keys and values of a user's files that command terminals and CI systems: nowhere do they get through.

const ATTACK = '\u001b[2J\u001b]0;owned\u0007\r\n::error::owned\n##[error]owned\u202e\u009b\u0085'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-hostile-'))
  const text = JSON.stringify(ATTACK)
  await writeFile(
    join(folder, 'target.ts'),
    `import { inProcess } from 'whitewater'
console.log(${text})
export default inProcess({ name: ${text}, create: (environment) => ({
  receive() {},
  submit(call, done) {
    environment.note(${text}, ${text})
    if (environment.id === 'n1') { const error = new Error(${text}); error.name = ${text}; throw error }
    done({ type: 'fail', error: ${text} })
  },
}) })
`,
  )
  await writeFile(
    join(folder, 'scenario.ts'),
    `import { defineScenario } from 'whitewater'
export default defineScenario({ name: 'hostile', about: ${text}, coverageMarks: ['operationSucceeded'] })
export const named = { name: ${text}, about: ${text}, coverageMarks: [] }
`,
  )
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (...parameters: string[]) =>
  execa(process.execPath, [inject('main'), ...parameters], {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    env: { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
  })

// eslint-disable-next-line no-control-regex -- controls are what is looked for
const commands = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]|##\[/

function expectHarmless(text: string): void {
  expect(text).not.toMatch(commands)
  for (const line of text.split('\n')) {
    // the reporter's own commands, one a failure
    if (!line.startsWith('::error title=')) expect(line.trim()).not.toMatch(/^::/)
  }
}

test('run: terminal, JUnit, GitHub and JSON', async () => {
  const { stdout, stderr, exitCode } = await whitewater(
    ...['run', './scenario.ts', '--target', './target.ts', '--runs', '2', '--no-minimize'],
    ...['--reporter', 'terminal,junit,github,json,html', '--output', 'out', '--seed', '1'],
  )
  expect(exitCode).toBe(1)
  expect(stdout).toContain('no-exception')
  expect(stderr.match(/^::error title=/gm)).toHaveLength(1)
  const report = readFileSync(join(folder, 'out/latest/report.txt'), 'utf8')
  const junit = readFileSync(join(folder, 'out/junit.xml'), 'utf8')
  expect(report).toContain('\\u{1b}[2J')
  for (const text of [stdout, stderr, report, junit]) expectHarmless(text)
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).not.toMatch(commands)
})

test('campaign, and a module whose own error is hostile', async () => {
  const { stdout, stderr } = await whitewater(
    ...['campaign', './scenario.ts', '--target', './target.ts', '--runs', '2', '--workers', '1'],
    ...['--no-minimize', '--output', 'campaign'],
  )
  expect(stdout + stderr).toContain('no-exception')
  for (const text of [stdout, stderr]) expectHarmless(text)
  await writeFile(join(folder, 'throws.ts'), `throw new Error(${JSON.stringify(ATTACK)})`)
  for (const bad of [
    ['--target', './throws.ts'],
    ['./scenario.ts#named'],
    [`./${ATTACK}.ts`],
    ['--target', ATTACK],
    ['--reporter', ATTACK],
    [`--${ATTACK}`],
  ]) {
    const refused = await whitewater('run', ...bad)
    expect(refused.exitCode).toBe(254)
    expectHarmless(refused.stderr)
  }
})

test('check: keys, values and errors of a history', async () => {
  const lines = [
    { process: 0, type: 'invoke', f: 'write', key: ATTACK, value: ATTACK },
    { process: 0, type: 'ok', f: 'write', key: ATTACK, value: ATTACK },
    { process: 1, type: 'invoke', f: 'read', key: ATTACK },
    { process: 1, type: 'ok', f: 'read', key: ATTACK, value: null },
  ]
  await writeFile(join(folder, 'history.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  for (const json of [[], ['--json']]) {
    const { stdout, stderr, exitCode } = await whitewater('check', 'history.jsonl', '--model', 'kv', ...json)
    expect(exitCode).toBe(1)
    for (const text of [stdout, stderr]) expectHarmless(text)
  }
})
