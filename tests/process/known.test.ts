import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, runCampaign, type CampaignReport } from '../../src/index.ts'
import twoBugs from './fixtures/two-bugs.ts'
import { commandHere } from './fixtures/command-here.ts'

// A stranger's Raft with two bugs of its own: the shallow one, an exception, hides the deep one.

const target = join(import.meta.dirname, 'fixtures/two-bugs.ts')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-known-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SHALLOW = 'no-exception/TypeError'
/** A vote that compares no logs, by what the candidate had instead; and what comes of it where the trace does not tell. */
const deep = /^rule\/(older-log|longer-log-of-an-older-term)-elected$/

const whitewater = (...parameters: string[]) => commandHere(folder, ...parameters)

interface Summary {
  readonly scenarios: readonly {
    readonly failures: readonly { readonly seed: string; readonly signature: string }[]
  }[]
  readonly known?: readonly { readonly signature: string; readonly runs: number }[]
}

describe('run', () => {
  const runs = ['run', 'contested-elections', '--target', target, '--runs', '20', '--no-minimize', '--json']
  const failuresOf = (stdout: string) =>
    (JSON.parse(stdout) as Summary).scenarios.flatMap(({ failures }) => failures)

  test('finds the deep bug in runs that the shallow one had ended', async () => {
    const plain = failuresOf((await whitewater(...runs)).stdout)
    const list = join(folder, 'known.txt')
    writeFileSync(list, `# both of them\n${SHALLOW}\nlog-matching/different-commands\n`)
    const past = await whitewater(...runs, '--known', list)
    expect(past.exitCode).toBe(1)
    const found = failuresOf(past.stdout)
    for (const { signature } of found) expect(signature).toMatch(deep)
    const hidden = found.filter(({ seed }) =>
      plain.some((one) => one.seed === seed && one.signature === SHALLOW),
    )
    expect(hidden.length).toBeGreaterThan(1)
    const { known = [] } = JSON.parse(past.stdout) as Summary
    const count = known.find(({ signature }) => signature === SHALLOW)?.runs ?? 0
    expect(count).toBeGreaterThan(5)
    expect(known).toContainEqual({ signature: 'log-matching/different-commands', runs: 0 })
    expect(past.stderr).toContain(`\nknown: ${count} x ${SHALLOW}\n`)
    expect(past.stderr).toContain('known, and never seen in these runs: log-matching/different-commands')
  })

  test('a run.json is a list of one; its replay is the same run', async () => {
    const output = join(folder, 'one')
    await whitewater(...runs, '--output', output, '--bail', '1')
    const record = join(output, 'latest/run.json')
    const behind = await whitewater('replay', record, '--known', record, '--json')
    expect(behind.stderr).not.toContain('as before')
    const { signature, digest, known } = JSON.parse(behind.stdout) as Record<string, unknown>
    expect(known).toEqual([SHALLOW])
    expect(signature).not.toBe(SHALLOW)
    const again = await whitewater('replay', record, '--known', SHALLOW, '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ digest })
  })

  test.each([
    [
      ['--ignore', 'log-matchin'],
      /--ignore names the property "log-matchin".*did you mean log-matching\?; there are/,
    ],
    [['--known', 'electon-safety/two-leaders'], /--known names the property "electon-safety".*did you mean/],
    [
      ['--known', 'rule/older-log-electd'],
      /--known names the rule "older-log-electd".*did you mean older-log-elected\?/,
    ],
    [['--known', './no-such-list.txt'], /--known must be a signature, property\/shape, or a file of them/],
    [['--known', 'wrong.txt'], /^wrong\.txt:2: must be a signature/],
  ])('%j is bad input', async (parameters, message) => {
    writeFileSync(join(folder, 'wrong.txt'), 'election-safety/two-leaders\nno signature\n')
    const { exitCode, stderr } = await commandHere(folder, 'run', 'steady-cluster', ...parameters)
    expect(exitCode).toBe(254)
    expect(stderr).toMatch(message)
  })
})

test('each round that is known goes deeper, until nothing fails', async () => {
  const known = new Set<string>()
  for (let left = 1; left > 0;) {
    const { failures } = await run({
      ...{ target: twoBugs, scenarios: ['contested-elections'], runs: 25, bail: 0, minimize: false },
      known: [...known],
    })
    left = failures.length
    for (const { report } of failures) {
      const { signature = '' } = report.record
      expect(known).not.toContain(signature)
      known.add(signature)
    }
  }
  expect(known).toContain(SHALLOW)
  expect([...known].filter((signature) => deep.test(signature)).length).toBeGreaterThan(0)
  // what comes of the deep one, in the logs and for clients, is told as the deep one where the trace shows it
  expect(known.size).toBeLessThan(8)
})

describe('campaign', () => {
  const what = {
    target,
    scenarios: ['contested-elections'],
    seed: '7',
    runs: 24,
    minimize: false,
    selfTests: false,
    workers: 1,
  }
  let first: CampaignReport
  beforeAll(async () => {
    first = await runCampaign({ ...what, output: join(folder, 'campaign') })
  })

  test('counts what is known over its sessions, and finds what lies behind', async () => {
    const counted = await runCampaign({
      ...what,
      known: [SHALLOW, 'monotone/commitIndex'],
      output: join(folder, 'whole'),
    })
    expect(first.verdict.failures.map(({ signature }) => signature)).toContain(SHALLOW)
    const { failures, known } = counted.verdict
    for (const { signature } of failures) expect(signature).toMatch(deep)
    const deepRuns = ({ verdict }: CampaignReport): number =>
      verdict.failures
        .filter(({ signature }) => deep.test(signature))
        .reduce((sum, { count }) => sum + count, 0)
    expect(deepRuns(counted)).toBeGreaterThan(deepRuns(first))
    const [stale, seen] = known ?? []
    expect(stale).toEqual({ signature: 'monotone/commitIndex', runs: 0 })
    expect(seen?.signature).toBe(SHALLOW)
    expect(seen?.runs).toBeGreaterThan(5)
    expect(counted.text).toContain(`\nknown: ${seen?.runs} x ${SHALLOW}\n`)

    const parts = join(folder, 'parts')
    const controller = new AbortController()
    const part = await runCampaign({
      ...what,
      known: [SHALLOW, 'monotone/commitIndex'],
      output: parts,
      signal: controller.signal,
      onProgress: ({ runs }) => void (runs > 0 && controller.abort()),
    })
    expect(part.verdict.interrupted).toBe(true)
    const rest = await runCampaign({ output: parts, resume: true, minimize: false, selfTests: false })
    expect(rest.verdict).toMatchObject({ known, scenarios: counted.verdict.scenarios })
  })

  const few = { ...what, runs: 8, output: join(folder, 'few') }

  test('fails on any failure, or only on those that no former campaign in its folder has found', async () => {
    const fresh = await runCampaign({ ...few, failOn: 'new' })
    expect(fresh.verdict.result).toBe('violation')
    expect(fresh.verdict.failures.length).toBeGreaterThan(0)
    expect(fresh.verdict.failures.every((one) => one.new === true)).toBe(true)
    const again = await runCampaign({ ...few, failOn: 'new' })
    expect(again.verdict.result).toBe('nothing-new')
    expect(again.verdict.failures.map((one) => one.new)).toEqual(fresh.verdict.failures.map(() => false))
    expect(again.text).toContain('found before')
    expect(again.remarks.at(-1)).toMatch(
      /^NOTHING NEW: \d+ runs broke a property, each as in a former campaign$/,
    )
    expect((await runCampaign(few)).verdict.result).toBe('violation')
    expect(readdirSync(few.output).filter((name) => /^campaign-.*\.sqlite$/.test(name))).toHaveLength(2)
  })

  test('ends with 0 where nothing new failed', async () => {
    const words = ['campaign', 'contested-elections', '--target', target, '--seed', '7', '--runs', '8']
    const { exitCode, stdout } = await whitewater(
      ...words,
      ...['--no-minimize', '--no-self-tests', '--output', few.output, '--fail-on', 'new'],
    )
    expect(stdout).toContain('found before')
    expect(exitCode).toBe(0)
    expect((await whitewater(...words, '--fail-on', 'old')).stderr).toContain(
      '--fail-on must be new or any; got "old"',
    )
  })
})
