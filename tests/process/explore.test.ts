import { execa } from 'execa'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

const main = inject('main')
const root = join(import.meta.dirname, '../..')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-explore-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (...parameters: string[]) =>
  execa(process.execPath, [main, ...parameters], { cwd: folder, reject: false, stdin: 'ignore' })

describe('explore', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: who asked for JSON gets a value', async (signal) => {
    const child = execa(process.execPath, [main, 'explore', 'steady-cluster', '--json'], {
      ...{ cwd: folder, reject: false, stdin: 'ignore', buffer: true },
    })
    // it is under way once it says how far it is
    await new Promise((resolve) => child.stderr.once('data', resolve))
    child.kill(signal)
    const { exitCode, stdout } = await child
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      exit: 2,
      error: expect.stringContaining(signal) as string,
    })
    expect(exitCode).toBe(2)
  })

  test('0 when nothing within the bounds breaks, and it says what was searched', async () => {
    const bounds = ['--timeouts', '2', '--operations', '1', '--late-messages', '0', '--retries', '0']
    const { exitCode, stdout } = await whitewater('explore', 'steady-cluster', ...bounds)
    expect(stdout).toMatch(/no violation within timeouts 2, operations 1: [\d,]+ distinct states/)
    expect(exitCode).toBe(0)
  })

  test('1 with the shortest run that breaks a property, which replays', async () => {
    const output = join(folder, 'bug')
    const { exitCode, stdout } = await whitewater(
      ...[
        'explore',
        'steady-cluster',
        '--target',
        'own-raft+vote-no-log-check',
        '--output',
        output,
        '--json',
      ],
    )
    expect(exitCode).toBe(1)
    const verdict = JSON.parse(stdout) as { failure: { report: string; signature: string } }
    expect(verdict).toMatchObject({
      version: 1,
      result: 'violation',
      scenario: 'steady-cluster',
      nodes: 3,
      symmetric: true,
      failure: { signature: 'rule/older-log-elected', decisions: 6 },
    })
    const run = join(verdict.failure.report, '..')
    for (const file of ['run.json', 'minimized.json', 'report.html', 'report.txt', 'trace.jsonl.gz'])
      expect(existsSync(join(run, file)), file).toBe(true)
    for (const file of ['run.json', 'minimized.json']) {
      const again = await whitewater('replay', join(run, file))
      expect(again.exitCode, again.stderr).toBe(1)
      expect(again.stdout).toContain('older-log-elected')
    }
    expect(readFileSync(join(run, 'report.txt'), 'utf8')).toContain('no single decision can be left out')
  })

  test('a target of somebody’s own, told apart by what it shows; and by its state()', async () => {
    const source = readFileSync(join(root, 'examples/typescript-raft/my-raft.ts'), 'utf8').replace(
      'lastTerm > ours || (lastTerm === ours && lastIndex >= this.log.length)',
      'true',
    )
    await writeFile(join(folder, 'forgetful.ts'), source)
    const state = `  state() {
    const { role, term, vote, votes, next, match, commit, applied, waiting, log } = this
    return [role, term, vote, [...votes].sort(), [...next], [...match], commit, applied, [...waiting.keys()], log] as Json
  }

  view(): NodeView {`
    await writeFile(join(folder, 'stateful.ts'), source.replace('  view(): NodeView {', state))
    const found: unknown[] = []
    for (const [file, identity] of [
      ['forgetful.ts', 'view'],
      ['stateful.ts', 'state'],
    ] as const) {
      const { exitCode, stdout, stderr } = await whitewater(
        ...['explore', 'steady-cluster', '--target', `./${file}`, '--symmetric', '--json'],
      )
      expect(exitCode, stderr).toBe(1)
      const verdict = JSON.parse(stdout) as { failure: { decisions: number } }
      expect(verdict).toMatchObject({ identity, failure: { signature: 'rule/older-log-elected' } })
      found.push(verdict.failure.decisions)
    }
    expect(found[0]).toBe(found[1])
  })

  test('2 when the target spins, and it says where', async () => {
    const source = readFileSync(join(root, 'examples/typescript-raft/my-raft.ts'), 'utf8')
    await writeFile(join(folder, 'spins.ts'), source.replace("this.role = 'leader'", 'for (;;);'))
    const { exitCode, stdout } = await whitewater(
      ...['explore', 'steady-cluster', '--target', './spins.ts', '--watchdog', '2s'],
    )
    expect(stdout).toMatch(/UNDECIDED: .*in a search/s)
    expect(exitCode).toBe(2)
  })

  test('2 when no bounds were searched to their end', async () => {
    const { exitCode, stdout } = await whitewater('explore', 'steady-cluster', '--max-states', '50')
    expect(stdout).toContain('UNDECIDED')
    expect(exitCode).toBe(2)
  })

  test('goes on where it was stopped; 254 for a file that is none of it', async () => {
    const bounds = ['--timeouts', '2', '--operations', '1', '--late-messages', '0', '--retries', '0']
    const search = (...more: string[]) => whitewater('explore', 'steady-cluster', ...bounds, ...more)
    const stopped = await search('--max-states', '500', '--save', 'search.bin')
    expect(stopped.stdout).toContain('stopped: --resume search.bin goes on from here')
    expect(stopped.exitCode).toBe(2)
    const [whole, resumed] = [await search(), await search('--resume', 'search.bin')]
    const held = /no violation within .*/
    expect(resumed.stdout.match(held)?.[0]).toBe(whole.stdout.match(held)?.[0])
    expect(resumed.exitCode).toBe(0)
    await writeFile(join(folder, 'none.bin'), 'none')
    const none = await search('--resume', 'none.bin')
    expect(none.stderr).toContain('none.bin: it is no stopped search')
    expect(none.exitCode).toBe(254)
    for (const file of [join(folder, 'no', 'such.bin'), folder]) {
      const unwritable = await search('--save', file)
      expect(unwritable.stderr).toContain(`${file}: cannot be written: `)
      // before the search, which would end with nothing to write
      expect(unwritable.exitCode).toBe(254)
    }
  })

  test.each([
    [['no-such'], 'there is no scenario "no-such"'],
    [['steady-cluster', '--timeouts', '99'], 'timeouts'],
    [['steady-cluster', '--depth', '0'], 'depth'],
    [['steady-cluster', '--target', './nothing.ts'], 'no such file'],
    [
      ['steady-cluster', '--target', join(root, 'examples/npm/liferaft.ts')],
      'explore takes targets that answer at once',
    ],
    [[], "missing required argument 'scenario'"],
  ])('254 for %j', async (parameters, message) => {
    const { exitCode, stderr } = await whitewater('explore', ...parameters)
    expect(stderr).toContain(message)
    expect(exitCode).toBe(254)
  })
})
