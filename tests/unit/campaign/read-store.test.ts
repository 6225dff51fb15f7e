import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src/campaign/sqlite.ts'
import { CampaignStore } from '../../../src/campaign/store.ts'
import { readingOnce, readStoredCampaign } from '../../../src/campaign/stored-campaign.ts'
import { passedTally, settings } from './some-settings.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-read-store-'))
const fileIn = (dir: string): string => join(dir, 'campaign.sqlite')

const failure = {
  scenario: 'wild',
  seed: '0x5eed-3',
  signature: 'a/b',
  property: 'a',
  headline: 'it broke',
  step: 16,
  digest: 'ab',
}

function begun(file: string): CampaignStore {
  const store = CampaignStore.create(file, settings, new Date('2026-11-28T02:00:00.000Z'))
  store.record({ scenario: 'wild', first: 0, runs: 9 }, passedTally(9, { failed: 1, failures: [failure] }), 1)
  return store
}

function finished(file: string): void {
  const store = begun(file)
  store.finish(1)
  store.close()
}

/** Changes the file as anybody could. */
function changed(file: string, sql: string): void {
  const database = openDatabase(file)
  database.exec(sql)
  database.close()
}

/** All that lies in a folder, with when it was written. */
const contents = (dir: string): unknown =>
  readdirSync(dir)
    .toSorted()
    .map((name) => {
      const path = join(dir, name)
      return [name, readFileSync(path).toString('base64'), statSync(path, { bigint: true }).mtimeNs]
    })

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  return 'nothing'
}

const TO_SCHEMA_2 = `DROP TABLE first_shown; DROP TABLE undecided; ALTER TABLE campaign DROP COLUMN result;
  ALTER TABLE campaign DROP COLUMN remarks;
      ALTER TABLE failure DROP COLUMN plan; PRAGMA user_version = 2`

describe('a store that is only read', () => {
  test('stays as it is: of today, of an older schema, of a killed process, of a running one', () => {
    const [now, older, killed, running] = [folder(), folder(), folder(), folder()] as const
    finished(fileIn(now))
    finished(fileIn(older))
    changed(fileIn(older), TO_SCHEMA_2)
    const store = begun(fileIn(running))
    // a process that is killed leaves the file and its log
    for (const name of readdirSync(running)) copyFileSync(join(running, name), join(killed, name))
    expect(readdirSync(killed)).toEqual(['campaign.sqlite', 'campaign.sqlite-wal'])
    for (const dir of [now, older, killed, running]) {
      const before = contents(dir)
      expect(readStoredCampaign(fileIn(dir))).toMatchObject({
        began: '2026-11-28T02:00:00.000Z',
        ranges: [{ scenario: 'wild', first: 0, runs: 9 }],
        groups: [{ signature: 'a/b', count: 1 }],
        finds: new Map([['a/b', new Map([['wild', 1]])]]),
      })
      readingOnce()(fileIn(dir))
      expect(contents(dir)).toEqual(before)
    }
    store.close()
  })

  test('a database of another program is refused and stays as it is, whoever opens it', () => {
    const dir = folder()
    changed(fileIn(dir), 'PRAGMA application_id = 7; CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)')
    const before = contents(dir)
    for (const act of [
      () => readStoredCampaign(fileIn(dir)),
      () => CampaignStore.resume(fileIn(dir)),
      () => CampaignStore.create(fileIn(dir), settings),
    ])
      expect(refusal(act)).toMatch(/^InputError: .*campaign\.sqlite: it is a database, but not of a campaign/)
    expect(contents(dir)).toEqual(before)
  })

  test.each([
    ['settings', `UPDATE campaign SET settings = '{"scenarios":3}'`, 'settings.scenarios'],
    ['settings', `UPDATE campaign SET settings = 'nonsense'`, 'settings: is no JSON'],
    ['settings', `UPDATE campaign SET settings = json_set(settings, '$.shard.of', 0)`, 'settings.shard'],
    ['settings', `UPDATE campaign SET settings = json_set(settings, '$.choices[#]', '')`, 'settings.choices'],
    ['a moment', `UPDATE campaign SET began = '../../elsewhere'`, 'began'],
    ['remarks', `UPDATE campaign SET remarks = '{"a":[]}'`, 'remarks'],
    ['counts', `UPDATE tally SET counts = '{"runs":-1}'`, 'counts of wild.runs'],
    ['counts', `UPDATE tally SET counts = '[' || replace(hex(zeroblob(9999)), '00', '[')`, 'counts of wild'],
    ['a seed', `UPDATE failure SET seed = 'none'`, 'seed'],
    [
      'a long text',
      `UPDATE failure SET headline = hex(zeroblob(9000000))`,
      'failure.headline: is longer than',
    ],
    ['a large number', 'UPDATE failure SET step = 9223372036854775807', 'step: is too large'],
    ['no campaign', 'DELETE FROM campaign', 'settings: it holds none'],
    [
      'rows without end',
      `DROP TABLE undecided; CREATE VIEW undecided (scenario, seed, because) AS
         WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) SELECT 'wild', n, '' FROM more`,
      'undecided: is no table',
    ],
    ['a table less', 'DROP TABLE chunk', 'no such table: chunk'],
    ['a version', 'PRAGMA user_version = -2000000000', 'schema -2000000000'],
  ])('damaged: %s: refused with the file and the field: %s', (_, sql, field) => {
    const file = fileIn(folder())
    finished(file)
    changed(file, sql)
    const text = refusal(() => readStoredCampaign(file))
    expect(text).toMatch(/^InputError: .*campaign\.sqlite: /)
    expect(text).toContain(field)
  })

  test('what is no file is refused, and never waited for', () => {
    const dir = folder()
    mkdirSync(join(dir, 'folder.sqlite'))
    execFileSync('mkfifo', [join(dir, 'pipe.sqlite')])
    writeFileSync(join(dir, 'empty.sqlite'), '')
    expect(refusal(() => readStoredCampaign(join(dir, 'folder.sqlite')))).toMatch(/is no file/)
    expect(refusal(() => readStoredCampaign(join(dir, 'pipe.sqlite')))).toMatch(/is no file/)
    expect(refusal(() => readStoredCampaign(join(dir, 'empty.sqlite')))).toMatch(
      /cannot be read as a campaign/,
    )
    expect(refusal(() => readStoredCampaign(join(dir, 'none.sqlite')))).toMatch(
      /^InputError: .*none\.sqlite: /,
    )
  })
})
