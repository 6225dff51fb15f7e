import { execa } from 'execa'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, inject } from 'vitest'
import { commandHere } from './fixtures/command-here.ts'

// The verb as a user types it, on what a campaign and a run have really left.

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-report-'))

const whitewater = (...parameters: string[]) =>
  execa(process.execPath, [main, ...parameters], { cwd: folder, reject: false, stdin: 'ignore' })

const campaign = (target: string) =>
  whitewater(
    ...[
      'campaign',
      'contested-elections',
      'leader-isolated',
      '--runs',
      '40',
      '--seed',
      '3',
      '--no-self-tests',
    ],
    ...['--target', target, '--output', 'nightly'],
  )

interface Json {
  readonly rendered: readonly { readonly kind: string; readonly from: string; readonly files: string[] }[]
  readonly refused: readonly { readonly message: string }[]
}

/** A copy of what lies there, to be spoiled. */
function copyOf(path: string): string {
  const copy = mkdtempSync(join(folder, 'copy-'))
  cpSync(join(folder, path), copy, { recursive: true })
  return copy
}

describe('whitewater report', () => {
  let first: { readonly exitCode?: number | undefined; readonly stderr: string }
  let second: typeof first

  beforeAll(async () => {
    first = await campaign('own-raft+vote-no-log-check')
    second = await campaign('own-raft')
  }, 120_000)

  test('a campaign writes its page, and its last lines are the failures with their paths', () => {
    expect(first.exitCode).toBe(1)
    const lines = first.stderr.trimEnd().split('\n')
    expect(lines.at(-1)).toBe('page  nightly/campaign.html')
    expect(lines.at(-2)).toMatch(
      /^FAIL [\w/-]+ {2}\d+ runs? \(.* seed 3-\d+.*\), (?:the first )?minimized to \d+ steps {2}nightly\/.*\/report\.html$/,
    )
    expect(second.exitCode).toBe(0)
    const page = readFileSync(join(folder, 'nightly/campaign.html'), 'utf8')
    // what another target failed of is not fixed in this one
    expect(page).toMatch(/PASS<\/b> 80 runs<\/h1>/)
    const json = JSON.parse(readFileSync(join(folder, 'nightly/campaign.json'), 'utf8')) as object
    expect(json).toMatchObject({
      version: 1,
      standing: 'held',
      result: 'held',
      runs: 80,
      groups: [],
      gone: [],
    })
  })

  test('renders all that lies in a folder, the campaign before too, and exits 0 though runs had failed', async () => {
    const copy = copyOf('nightly')
    for (const name of readdirSync(copy)) if (/\.(html|json)$/.test(name)) rmSync(join(copy, name))
    const { exitCode, stdout, stderr } = await commandHere(folder, 'report', copy, '--json')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const { rendered } = JSON.parse(stdout) as Json
    expect(rendered.filter(({ kind }) => kind === 'campaign')).toHaveLength(2)
    expect(rendered.filter(({ kind }) => kind === 'run').length).toBeGreaterThan(0)
    for (const { files } of rendered) for (const file of files) expect(existsSync(file), file).toBe(true)
    const former = rendered.find(({ from }) => /campaign-.*\.sqlite$/.test(from))
    const page = readFileSync(former?.files[0] ?? '', 'utf8')
    expect(page).toMatch(/FAIL<\/b> \d+ signatures?/)
    // each failing seed can be read without SQL
    const json = JSON.parse(readFileSync(former?.files[1] ?? '', 'utf8')) as {
      readonly failed: number
      readonly groups: readonly { readonly failures: readonly { readonly replay: string }[] }[]
    }
    const replays = json.groups.flatMap(({ failures }) => failures.map(({ replay }) => replay))
    expect(replays).toHaveLength(json.failed)
    const token = /'(w1:.*)'/.exec(replays.at(-1) ?? '')?.[1] ?? ''
    expect((await whitewater('replay', token)).exitCode).toBe(1)
  })

  test('the page of a run comes out as it was, from its folder or a file in it', async () => {
    const [run = ''] = readdirSync(join(folder, 'nightly/contested-elections'))
    const place = join('nightly/contested-elections', run)
    const page = (): string => readFileSync(join(folder, place, 'report.html'), 'utf8')
    const was = page()
    for (const path of [place, join(place, 'run.json'), join(place, 'minimized.json')]) {
      writeFileSync(join(folder, place, 'report.html'), '')
      const { exitCode, stdout } = await commandHere(folder, 'report', path)
      expect(exitCode).toBe(0)
      expect(stdout).toContain(`written: ${join(place, 'report.html')}`)
      expect(page()).toBe(was)
    }
  })

  test('--output leaves what is there as it is; what is missing is said', async () => {
    const copy = copyOf('nightly')
    const [run = ''] = readdirSync(join(copy, 'contested-elections'))
    rmSync(join(copy, 'contested-elections', run, 'history.jsonl'))
    rmSync(join(copy, 'contested-elections', run, 'report.html'))
    const output = join(copy, 'elsewhere')
    const { exitCode, stdout } = await commandHere(
      folder,
      'report',
      join(copy, 'contested-elections'),
      '--output',
      output,
    )
    expect(exitCode).toBe(0)
    expect(stdout).toContain('history.jsonl: what its clients saw is not shown')
    expect(readFileSync(join(output, run, 'report.html'), 'utf8')).toContain(
      'history.jsonl: what its clients saw',
    )
    expect(existsSync(join(copy, 'contested-elections', run, 'report.html'))).toBe(false)
  })

  test('one that is damaged does not keep the others from being rendered', async () => {
    const copy = copyOf('nightly')
    const [run = ''] = readdirSync(join(copy, 'contested-elections'))
    writeFileSync(join(copy, 'contested-elections', run, 'run.json'), '{}')
    const { exitCode, stdout, stderr } = await commandHere(folder, 'report', copy)
    expect(exitCode).toBe(254)
    expect(stderr).toMatch(/run\.json: field version: /)
    expect(stdout).toContain('campaign.html')
    expect(stdout).toMatch(/\nwrote \d+ files in \d+ folders$/)
    // from where the shell stands
    const lines = stdout.split('\n').filter((line) => line.startsWith('  FAIL '))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(existsSync(/\S*report\.html$/.exec(line)?.[0] ?? 'none')).toBe(true)
  })

  test.each([
    [['nowhere'], /^nowhere: no such file or folder; give a run folder/],
    [[import.meta.dirname], /holds no run and no campaign \(no run\.json/],
    [[import.meta.filename], /is no run\.json, minimized\.json or campaign\.sqlite/],
    [[], /missing required argument/],
  ])('bad input %j is refused with what to do', async (parameters, message) => {
    const { exitCode, stdout, stderr } = await commandHere(folder, 'report', ...parameters)
    expect(stderr).toMatch(message)
    expect({ exitCode, stdout }).toEqual({ exitCode: 254, stdout: '' })
  })

  test('a file that only has the name of a campaign is refused in one line', async () => {
    const file = join(mkdtempSync(join(folder, 'odd-')), 'campaign.sqlite')
    writeFileSync(file, 'no database, and long enough for a header of one '.repeat(10))
    const { exitCode, stderr } = await commandHere(folder, 'report', file)
    expect(exitCode).toBe(254)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/campaign\.sqlite: it cannot be read as a campaign/)
  })
})
