import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CampaignRecord } from '../../../reports/index.ts'
import { findRecorded } from '../../../src/campaign/find-recorded.ts'
import { report } from '../../../src/campaign/rendered-again.ts'
import { openDatabase } from '../../../src/campaign/sqlite.ts'
import { CampaignStore } from '../../../src/campaign/store.ts'
import { formerCampaigns, readingOnce, readStoredCampaign } from '../../../src/campaign/stored-campaign.ts'
import { writeRunFolder } from '../../../src/testcase/run-folder.ts'
import { doubleVote } from '../reports/fixtures/double-vote.ts'
import { passedTally, settings } from './some-settings.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-again-'))

/** The folder of a failed run in `output`, two below it. */
async function runIn(output: string): Promise<string> {
  const { reportPath } = await writeRunFolder(output, doubleVote, new Date(0))
  return dirname(reportPath)
}

function campaignIn(dir: string, began: string, reportPath?: string): string {
  const file = join(dir, 'campaign.sqlite')
  const store = CampaignStore.create(file, settings, new Date(began))
  const signature = 'election-safety/two-leaders'
  const failure = {
    scenario: 'wild',
    seed: '0x5eed-3',
    signature,
    property: '',
    headline: '',
    step: 1,
    digest: '',
  }
  store.record({ scenario: 'wild', first: 0, runs: 9 }, passedTally(9, { failed: 1, failures: [failure] }), 1)
  if (reportPath !== undefined) store.recordReport(signature, { reportPath, minimizedSteps: 12 })
  store.finish(1)
  store.close()
  return file
}

/** A folder with a path so long that no path of a folder in it is taken, and a run in it. */
async function unreadable(): Promise<string> {
  const long = 'x'.repeat(254)
  const dir = join(folder(), ...Array.from({ length: 15 }, () => long))
  mkdirSync(dir, { recursive: true })
  execFileSync('mkdir', [long], { cwd: dir })
  const run = await runIn(folder())
  renameSync(run, join(dir, 'run'))
  return dir
}

describe('report', () => {
  test('renders runs two folders deep, then campaigns, whose pages lead to them; leaves alone what is of others', async () => {
    const dir = folder()
    const run = await runIn(dir)
    const place = `${basename(dirname(run))}/${basename(run)}`
    const store = campaignIn(dir, '2026-11-28T02:00:00.000Z', `${place}/report.html`)
    for (const hidden of ['.git', 'node_modules', 'a/b/c']) await runIn(join(dir, hidden))
    symlinkSync(await runIn(folder()), join(dir, 'linked'))
    mkdirSync(join(dir, 'other'))
    writeFileSync(join(dir, 'other', 'run.json'), '{"version":3,"name":"of a tool"}')
    writeFileSync(join(dir, 'node_modules', 'run.json'), '')
    const foreign = openDatabase(join(dir, 'other', 'campaign.sqlite'))
    foreign.exec('CREATE TABLE theirs (a)')
    foreign.close()
    rmSync(join(run, 'report.html'))

    const { rendered, refused, remarks } = await report(dir)
    expect(rendered.map(({ from }) => from)).toEqual([run, store])
    expect(refused).toEqual([])
    expect(remarks).toEqual([
      `${join(dir, 'other', 'run.json')}: it is of another program, and left alone`,
      `${join(dir, 'other', 'campaign.sqlite')}: it is of another program, and left alone`,
    ])
    expect(readdirSync(join(dir, 'other'))).toEqual(['campaign.sqlite', 'run.json'])
    expect(readFileSync(join(dir, 'campaign.html'), 'utf8')).toContain(`href="./${place}/report.html"`)
    // only what is whole is there
    expect(readdirSync(run).filter((name) => name.startsWith('.'))).toEqual([])
    await expect(report(join(dir, 'other'))).rejects.toThrow(
      /holds no run and no campaign .*run\.json: it is of another program/,
    )
  })

  test('a page elsewhere leads to the reports beside it, or to those where the campaign lies', async () => {
    const dir = join(folder(), 'a b #1?')
    const run = await runIn(dir)
    const place = `${basename(dirname(run))}/${basename(run)}`
    const store = campaignIn(dir, '2026-11-28T02:00:00.000Z', `${place}/report.html`)
    const linkIn = (output: string): string => {
      const page = readFileSync(join(output, 'campaign.html'), 'utf8')
      const link = decodeURIComponent(/href="(\.[^"]*report\.html)"/.exec(page)?.[1] ?? '')
      const json = JSON.parse(readFileSync(join(output, 'campaign.json'), 'utf8')) as CampaignRecord
      expect(join(output, json.groups[0]?.report ?? '')).toBe(join(output, link))
      return join(output, link)
    }
    const alone = folder()
    await report(store, { output: alone })
    expect(linkIn(alone)).toBe(join(run, 'report.html'))
    const beside = folder()
    await report(dir, { output: beside })
    expect(linkIn(beside)).toBe(join(beside, place, 'report.html'))
  })

  test('a folder that cannot be read does not keep the others from being rendered', async () => {
    const dir = await unreadable()
    const { rendered, refused } = await report(dir)
    expect(rendered.map(({ from }) => from)).toEqual([join(dir, 'run')])
    expect(refused.map(({ reason }) => reason)).toEqual([expect.stringContaining('its name is too long')])
  })

  test('what it writes replaces links, and follows none in the output folder', async () => {
    const dir = folder()
    const run = await runIn(dir)
    const elsewhere = join(folder(), 'precious.txt')
    writeFileSync(elsewhere, 'precious')
    for (const name of ['report.html', 'report.txt']) {
      rmSync(join(run, name))
      symlinkSync(elsewhere, join(run, name))
    }
    await report(dir)
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious')
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('<!doctype html>')

    const output = folder()
    symlinkSync(dirname(elsewhere), join(output, basename(dirname(run))))
    await expect(report(dir, { output })).rejects.toThrow(/is a link, which is not followed/)
    expect(readdirSync(dirname(elsewhere))).toEqual(['precious.txt'])
  })

  test('a store of another name leaves the files of a run as they are', async () => {
    const run = await runIn(folder())
    renameSync(campaignIn(folder(), '2026-11-28T02:00:00.000Z'), join(run, 'run.sqlite'))
    const was = readFileSync(join(run, 'run.json'), 'utf8')
    const { rendered } = await report(join(run, 'run.sqlite'))
    expect(rendered[0]?.files.map((file) => basename(file))).toEqual([
      'campaign-run.html',
      'campaign-run.json',
    ])
    expect(readFileSync(join(run, 'run.json'), 'utf8')).toBe(was)
  })

  test('of more than 1,000 it renders the first, and says so', () => {
    const dir = folder()
    for (let number = 0; number < 1001; number++) {
      mkdirSync(join(dir, `${number}`))
      writeFileSync(join(dir, `${number}`, 'minimized.json'), '')
    }
    const { found, remarks } = findRecorded(dir)
    expect(found).toHaveLength(1000)
    expect(remarks).toEqual([
      `${dir}: it holds more than 1,000 runs and campaigns, of which the first 1,000 are rendered; name a folder in it for the others`,
    ])
  })

  test('parts that do not fit each other are the fault of their files', async () => {
    const dir = folder()
    const run = await runIn(dir)
    const sound = join(dir, 'sound')
    renameSync(await runIn(folder()), sound)
    rmSync(join(sound, 'report.txt'))
    const file = join(run, 'minimized.json')
    const json = readFileSync(file, 'utf8')
    writeFileSync(file, json.replaceAll('"state": {', '"state": { "log": 5, '))
    const { refused } = await report(dir)
    expect(refused.map(({ message }) => message)).toEqual([
      expect.stringMatching(/its files do not fit each other .*; make the run again: whitewater replay/),
    ])
    expect(existsSync(join(sound, 'report.txt'))).toBe(true)
  })
})

test('each former campaign is read once, however many come after it', () => {
  const dir = folder()
  const files = Array.from({ length: 6 }, (_, night) => {
    campaignIn(dir, new Date(Date.UTC(2026, 10, night + 1)).toISOString())
    return night
  })
  const read: string[] = []
  const once = readingOnce((file) => {
    read.push(file)
    return readingOnce()(file)
  })
  const stores = readdirSync(dir).filter((name) => name.endsWith('.sqlite'))
  const before = stores.map(
    (name) => formerCampaigns(readStoredCampaign(join(dir, name)), once).campaigns.length,
  )
  expect(before.toSorted()).toEqual(files)
  expect(read).toHaveLength(new Set(read).size)
})
