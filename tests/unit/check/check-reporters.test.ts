import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { ATTACK } from '../reports/fixtures/hostile.ts'
import { parseXml } from '../reports/fixtures/parse-xml.ts'
import { checkFiles, checkText, jsonLines } from './check-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-check-reporters-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const read = (result: unknown, key = 'x'): string =>
  jsonLines(
    [0, 'invoke', 'write', 1, key],
    [0, 'ok', 'write', 1, key],
    [1, 'invoke', 'read', null, key],
    [1, 'ok', 'read', result, key],
  )

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const held = file('held.jsonl', read(1))
const stale = file('stale.jsonl', read(null))
const idle = file('idle.jsonl', jsonLines([0, 'invoke', 'read', null, 'x']))
const broken = file('broken.jsonl', '{"process":')
const all = [held, stale, idle, broken]

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('reporters of check', () => {
  it('agent: a line for what does not hold, and one at the end with what is not known', async () => {
    const { code, stdout } = await checkFiles(all, { reporter: ['agent'] })
    expect(code).toBe(254)
    const [failure, end, ...rest] = linesOf(stdout)
    expect(rest).toEqual([])
    expect(failure).toMatchObject({ type: 'failure', file: stale, model: 'kv', key: 'x', line: 3 })
    expect(failure?.['headline']).toMatch(/^read of x returned null/)
    expect(failure?.['next']).toContain(`check ${stale} --model kv --html`)
    expect(end).toMatchObject({ type: 'end', result: 'failed', exit: 254, files: 4, failed: 1, undecided: 2 })
    expect(end?.['remarks'] as string[]).toEqual([
      expect.stringMatching(/^.*idle\.jsonl: undecided: not one operation succeeded/),
      expect.stringMatching(/^.*broken\.jsonl:1: /),
    ])
  })

  it('agent: one line where all held, and one where nothing could be checked', async () => {
    const { code, stdout } = await checkFiles([held], { reporter: ['terminal', 'agent'] })
    expect([code, linesOf(stdout)]).toEqual([
      0,
      [{ type: 'end', result: 'held', exit: 0, files: 1, failed: 0, undecided: 0 }],
    ])
    const wrong = await checkFiles([held], { reporter: ['agent'], model: 'kvv' })
    expect([wrong.code, linesOf(wrong.stdout).map(({ exit }) => exit)]).toEqual([254, [254]])
  })

  it('github: an annotation at the line of the failure, a warning for what is undecided, and the summary', async () => {
    const summary = join(folder, 'summary.md')
    vi.stubEnv('GITHUB_STEP_SUMMARY', summary)
    const { stdout, stderr } = await checkFiles(all, { reporter: ['github'] })
    expect(stdout).toBe('')
    const commands = stderr.split('\n').filter((line) => line.startsWith('::'))
    expect(commands[0]).toMatch(
      new RegExp(`^::error file=${stale},line=3,title=NOT linearizable \\(kv\\)::read of x returned null`),
    )
    expect(commands.map((line) => line.split(' ', 1)[0])).toEqual(['::error', '::warning', '::error'])
    expect(commands[2]).toContain('title=not checked::')
    const rows = readFileSync(summary, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| '))
    expect(rows).toHaveLength(2 + all.length)
  })

  it('junit: a case for each file, in the folder of --output', async () => {
    const output = join(folder, 'made')
    await checkFiles(all, { reporter: ['terminal', 'junit'], output })
    const [suites] = parseXml(readFileSync(join(output, 'junit.xml'), 'utf8')).children
    const text = readFileSync(join(output, 'junit.xml'), 'utf8')
    expect(suites).toBeDefined()
    expect(text).toContain('<testsuite name="whitewater" tests="4" failures="1" errors="2"')
    expect(text).toMatch(/<failure type="NOT linearizable \(kv\)" message="read of x returned null/)
    expect(text.match(/<error type="[a-z ]*"/g)).toEqual([
      '<error type="unknown"',
      '<error type="not checked"',
    ])
  })

  it('a name that is none, a folder that cannot be written, and two for standard output are bad input', async () => {
    const stranger = await checkFiles([held], { reporter: ['agnet'] })
    expect(stranger.code).toBe(254)
    expect(stranger.stderr).toMatch(
      /no reporter "agnet"; did you mean agent\?.*terminal, agent, junit, github/,
    )
    const place = await checkFiles([held], { reporter: ['junit'], output: join(held, 'in-a-file') })
    expect([place.code, place.stderr]).toEqual([254, expect.stringContaining('output folder')])
    const both = await checkFiles([held], { reporter: ['agent'], json: true })
    expect([both.code, JSON.parse(both.stdout)]).toEqual([254, expect.objectContaining({ valid: 'unknown' })])
  })

  it('lets no command and no markup of a history through', async () => {
    const key = `${ATTACK}\n::error::mine`
    const output = join(folder, 'hostile')
    const { stdout, stderr } = await checkText(read(null, key), {
      reporter: ['agent', 'github', 'junit'],
      output,
    })
    for (const text of [stdout, stderr]) {
      expect(text.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(text === stderr ? 1 : 0)
      // eslint-disable-next-line no-control-regex -- controls are what is looked for
      expect(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text)).toBe(false)
    }
    expect(() => parseXml(readFileSync(join(output, 'junit.xml'), 'utf8'))).not.toThrow()
  })
})
