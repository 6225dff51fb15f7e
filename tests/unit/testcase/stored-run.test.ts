import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../../src/record/run-record.ts'
import { outcomeCounts } from '../../../src/run/judge-history.ts'
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

/** As a run counts its own history. */
function counted<R extends RunRecord>(record: R): R {
  return { ...record, counts: { ...record.counts, ...outcomeCounts(record.history) } }
}

/** The folder of a run as it was written first. */
async function written(given: FailureReport): Promise<string> {
  const failure = { ...given, record: counted(given.record) }
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

  test('says what is cut off of its history and its trace, on the page and in the text', async () => {
    const folder = await written({ ...staleRead, record: { ...staleRead.record, trace: doubleVoteTrace } })
    const [history, trace] = [join(folder, 'history.jsonl'), join(folder, 'trace.jsonl.gz')]
    const events = readFileSync(history, 'utf8').trimEnd().split('\n')
    const lines = gunzipSync(readFileSync(trace)).toString('utf8').trimEnd().split('\n')
    const shown = async (): Promise<readonly string[]> => {
      const report = await readRunFolder(folder)
      await writeReports(folder, report)
      const { missing = [] } = report
      for (const text of pages(folder)) for (const one of missing) expect(text).toContain(one.split(':')[1])
      return missing
    }
    expect(await shown()).toEqual([])
    writeFileSync(history, `${events.slice(0, -1).join('\n')}\n`)
    writeFileSync(trace, gzipSync(lines.slice(0, 4).join('\n')))
    const { operations, ok, failed } = outcomeCounts(staleRead.record.history)
    expect(await shown()).toEqual([
      `history.jsonl: it was cut off or changed, and has ${operations} of ${operations} operations, ${ok + failed - 1} of ${ok + failed} answers: not all of what its clients saw is shown`,
      `trace.jsonl.gz: it was cut off, and has 3 of ${doubleVoteTrace.steps.length} steps, 0 of ${doubleVoteTrace.messages.length} messages: not all steps of the original run are shown`,
    ])
    writeFileSync(history, '')
    writeFileSync(trace, gzipSync(''))
    expect(await shown()).toEqual([
      expect.stringContaining(
        `history.jsonl: it was cut off or changed, and has 0 of ${operations} operations`,
      ),
      'trace.jsonl.gz: it is empty: not all steps of the original run are shown',
    ])
  })

  test('nothing of a run is waited for that is no file, and no line is held that is none of ours', async () => {
    for (const name of ['run.json', 'minimized.json', 'history.jsonl', 'trace.jsonl.gz']) {
      const folder = await written(traced)
      rmSync(join(folder, name), { force: true })
      execFileSync('mkfifo', [join(folder, name)])
      expect(await refusal(folder)).toBe(`InputError: FOLDER/${name}: is no file; move it away`)
    }
    const folder = await written(traced)
    const lines = gunzipSync(readFileSync(join(folder, 'trace.jsonl.gz'))).toString('utf8')
    const [head = '', ...rest] = lines.trimEnd().split('\n')
    const changed = async (text: string): Promise<string> => {
      writeFileSync(join(folder, 'trace.jsonl.gz'), gzipSync(text, { level: 1 }))
      return refusal(folder)
    }
    expect(await changed(`${head}\n"${'x'.repeat(17 * 1024 * 1024)}"`)).toMatch(
      /trace\.jsonl\.gz:2: longer than 16 MiB; .*make the run again/,
    )
    expect(await changed([head, ...rest, rest.at(-1)].join('\n'))).toMatch(
      /trace\.jsonl\.gz:\d+: there are more lines than the first one says/,
    )
    expect(await changed(`{"version":1,"steps":"many"}\n`)).toMatch(/trace\.jsonl\.gz:1: field steps: /)
    const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as object
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    writeFileSync(
      join(folder, 'run.json'),
      JSON.stringify({ ...run, plan: 0 }).replace('"plan":0', `"plan":${deep}`),
    )
    expect(await refusal(folder)).toMatch(/run\.json: .*nested too deep/)
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
