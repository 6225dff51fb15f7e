import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { FailureReport } from '../../../reports/index.ts'
import { writeReports, writeRunFolder } from '../../../src/testcase/run-folder.ts'
import { readRunFolder } from '../../../src/testcase/stored-run.ts'
import { doubleVote } from '../reports/fixtures/double-vote.ts'
import { doubleVoteTrace } from '../reports/fixtures/double-vote-trace.ts'
import { hostileFailure } from '../reports/fixtures/hostile.ts'
import { staleRead } from '../reports/fixtures/stale-read.ts'

const traced: FailureReport = {
  ...doubleVote,
  record: { ...doubleVote.record, trace: doubleVoteTrace },
}

/** The folder of a run as it was written first. */
async function written(failure: FailureReport): Promise<string> {
  const output = mkdtempSync(join(tmpdir(), 'whitewater-stored-'))
  const token = failure.minimized?.record.token ?? failure.record.token
  const { reportPath } = await writeRunFolder(
    output,
    { ...failure, replayCommand: `npx whitewater replay '${token}'` },
    new Date(0),
  )
  return dirname(reportPath)
}

const pages = (folder: string): string[] =>
  ['report.html', 'report.txt'].map((name) => readFileSync(join(folder, name), 'utf8'))

/** What reading the folder throws. */
async function refusal(folder: string): Promise<string> {
  try {
    await readRunFolder(folder)
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`.replace(folder, 'FOLDER')
  }
  return 'nothing'
}

test('commands in a report name its files as a shell takes them', async () => {
  const output = join(mkdtempSync(join(tmpdir(), 'whitewater-stored-')), "it's mine")
  const commands = {
    replayCommand: 'npx whitewater replay minimized.json',
    checkCommand: 'npx whitewater check history.jsonl',
  }
  const { replayCommand, checkCommand } = await writeRunFolder(
    output,
    { ...doubleVote, ...commands },
    new Date(0),
  )
  expect(replayCommand).toMatch(/replay '\/.*\/it'\\''s mine\/.*\/minimized\.json'$/)
  expect(checkCommand).toMatch(/check '\/.*\/it'\\''s mine\/.*\/history\.jsonl'$/)
})

describe('a run that is rendered again', () => {
  test.each([
    ['minimized', doubleVote],
    ['with its trace', traced],
    ['of a history', staleRead],
    ['hostile', hostileFailure()],
  ])('%s: gives the same page and text, byte for byte', async (_, failure) => {
    const folder = await written(failure)
    const first = pages(folder)
    for (const name of ['report.html', 'report.txt']) rmSync(join(folder, name))
    const report = await readRunFolder(folder)
    expect(report.missing).toBeUndefined()
    await writeReports(folder, report)
    expect(pages(folder)).toEqual(first)
  })

  test('says what is not there, on the page and in the text', async () => {
    const folder = await written(traced)
    rmSync(join(folder, 'history.jsonl'))
    rmSync(join(folder, 'trace.jsonl.gz'), { force: true })
    const report = await readRunFolder(folder)
    await writeReports(folder, report)
    for (const text of pages(folder)) {
      expect(text).toContain('history.jsonl: what its clients saw is not shown')
      expect(text).toContain('trace.jsonl.gz: the steps of the original run are not shown')
    }
  })

  test('a minimized.json alone is enough', async () => {
    const folder = await written(traced)
    for (const name of ['run.json', 'history.jsonl', 'report.html', 'report.txt'])
      rmSync(join(folder, name), { force: true })
    const report = await readRunFolder(folder)
    expect(report.missing?.[0]).toMatch(/^run\.json: /)
    await writeReports(folder, report)
    const [page = ''] = pages(folder)
    expect(page).toContain(doubleVote.minimized?.record.violation?.headline)
  })

  test('refuses what is not as it was written, with the file, the line and the field', async () => {
    const folder = await written(traced)
    const files = {
      run: join(folder, 'run.json'),
      history: join(folder, 'history.jsonl'),
      trace: join(folder, 'trace.jsonl.gz'),
    }
    const { run, history, trace } = files
    const whole = Object.values(files).map((file) => [file, readFileSync(file)] as const)
    const changed = async (file: string, bytes: string | Uint8Array): Promise<string> => {
      writeFileSync(file, bytes)
      const text = await refusal(folder)
      for (const [path, was] of whole) writeFileSync(path, was)
      return text
    }
    const json = JSON.parse(readFileSync(run, 'utf8')) as object
    expect(await changed(run, '{')).toMatch(/^InputError: FOLDER\/run\.json: not JSON/)
    expect(await changed(run, JSON.stringify({ ...json, version: 2 }))).toMatch(/run\.json: field version: /)
    expect(await changed(run, JSON.stringify({ ...json, violation: { property: 3 } }))).toMatch(
      /run\.json: field violation\.property: .*make the run again/,
    )
    expect(await changed(history, '{"index":0,"process":0,"type":"ok?"}\n')).toMatch(/history\.jsonl:1: /)
    const lines = gunzipSync(readFileSync(trace)).toString('utf8').split('\n')
    const cut = lines.toSpliced(2, 1, '{"step":2,"kind":"timer","text":"x"}').join('\n')
    expect(await changed(trace, gzipSync(cut))).toMatch(/trace\.jsonl\.gz:3: field time: /)
    expect(await changed(trace, gzipSync(lines.toSpliced(1, 1, '[[').join('\n')))).toMatch(
      /trace\.jsonl\.gz:2: is no JSON object/,
    )
    expect(await changed(trace, readFileSync(trace).subarray(0, 200))).toMatch(/gzip data is cut off/)
    expect(await refusal(folder)).toBe('nothing')
    expect(await refusal(tmpdir())).toMatch(/holds no run\.json and no minimized\.json/)
  })
})
